/**
 * What sampling is expected to cost a target's throughput, in percent: measured on a Node HTTP service
 * under full load (`npm run bench -- sampling`), interpolated on logarithmic axes between the points.
 */

/** Interval in microseconds → percent. */
const cpuPoints: readonly Point[] = [
  [100, 18],
  [1_000, 4],
  [10_000, 0.8],
]
/** Interval in bytes → percent. */
const heapPoints: readonly Point[] = [
  [32_768, 3.7],
  [131_072, 1.1],
  [524_288, 0.5],
]

type Point = readonly [interval: number, percent: number]

export function cpuOverheadPercent(intervalUs: number): number {
  return interpolated(cpuPoints, intervalUs)
}

export function heapOverheadPercent(intervalBytes: number): number {
  return interpolated(heapPoints, intervalBytes)
}

/** A straight line in log–log between the two nearest points, carried on beyond the ends; at most 100. */
function interpolated(points: readonly Point[], at: number): number {
  const above = points.findIndex(([interval], index) => index > 0 && at <= interval)
  const right = above === -1 ? points.length - 1 : above
  const [x1, y1] = points[right - 1] ?? [1, 0]
  const [x2, y2] = points[right] ?? [1, 0]
  const slope = Math.log(y2 / y1) / Math.log(x2 / x1)
  return Math.min(100, y1 * (at / x1) ** slope)
}
