/** Figures of the same moments over one time axis: what a chart of them shows. Pure. */
import type { EpochMilliseconds, Milliseconds } from '#shared/units.ts'
import { csvOfRows } from '../csv.ts'
import { type AxisSteps, binarySteps, quartersOf } from '../echart/axis-steps.ts'

export interface Line {
  name: string
  /** One for each moment; null where it is not known. */
  values: readonly (number | null)[]
}

/** A moment, and how long the time was that its figures are of. */
export interface Moment {
  at: EpochMilliseconds
  sinceMs: Milliseconds
}

export interface LineSet {
  /** The oldest first; where one does not begin at the end of the last, nobody looked. */
  moments: readonly Moment[]
  /** The first is the one that matters most; at most five. */
  lines: readonly Line[]
  /** With its unit. */
  format: (value: number) => string
  /** What the figures are in, for the head of the CSV: `ms`. */
  unit: string
  /** Where the axis ends; as far as the figures go without it. */
  max?: number
  /** There is nothing between two whole numbers. */
  whole?: boolean
  /** Counted in powers of two, as bytes are: so are the steps of the axis. */
  binary?: boolean
}

/** Clocks of two looks differ by this much without anyone having looked away. */
const slack: Milliseconds = 1500
/** What the axis spans at least: the first seconds are not drawn out over the whole chart. */
const shortest: Milliseconds = 60_000

/** Where the axis begins and ends. */
export function extentOf({ moments }: Pick<LineSet, 'moments'>): { from: number; until: number } {
  const until = moments.at(-1)?.at ?? 0
  return { from: Math.min(moments[0]?.at ?? 0, until - shortest), until }
}

/** Points to draw of a line; null is a gap. */
export function pointsOf({ moments }: LineSet, { values }: Line): [EpochMilliseconds, number | null][] {
  const points: [EpochMilliseconds, number | null][] = []
  let last: Moment | undefined
  for (const [index, moment] of moments.entries()) {
    if (last !== undefined && moment.at - moment.sinceMs - last.at > slack) points.push([last.at + 1, null])
    points.push([moment.at, values[index] ?? null])
    last = moment
  }
  return points
}

/** The moment whose time holds `at`; -1 where nobody looked. */
export function momentAt(moments: readonly Moment[], at: EpochMilliseconds): number {
  const index = moments.findIndex((moment) => moment.at >= at)
  const moment = moments[index]
  return moment !== undefined && moment.at - moment.sinceMs - slack <= at ? index : -1
}

/** Steps of the value axis; undefined where ECharts finds them by itself. */
export function axisSteps({ lines, max, binary = false }: LineSet): AxisSteps | undefined {
  if (max !== undefined) return quartersOf(max)
  if (!binary) return undefined
  let most = 0
  for (const { values } of lines) for (const value of values) most = Math.max(most, value ?? 0)
  return binarySteps(most)
}

/** Every moment, one line each; times by ISO 8601. */
export function csvOfLines({ moments, lines, unit }: LineSet): string {
  return csvOfRows(
    ['at', ...lines.map(({ name }) => `${name} (${unit})`)],
    moments.map(({ at }, index) => [new Date(at).toISOString(), ...lines.map(({ values }) => values[index])]),
  )
}
