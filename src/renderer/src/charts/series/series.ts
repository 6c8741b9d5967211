/** What a chart over time shows, and its figures as rows and as CSV. Pure. */
import type { EpochMilliseconds } from '#shared/units.ts'
import { csvOfRows } from '../csv.ts'
import { type AxisSteps, binarySteps, quartersOf } from '../echart/axis-steps.ts'

/** A figure that held from one moment to another. */
export interface Span {
  from: EpochMilliseconds
  until: EpochMilliseconds
  value: number
}

export interface Series {
  name: string
  /** The oldest first; where one does not begin at the end of the last, nobody looked. */
  spans: readonly Span[]
  /** With its unit. */
  format: (value: number) => string
  /** What the figure is in, for the head of the CSV: `ms`. */
  unit: string
  /** Where the axis ends; as far as the figures go without it. */
  max?: number
  /** There is nothing between two whole numbers. */
  whole?: boolean
  /** Counted in powers of two, as bytes are: so are the steps of the axis. */
  binary?: boolean
}

/** Steps of the axis; undefined where ECharts finds them by itself. */
export function axisSteps({ spans, max, binary = false }: Series): AxisSteps | undefined {
  if (max !== undefined) return quartersOf(max)
  return binary ? binarySteps(Math.max(0, ...spans.map(({ value }) => value))) : undefined
}

/** Clocks of two reads differ by this much without anyone having looked away. */
const slack = 1500

/** Corners of the steps to draw; null is a gap. */
export function stepsOf(spans: readonly Span[]): [EpochMilliseconds, number | null][] {
  const corners: [EpochMilliseconds, number | null][] = []
  let last: Span | undefined
  for (const span of spans) {
    if (last !== undefined && span.from - last.until > slack) corners.push([last.until + 1, null])
    corners.push([span.from, span.value], [span.until, span.value])
    last = span
  }
  return corners
}

/** The span that a moment lies in. */
export function spanAt(spans: readonly Span[], at: EpochMilliseconds): Span | undefined {
  return spans.findLast((span) => span.from <= at && at <= span.until)
}

/** Every span, one line each; times by ISO 8601. */
export function csvOfSeries({ name, spans, unit }: Series): string {
  return csvOfRows(
    ['from', 'until', `${name} (${unit})`],
    spans.map(({ from, until, value }) => [
      new Date(from).toISOString(),
      new Date(until).toISOString(),
      value,
    ]),
  )
}
