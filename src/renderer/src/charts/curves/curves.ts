/** Curves over a common axis, such as hit rates over memory: what a chart of them shows. Pure. */
import { csvOfRows } from '../csv.ts'

export interface Curve {
  name: string
  /** From left to right. */
  points: readonly { x: number; y: number }[]
  /** Drawn thicker. */
  strong?: boolean
}

export interface CurveAxis {
  /** With its unit in the head of the table: `Memory`. */
  name: string
  format: (value: number) => string
  /** Its powers are as far apart as each other: 2 for bytes. */
  powersOf?: number
  /** Where it ends; as far as the figures go where they are absent. */
  min?: number
  max?: number
}

export interface CurveSet {
  curves: readonly Curve[]
  x: CurveAxis
  y: CurveAxis
}

/** A row for each place on the axis, a column for each curve; null where a curve has no point. */
export function rowsOf({ curves }: CurveSet): { x: number; y: (number | null)[] }[] {
  const places = [...new Set(curves.flatMap(({ points }) => points.map(({ x }) => x)))].toSorted(
    (a, b) => a - b,
  )
  return places.map((x) => ({
    x,
    y: curves.map(({ points }) => points.find((point) => point.x === x)?.y ?? null),
  }))
}

/** Plain numbers, one line for each place on the axis. */
export function csvOfCurves(set: CurveSet): string {
  return csvOfRows(
    [set.x.name, ...set.curves.map(({ name }) => name)],
    rowsOf(set).map(({ x, y }) => [x, ...y.map((value) => value ?? '')]),
  )
}
