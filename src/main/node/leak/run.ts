import type { LeakEvent, LeakRound, LeakVerdict, RoundLoad } from '#shared/contract/node/leak.ts'
import { Failure, throwIfCancelled } from '#shared/failure.ts'
import type { Bytes } from '#shared/units.ts'
import { tellProgress } from '../../progress.ts'
import { bytes, counted } from '../../wording.ts'
import type { AttachedThread, AttachmentsRoom } from '../attachments/index.ts'
import { requireLoopback } from '../rounds/index.ts'
import { Evidence, type Keeper } from './evidence.ts'
import { FollowedThread } from './followed-thread.ts'
import { allowRun } from './guard.ts'
import { Investigation } from './investigate.ts'
import { FLOOR_PER_REQUEST } from './thresholds.ts'

export interface LeakRunInput {
  attachmentId: string
  /** `main`, a worker's id, or `all`: the main thread and every worker. */
  threadId: string
  load: RoundLoad
  /** Rounds that count. */
  rounds: number
  snapshots: boolean
  /** The environment's name, typed, where its guard asks for it. */
  confirmation?: string | undefined
}

export interface RunRooms {
  attachments: Pick<AttachmentsRoom, 'use'>
  profiles: Keeper
}

/** All threads of the process, the main one first. */
export const ALL_THREADS = 'all'

/**
 * Looks for a leak and tells how far it is, each round as it is measured, and the verdict at the end.
 * When the signal fires or nobody listens any more, the process samples no longer and nothing is kept.
 *
 * @throws Failure REFUSED by the guard, for hosts that are not this machine or where the heap is sampled
 *   already; UNREACHABLE where nobody answers; CONNECTION_LOST with what was seen, CANCELLED
 */
export async function* runLeak(
  rooms: RunRooms,
  input: LeakRunInput,
  signal?: AbortSignal,
): AsyncGenerator<LeakEvent> {
  const threads = threadsOf(rooms, input)
  const [main] = threads
  if (!main) throw new Failure('NOT_FOUND', 'There is no thread to look at.')
  allowRun(main, input)
  if (input.load.kind === 'requests') requireLoopback(input.load.requests)

  const told: LeakEvent[] = []
  const seen: LeakRound[] = []
  const tell = (event: LeakEvent): void => {
    told.push(event)
    if (event.type === 'round') seen.push(event.round)
  }
  const state: { investigation?: Investigation } = {}
  const events = tellProgress(
    signal,
    (elapsedMs): LeakEvent[] => {
      const progress = state.investigation?.progress
      return [...told.splice(0), ...(progress ? [{ type: 'progress' as const, elapsedMs, ...progress }] : [])]
    },
    async (workSignal) =>
      await underLoss(main, workSignal, seen, async (liveSignal) => {
        const evidence = new Evidence(rooms.profiles, input.snapshots)
        const followed = threads.map((thread) => new FollowedThread(thread))
        try {
          for (const one of followed) await one.start(settingsOf(input), liveSignal)
          state.investigation = new Investigation(input, [...followed], evidence, tell, liveSignal)
          return await state.investigation.run()
        } catch (error) {
          await evidence.discard()
          throw error
        } finally {
          await Promise.all(followed.map(async (one) => await one.stop()))
        }
      }),
  )
  const verdict = yield* each(events)
  yield* told.splice(0)
  yield { type: 'verdict', verdict }
}

async function* each(
  batches: AsyncGenerator<LeakEvent[], LeakVerdict>,
): AsyncGenerator<LeakEvent, LeakVerdict> {
  try {
    for (;;) {
      const next = await batches.next()
      if (next.done) return next.value
      yield* next.value
    }
  } finally {
    await batches.return(undefined as never) // it has ended, or ends without a verdict
  }
}

function threadsOf({ attachments }: RunRooms, { attachmentId, threadId }: LeakRunInput): AttachedThread[] {
  if (threadId !== ALL_THREADS) return [attachments.use(attachmentId, threadId)]
  const main = attachments.use(attachmentId)
  const workers = main.attachment.threads.filter(({ kind }) => kind === 'worker')
  return [main, ...workers.map(({ id }) => attachments.use(attachmentId, id))]
}

/** Samples enough for a share to be told of what is just worth a word. */
const FEWEST_SAMPLES = 48
const SMALLEST_INTERVAL: Bytes = 1024
const LARGEST_INTERVAL: Bytes = 16 * 1024

function settingsOf({ load, rounds }: LeakRunInput): {
  intervalBytes: Bytes
  isPlain: boolean
  countsRequests: boolean
} {
  // Traffic is somebody's: it is neither slowed down nor sampled closely.
  if (load.kind === 'traffic')
    return { intervalBytes: LARGEST_INTERVAL, isPlain: false, countsRequests: true }
  const smallestGrowth = load.perRound * rounds * FLOOR_PER_REQUEST
  const interval = Math.round(smallestGrowth / FEWEST_SAMPLES)
  return {
    intervalBytes: Math.min(LARGEST_INTERVAL, Math.max(SMALLEST_INTERVAL, interval)),
    isPlain: true,
    countsRequests: true,
  }
}

/** Ends the work when the thread is lost, and says what had been seen by then. */
async function underLoss<T>(
  thread: AttachedThread,
  signal: AbortSignal,
  seen: readonly LeakRound[],
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const loss = new AbortController()
  const state: { failure?: Failure } = {}
  void thread.lost.then((failure) => {
    state.failure = failure
    loss.abort()
  })
  try {
    return await work(AbortSignal.any([signal, loss.signal]))
  } catch (error) {
    throwIfCancelled(signal)
    // What fails because the thread is gone may be told before the loss is.
    const isLoss = error instanceof Failure && error.code === 'CONNECTION_LOST'
    const failure = state.failure ?? (isLoss ? error : undefined)
    throw failure ? withWhatWasSeen(failure, seen) : error
  }
}

function withWhatWasSeen(failure: Failure, seen: readonly LeakRound[]): Failure {
  const first = seen[0]
  const last = seen.at(-1)
  if (!first || !last) return failure
  const growth = held(last) - held(first)
  const what =
    seen.length === 1
      ? `it held ${bytes(held(last))}`
      : `it held ${bytes(held(last))}, ${bytes(Math.abs(growth))} ${growth < 0 ? 'less' : 'more'} than after the first`
  return new Failure(failure.code, `${failure.message} After ${counted(seen.length, 'round')} ${what}.`, {
    hint: failure.hint,
    facts: { ...failure.facts, rounds: seen.length, growthBytes: growth },
    cause: failure,
  })
}

function held({ heapBytes, externalBytes }: LeakRound): Bytes {
  return heapBytes + externalBytes
}
