/** A run as a chart of its rounds: of V8's heap and what it holds outside, as the verdict goes by. Pure. */
import type { TrendSet } from '#renderer/charts/trend/index.ts'
import { formatBytes } from '#renderer/ui/format.ts'
import type { LeakRound, LeakVerdict } from '#shared/contract/node/leak.ts'
import type { Bytes } from '#shared/units.ts'

/** V8's heap and what it holds outside: buffers leak as well as objects. */
export function heldBytes({ heapBytes, externalBytes }: LeakRound): Bytes {
  return heapBytes + externalBytes
}

/** With the line of the verdict, where there is one. */
export function trendOf(
  rounds: readonly LeakRound[],
  trend: LeakVerdict['trend'] | null,
  until: number,
): TrendSet {
  return {
    x: 'Round',
    y: { name: 'Heap and external memory', unit: 'bytes', format: formatBytes, binary: true },
    points: rounds.map((round) => ({ x: round.round, y: heldBytes(round), counts: !round.warmUp })),
    line:
      trend === null
        ? null
        : {
            from: trend.fromRound,
            slope: trend.slopeBytes,
            low: trend.lowBytes,
            high: trend.highBytes,
            intercept: trend.interceptBytes,
            floor: trend.floorBytes,
          },
    until: Math.max(until, rounds.at(-1)?.round ?? 1),
    names: {
      hollow: 'Warm-up',
      line: 'Trend',
      band: '95 % interval of its slope',
      floor: 'Slope below which it is no leak',
    },
  }
}
