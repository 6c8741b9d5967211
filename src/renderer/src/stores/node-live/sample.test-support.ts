/** Samples of a thread for the tests of those who show them. */
import type { NodeSample } from '#shared/contract/node/live.ts'

export function sampleAt(at: number, more: Partial<NodeSample> = {}): NodeSample {
  return {
    at,
    sinceMs: 1000,
    heap: { usedBytes: 10, totalBytes: 20, limitBytes: 100 },
    externalBytes: 3,
    arrayBufferBytes: 2,
    residentBytes: 40,
    gc: { scavenges: 2, markSweeps: 1, others: 0, pauseMs: 5, longestMs: 4, share: 0.005 },
    cpu: { processCores: 0.5, machineCores: 1.5 },
    loop: { p50Ms: 0.1, p99Ms: 1, maxMs: 2, utilization: 0.4 },
    resources: [{ kind: 'Timeout', count: 2 }],
    machine: { cores: 4, memoryBytes: 1000, freeMemoryBytes: 500 },
    ...more,
  }
}
