/** Points with the line that was laid through them, and how sure that line is: what a chart of them shows. Pure. */
import { csvOfRows } from '../csv.ts'

export interface TrendPoint {
  x: number
  y: number
  /** The line was laid through it; others are drawn hollow. */
  counts: boolean
}

/** `y = intercept + x × slope`, from a place on. */
export interface TrendLine {
  from: number
  slope: number
  /** The slope lies between these, with the confidence that `band` names. */
  low: number
  high: number
  intercept: number
  /** A slope below this means nothing. */
  floor: number
}

export interface TrendSet {
  /** What is counted along the axis: `Round`. */
  x: string
  y: {
    name: string
    unit: string
    format: (value: number) => string
    /** Counted in powers of two, as bytes are: so are the steps of the axis. */
    binary?: boolean
  }
  points: readonly TrendPoint[]
  line: TrendLine | null
  /** Where the axis ends: as many points are to come. */
  until: number
  names: { hollow: string; line: string; band: string; floor: string }
}

export interface BandPoint {
  x: number
  line: number
  low: number
  high: number
  floor: number
}

/**
 * The line, what the slope may be, and the slope that means nothing, at each point that counts. All turn
 * around the middle of the points: there a line through them is known best.
 */
export function bandOf({ points, line }: Pick<TrendSet, 'points' | 'line'>): BandPoint[] {
  if (line === null) return []
  const places = points.filter(({ x }) => x >= line.from).map(({ x }) => x)
  const middle = ((places[0] ?? 0) + (places.at(-1) ?? 0)) / 2
  const height = line.intercept + middle * line.slope
  return places.map((x) => {
    const around = [line.low, line.high].map((slope) => height + (x - middle) * slope)
    return {
      x,
      line: line.intercept + x * line.slope,
      low: Math.min(...around),
      high: Math.max(...around),
      floor: height + (x - middle) * line.floor,
    }
  })
}

export interface TrendAxis {
  min: number
  max: number
  interval: number
}

/** What the value axis spans, in round steps: growth is small beside what is there, so it does not begin at 0. */
export function axisOf(set: Pick<TrendSet, 'points' | 'line' | 'y'>): TrendAxis {
  const values = [...set.points.map(({ y }) => y), ...bandOf(set).flatMap(({ low, high }) => [low, high])]
  if (values.length === 0) return { min: 0, max: 1, interval: 1 }
  const least = Math.min(...values)
  const most = Math.max(...values)
  // At least 2 % of what is there: less is noise, and would fill the chart.
  const span = Math.max(most - least, Math.abs(most) * 0.02, 1)
  const interval = roundStep((span * 1.1) / 4, set.y.binary === true)
  const room = (span * 1.1 - (most - least)) / 2
  return {
    min: Math.max(0, Math.floor((least - room) / interval) * interval),
    max: Math.ceil((most + room) / interval) * interval,
    interval,
  }
}

/** 1, 2 or 5 of a power of ten; a power of two where bytes are counted. */
function roundStep(step: number, binary: boolean): number {
  if (binary) return 2 ** Math.ceil(Math.log2(step))
  const power = 10 ** Math.floor(Math.log10(step))
  const digit = [1, 2, 5, 10].find((each) => each * power >= step) ?? 10
  return digit * power
}

/** Every point, one line each. */
export function csvOfTrend(set: TrendSet): string {
  const { points, x, y, names } = set
  const band = new Map(bandOf(set).map((each) => [each.x, each]))
  return csvOfRows(
    [x, `${y.name} (${y.unit})`, 'counts', names.line, `${names.band}, low`, `${names.band}, high`],
    points.map((point) => {
      const at = band.get(point.x)
      return [point.x, point.y, point.counts ? 'yes' : 'no', at?.line, at?.low, at?.high]
    }),
  )
}
