/** A verdict for the tests of those who show it. */
import type { LeakRound, LeakVerdict } from '#shared/contract/node/leak.ts'

export function roundOf(round: number, heapBytes: number): LeakRound {
  return {
    round,
    warmUp: round === 1,
    requests: 100,
    errors: 0,
    loadMs: 10,
    elapsedMs: round * 100,
    heapBytes,
    externalBytes: 1,
    residentBytes: 2,
  }
}

export function verdictOf(more: Partial<LeakVerdict> = {}): LeakVerdict {
  return {
    verdict: 'leak',
    reason: 'It grows.',
    rounds: [roundOf(1, 50), roundOf(2, 100), roundOf(3, 200)],
    bytesPerRequest: 1,
    bytesPerSecond: 2,
    bytesPerHour: 3,
    hoursToHeapLimit: 4,
    heapLimitBytes: 1000,
    trend: {
      fromRound: 2,
      slopeBytes: 100,
      lowBytes: 80,
      highBytes: 120,
      interceptBytes: -100,
      floorBytes: 10,
      laterHalf: 1,
    },
    sites: [],
    retainers: [],
    profileIds: [],
    limitations: [],
    ...more,
  }
}
