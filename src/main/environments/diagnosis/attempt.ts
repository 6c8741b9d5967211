import { Failure, type FailureCode } from '#shared/failure.ts'
import type { Deadline } from '../clients/deadline.ts'
import type { Place } from '../clients/network.ts'
import type { StageName, Stages } from '../clients/stages.ts'
import { whatSpeaksAt, type Speaker } from './probe.ts'

/** One connection test under way. */
export interface Attempt {
  deadline: Deadline
  stages: Stages
  /** Tells when a stage begins. */
  onStage: (listener: (stage: StageName) => void) => void
}

/** What a test that came to its end has to say. */
export interface Outcome {
  message: string
  hint?: string | undefined
  serverVersion?: string | undefined
}

/** Failures behind which something else than the expected server may listen. */
const suspicious: ReadonlySet<FailureCode> = new Set([
  'CONNECTION_LOST',
  'UNSUPPORTED',
  'TLS',
  'SERVER_ERROR',
])

/** A server answers its first question at once; silence of this length is asked about. */
const silenceMs = 1_500
const probeMs = 1_000

/**
 * Runs the work, and where the server keeps silent in one of the stages or breaks off, finds out what
 * speaks on the port, so that Redis behind a Postgres address is named and not a timeout.
 *
 * @param judge what the finding means; undefined when it explains nothing
 */
export async function namingStrangers<T>(
  { deadline, onStage }: Attempt,
  place: Place,
  stages: readonly StageName[],
  judge: (speaker: Speaker) => Failure | undefined,
  work: () => Promise<T>,
): Promise<T> {
  if (place.host.startsWith('/')) return await work()
  const ask = async () => {
    const speaker = await whatSpeaksAt(place, probeMs, deadline.signal)
    return speaker === undefined ? undefined : judge(speaker)
  }
  let timer: NodeJS.Timeout | undefined
  const listen = () => {
    void ask().then((failure) => {
      if (failure !== undefined && timer !== undefined) deadline.fail(failure)
    })
  }
  onStage((stage) => {
    clearTimeout(timer)
    timer = undefined
    if (stages.includes(stage)) timer = setTimeout(listen, Math.min(silenceMs, deadline.timeoutMs / 3))
  })
  try {
    return await work()
  } catch (error) {
    const isOver = deadline.signal.aborted || !(error instanceof Failure) || !suspicious.has(error.code)
    throw (isOver ? undefined : await ask()) ?? error
  } finally {
    clearTimeout(timer)
    timer = undefined
  }
}
