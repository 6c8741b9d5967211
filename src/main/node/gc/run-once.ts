import type { RoundLoad } from '#shared/contract/node/leak.ts'
import { Failure, throwIfCancelled } from '#shared/failure.ts'
import { quantileOfSorted } from '#shared/stats/quantile.ts'
import type { Milliseconds } from '#shared/units.ts'
import { counted, percent } from '../../wording.ts'
import {
  chooseInspector,
  describeEnd,
  startCommand,
  type StartedCommand,
  type StartInput,
} from '../attachments/index.ts'
import { connectInspector, type Inspector } from '../inspector/index.ts'
import { type SentLoad, sendRequests } from '../rounds/index.ts'
import { placesOf, requireFree, waitUntilListening } from './ports.ts'
import { type Counted, countWhile } from './tally.ts'

export type RequestLoad = Extract<RoundLoad, { kind: 'requests' }>

/** One run of a started process under the load. */
export interface Run {
  requestsPerSecond: number
  latency: { p50: Milliseconds; p95: Milliseconds; p99: Milliseconds; max: Milliseconds }
  cpuMsPerRequest: Milliseconds
  /** Pause time ÷ time, 0 to 1. */
  gcShare: number
  counted: Counted
}

/** By then what is hot is compiled, and the young generation has the size that it takes. */
const LONGEST_WARM_UP_MS: Milliseconds = 10_000
/** Of a whole run in progress. */
const WARM_UP_PART = 0.4
/** Comparing how fast errors are answered is of no use. */
const MOST_ERRORS = 0.5

/**
 * Starts the command, warms it up, sends the load and measures it; nothing of it runs afterwards.
 *
 * @param onDone of the run, 0 to 1
 * @throws Failure naming what went wrong; CANCELLED
 */
export async function runOnce(
  input: StartInput,
  load: RequestLoad,
  onDone: (done: number) => void,
  signal: AbortSignal,
): Promise<Run> {
  throwIfCancelled(signal)
  const places = placesOf(load.requests)
  await requireFree(places)
  throwIfCancelled(signal)
  const started = await startCommand(input)
  // To a process that ended, millions of requests could be sent in vain.
  const gone = new AbortController()
  void started.ended.then(() => gone.abort())
  const until = AbortSignal.any([signal, gone.signal])
  try {
    const place = await chooseInspector(started, { signal })
    const { inspector } = await connectInspector(place, { signal })
    try {
      await waitUntilListening(places, () => requireAlive(started), until)
      return await measure(inspector, load, onDone, until)
    } finally {
      inspector.close()
    }
  } catch (error) {
    // That the process ended says more than the connection that was lost by it.
    if (!signal.aborted) requireAlive(started)
    throw error
  } finally {
    await started.stop()
  }
}

async function measure(
  inspector: Inspector,
  load: RequestLoad,
  onDone: (done: number) => void,
  signal: AbortSignal,
): Promise<Run> {
  const { requests, perRound, concurrency } = load
  const warmUp = await sendRequests(requests, {
    count: perRound,
    concurrency,
    longestMs: LONGEST_WARM_UP_MS,
    signal,
    onProgress: (ended) => onDone((ended / perRound) * WARM_UP_PART),
  })
  requireAnswers(warmUp)
  // No collection is asked for in between: a full one shrinks the young generation again, which is what is tried.
  const times: Milliseconds[] = []
  const { result: sent, counted: tally } = await countWhile(
    inspector,
    signal,
    async () =>
      await sendRequests(requests, {
        count: perRound,
        concurrency,
        signal,
        onProgress: (ended) => onDone(WARM_UP_PART + (ended / perRound) * (1 - WARM_UP_PART)),
        onAnswer: (time) => times.push(time),
      }),
  )
  requireAnswers(sent)
  const sorted = times.toSorted((one, other) => one - other)
  const at = (p: number): Milliseconds => quantileOfSorted(sorted, p)
  return {
    requestsPerSecond: sent.answered / (sent.elapsedMs / 1_000),
    latency: { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) },
    cpuMsPerRequest: tally.cpuMs / sent.answered,
    gcShare: tally.elapsedMs > 0 ? Math.min(1, tally.pauseMs / tally.elapsedMs) : 0,
    counted: tally,
  }
}

/** @throws Failure SERVER_ERROR where most of the load was not answered well */
function requireAnswers({ sent, answered, errors }: SentLoad): void {
  const kinds = Object.entries(errors).toSorted(([, one], [, other]) => other - one)
  const failed = kinds.reduce((sum, [, times]) => sum + times, 0)
  if (answered > 0 && failed <= sent * MOST_ERRORS) return
  const [kind = 'no answer'] = kinds[0] ?? []
  throw new Failure(
    'SERVER_ERROR',
    `${percent(sent === 0 ? 1 : failed / sent)} of ${counted(sent, 'request')} failed, most with: ${kind}.`,
    { hint: 'Send the load to the started service and see what it answers.' },
  )
}

/** @throws Failure SERVER_ERROR with the last that the process said */
function requireAlive(started: StartedCommand): void {
  const end = started.end()
  if (end === undefined) return
  const lines = started.output().filter((line) => line.trim() !== '' && !/^(?:Debugger|For help)/.test(line))
  // Below it V8 writes a stack of addresses.
  const said = lines.find((line) => line.startsWith('FATAL ERROR: ')) ?? lines.at(-1)
  throw new Failure('SERVER_ERROR', `The command ${describeEnd(end)}.`, {
    hint: said === undefined ? 'Try it in a terminal first.' : `The last it said: ${said.trim()}`,
  })
}
