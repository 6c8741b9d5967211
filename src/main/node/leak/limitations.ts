import type { Limitation } from '#shared/contract/finding.ts'
import type { LeakRound, RoundLoad } from '#shared/contract/node/leak.ts'
import { Failure } from '#shared/failure.ts'
import { theilSen } from '#shared/stats/trend.ts'
import type { Bytes } from '#shared/units.ts'
import { bytes, counted, list } from '../../wording.ts'
import type { Sent } from './load.ts'
import type { Settled } from './next-step.ts'

/** Where no request was answered at all. */
export function nobodyAnswers(load: RoundLoad, errors: Record<string, number>): Failure {
  const [request] = load.kind === 'requests' ? load.requests : []
  const where = request ? new URL(request.url).origin : 'the service'
  return new Failure(
    'UNREACHABLE',
    `None of the first requests to ${where} was answered: ${errorsInWords(errors)}.`,
    { hint: 'Is the service listening there? Open the address in a browser.' },
  )
}

/** The load goes somewhere else, or over a protocol that is not counted. */
export function notReached(load: RoundLoad & { kind: 'requests' }): Limitation {
  const origins = [...new Set(load.requests.map(({ url }) => new URL(url).origin))]
  return {
    message: `None of the requests to ${list(origins)} was seen to arrive in this process.`,
    hint: 'Another process may answer there: a proxy, or a worker of a cluster. Requests over HTTP/2 arrive unseen.',
    proposals: [],
  }
}

export function mostlyErrors({ requests, errors }: Sent): Limitation[] {
  const failed = Object.values(errors).reduce((sum, count) => sum + count, 0)
  if (requests === null || failed < requests / 2) return []
  return [
    {
      message: `${counted(failed, 'request')} of ${requests} went wrong in the first round: ${errorsInWords(errors)}. What the service does when it works was not tried.`,
      hint: 'Give requests that it answers well.',
      proposals: [],
    },
  ]
}

function errorsInWords(errors: Record<string, number>): string {
  const kinds = Object.entries(errors).sort(([, x], [, y]) => y - x)
  return list(kinds.map(([kind, count]) => `${kind} (${count})`))
}

/** Resident memory differs by this much from round to round of a process that keeps nothing. */
const RESIDENT_NOISE: Bytes = 512 * 1024
const LARGE: Bytes = 16 * 1024 * 1024

/** Growth that the heap does not show. */
export function leftOut(rounds: readonly LeakRound[], settled: Settled): Limitation[] {
  const later = rounds.filter(({ warmUp }) => !warmUp)
  const first = later[0]
  const last = later.at(-1)
  if (settled.verdict === 'leak' || later.length < 4 || !first || !last) return []
  const { low } = theilSen(
    later.map(({ round }) => round),
    later.map(({ residentBytes }) => residentBytes),
  )
  if (low < RESIDENT_NOISE || last.residentBytes - first.residentBytes < LARGE) return []
  return [
    {
      message: `The resident memory of the process grew by ${bytes(low)} and more a round, outside of this heap and its buffers.`,
      hint: 'Look at native modules, at its other threads, and at the allocator (MALLOC_ARENA_MAX=2 or jemalloc).',
      proposals: [],
    },
  ]
}
