import type { NodeSample } from '#shared/contract/node/live.ts'
import type { EpochMilliseconds, Milliseconds } from '#shared/units.ts'
import type { Reading } from './agent.ts'

/** An answer that comes within this time says nothing of the loop. */
const PROMPT_MS: Milliseconds = 50

/**
 * The sample that a reading of the agent comes to.
 *
 * @param at when the answer came
 * @param waitedMs how long it took to come: in native code a thread answers nobody, and its own timer
 *   counts that only after
 */
export function sampleOf(reading: Reading, at: EpochMilliseconds, waitedMs: Milliseconds): NodeSample {
  const { sinceMs, memory, gc, cpuMs, loop, resources, machine } = reading
  // No longer than the thread was active: waiting for a Pitwall that is busy itself is not the thread's.
  const blockedMs = waitedMs > PROMPT_MS ? Math.min(waitedMs, loop.activeMs) : 0
  const stoodMs = Math.max(loop.stoodMs, blockedMs)
  return {
    at,
    sinceMs,
    heap: { usedBytes: memory.usedBytes, totalBytes: memory.totalBytes, limitBytes: memory.limitBytes },
    externalBytes: memory.externalBytes,
    arrayBufferBytes: memory.arrayBufferBytes,
    residentBytes: memory.residentBytes,
    gc: { ...gc, share: sinceMs > 0 ? Math.min(1, gc.pauseMs / sinceMs) : 0 },
    cpu: { processCores: sinceMs > 0 ? cpuMs / sinceMs : 0, machineCores: machine.busyCores },
    loop: {
      p50Ms: loop.late?.p50Ms ?? stoodMs,
      p99Ms: loop.late?.p99Ms ?? stoodMs,
      maxMs: Math.max(loop.late?.maxMs ?? 0, stoodMs),
      utilization: Math.min(1, Math.max(0, loop.utilization)),
    },
    resources,
    machine: {
      cores: machine.cores,
      memoryBytes: machine.memoryBytes,
      freeMemoryBytes: machine.freeMemoryBytes,
    },
  }
}
