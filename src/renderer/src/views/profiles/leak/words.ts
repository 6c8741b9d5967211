/** What the Leak page says. Pure. */
import type { LeakProgress, LeakRun } from '#renderer/stores/leak/model.ts'
import { formatBytes, formatCount, formatPercent, formatRate, formatSpan } from '#renderer/ui/format.ts'
import type { LeakVerdict, LeakWatch, RoundLoad } from '#shared/contract/node/leak.ts'

const hour = 3_600_000

export const verdictWords: Readonly<Record<LeakVerdict['verdict'], string>> = {
  leak: 'A leak',
  'no leak': 'No leak',
  inconclusive: 'Inconclusive',
}

export const watchWords: Readonly<Record<LeakWatch['state'], string>> = {
  collecting: 'Collecting',
  steady: 'Steady',
  growing: 'Growing',
  lost: 'Process lost',
}

/** The figures of a verdict, each with its unit; those that are not known are left out. */
export function verdictFigures({
  bytesPerRequest,
  bytesPerSecond,
  bytesPerHour,
  hoursToHeapLimit,
  heapLimitBytes,
}: LeakVerdict): { name: string; value: string }[] {
  return [
    ...(bytesPerRequest === null ? [] : [{ name: 'A request', value: signed(bytesPerRequest) }]),
    ...(bytesPerSecond === null ? [] : [{ name: 'A second under this load', value: signed(bytesPerSecond) }]),
    ...(bytesPerHour === null ? [] : [{ name: 'An hour', value: signed(bytesPerHour) }]),
    ...(hoursToHeapLimit === null
      ? []
      : [
          {
            name: `Until the heap limit of ${formatBytes(heapLimitBytes)}`,
            value: formatSpan(hoursToHeapLimit * hour),
          },
        ]),
  ]
}

function signed(bytes: number): string {
  return bytes > 0 ? `+${formatBytes(bytes)}` : formatBytes(bytes)
}

const phases: Record<LeakProgress['phase'], string> = {
  load: 'Sending the load',
  idle: 'Letting it come to rest',
  collect: 'Collecting garbage, measuring the heap',
  snapshot: 'Taking a heap snapshot',
  explain: 'Looking for who allocated it and what holds it',
}

/** `Round 3 of 9: sending the load, 1.2 k requests/s`. */
export function progressWords(progress: LeakProgress | undefined): string {
  if (progress === undefined) return 'Starting…'
  const { phase, round, rounds, requestsPerSecond } = progress
  const rate = requestsPerSecond === null ? '' : `, ${formatRate(requestsPerSecond, 'requests')}`
  if (phase === 'explain' || (phase === 'snapshot' && round > rounds)) return `${phases[phase]}…`
  return `Round ${round} of ${rounds}: ${phases[phase].replace(/^./, (first) => first.toLowerCase())}${rate}`
}

/** How many rounds there will be: more than were asked for, where the first ones were still warming up. */
export function allRoundsOf({ progress, rounds }: Pick<LeakRun, 'progress' | 'rounds'>): number {
  // A round of warm-up comes before those that count.
  return progress?.rounds ?? rounds + 1
}

/** How far a run is, 0 to 1: rounds that are done, and what of this one is. */
export function doneOf({ points, progress, rounds }: LeakRun): number {
  if (progress?.phase === 'explain') return 1
  const all = allRoundsOf({ progress, rounds })
  const within = progress?.phase === 'load' ? progress.done * 0.8 : 0
  return Math.min(1, (points.length + within) / all)
}

/** `2,000 requests a round, 10 at once`. */
export function loadWords(load: RoundLoad): string {
  if (load.kind === 'traffic') return `${formatCount(load.secondsPerRound, 's')} of traffic a round`
  const kinds =
    load.requests.length === 1 ? (load.requests[0]?.url ?? '') : `${load.requests.length} addresses`
  return `${formatCount(load.perRound)} requests a round, ${load.concurrency} at once, ${kinds}`
}

/** What a list says of a run. */
export function runWords(run: LeakRun): string {
  const { state, points } = run
  switch (state.kind) {
    case 'running':
      return `Round ${Math.min(points.length + 1, allRoundsOf(run))} of ${allRoundsOf(run)}`
    case 'ended':
      return verdictWords[state.verdict.verdict]
    case 'cancelled':
      return 'Cancelled'
    case 'failed':
      return 'Failed'
  }
}

/** `3 of 6,000 requests failed`; undefined where none did. */
export function errorWords(points: LeakRun['points']): string | undefined {
  const errors = points.reduce((sum, round) => sum + round.errors, 0)
  if (errors === 0) return undefined
  const answered = points.reduce((sum, round) => sum + (round.requests ?? 0), 0)
  const all = answered + errors
  return `${formatCount(errors)} of ${formatCount(all)} requests failed (${formatPercent(errors / all)})`
}
