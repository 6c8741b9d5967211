import type { RecordingSettings } from '#shared/contract/node/recording.ts'
import { Failure } from '#shared/failure.ts'
import type { AttachedThread } from '../attachments/index.ts'
import type { Inspector } from '../inspector/index.ts'
import { sourceName } from './words.ts'

type Kind = RecordingSettings['kind']

/** V8 has one profiler of each kind to a session: who starts it twice ends the first one's recording. */
const taken = new WeakMap<Inspector, Set<Kind>>()

const already: Record<Kind, (source: string) => string> = {
  cpu: (source) => `The CPU of ${source} is being recorded already.`,
  heap: (source) => `The allocations of ${source} are being sampled already.`,
  snapshot: (source) => `A heap snapshot of ${source} is being taken already.`,
}

/**
 * Takes a kind of recording of a thread for oneself; returns what gives it back.
 *
 * @throws Failure REFUSED where another recording has it
 */
export function claim(thread: AttachedThread, kind: Kind): () => void {
  const kinds = taken.get(thread.inspector) ?? new Set<Kind>()
  if (kinds.has(kind)) throw recordedAlready(thread, kind)
  kinds.add(kind)
  taken.set(thread.inspector, kinds)
  return () => kinds.delete(kind)
}

export function recordedAlready(thread: AttachedThread, kind: Kind): Failure {
  return new Failure('REFUSED', already[kind](sourceName(thread)), {
    hint: 'Stop that recording, or wait until it ends.',
  })
}
