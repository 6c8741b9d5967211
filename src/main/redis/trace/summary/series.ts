import type { EpochMilliseconds, Milliseconds } from '#shared/units.ts'

export interface SeriesPoint {
  at: EpochMilliseconds
  reads: number
  writes: number
  /** Undefined where nothing tells them. */
  hits: number | undefined
  misses: number | undefined
}

/** More points than this nobody sees. */
const MOST_POINTS = 600

/** Counts by time: each second, and longer spans once there are too many seconds. */
export class Series {
  /** Length of a span. */
  span: Milliseconds = 1000
  private start: EpochMilliseconds | undefined
  private points: (SeriesPoint | undefined)[] = []

  /** Where the first span begins, if not with the first access. */
  begin(at: EpochMilliseconds): void {
    this.start ??= at
  }

  access(at: EpochMilliseconds, isRead: boolean, outcome: 'hit' | 'miss' | undefined): void {
    const point = this.pointAt(at)
    if (isRead) point.reads += 1
    else point.writes += 1
    if (outcome) this.addOutcomes(point, outcome === 'hit' ? 1 : 0, outcome === 'miss' ? 1 : 0)
  }

  /** What the server counted in the time up to `at`. */
  counters(at: EpochMilliseconds, hits: number, misses: number, areReads: boolean): void {
    const point = this.pointAt(at)
    if (areReads) point.reads += hits + misses
    this.addOutcomes(point, hits, misses)
  }

  all(): SeriesPoint[] {
    return Array.from(this.points, (point, index) => point ?? this.empty(index))
  }

  private addOutcomes(point: SeriesPoint, hits: number, misses: number): void {
    point.hits = (point.hits ?? 0) + hits
    point.misses = (point.misses ?? 0) + misses
  }

  private pointAt(at: EpochMilliseconds): SeriesPoint {
    this.start ??= at
    let index = Math.max(0, Math.floor((at - this.start) / this.span))
    while (index >= MOST_POINTS) {
      this.double()
      index = Math.floor((at - this.start) / this.span)
    }
    return (this.points[index] ??= this.empty(index))
  }

  private empty(index: number): SeriesPoint {
    const at = (this.start ?? 0) + index * this.span
    return { at, reads: 0, writes: 0, hits: undefined, misses: undefined }
  }

  private double(): void {
    const old = this.points
    this.span *= 2
    this.points = Array.from({ length: Math.ceil(old.length / 2) }, (_, index) => {
      const one = old[2 * index]
      const other = old[2 * index + 1]
      if (!one || !other) return one ?? (other && { ...other, at: this.empty(index).at })
      return {
        at: one.at,
        reads: one.reads + other.reads,
        writes: one.writes + other.writes,
        hits: together(one.hits, other.hits),
        misses: together(one.misses, other.misses),
      }
    })
  }
}

function together(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined && other === undefined ? undefined : (one ?? 0) + (other ?? 0)
}
