/** Columns beside each other, such as keys by the time they expire in: what a chart of them shows. Pure. */
import { csvOfRows } from '../csv.ts'
import { type AxisSteps, binarySteps } from '../echart/axis-steps.ts'

export interface BarFigure {
  /** `Keys`. */
  name: string
  /** With its unit. */
  format: (value: number) => string
  /** Where room is short. */
  formatShort?: (value: number) => string
  /** Counted in powers of two, as bytes are: so are the steps of the axis. */
  binary?: boolean
  /** One for each column. */
  values: readonly number[]
}

export interface BarSet {
  /** What the columns are told apart by: `Expires in`. */
  name: string
  /** Under the columns. */
  labels: readonly string[]
  /** In words, where the label is short. */
  titles?: readonly string[]
  figures: readonly [BarFigure, ...BarFigure[]]
  /** The place of the figure that is drawn; the others stand in the tooltip and the table. */
  drawn: number
  /** Places of columns that are of another kind: drawn as outlines. */
  apart?: ReadonlySet<number>
}

export function drawnFigure({ figures, drawn }: BarSet): BarFigure {
  return figures[drawn] ?? figures[0]
}

/** How far apart the lines of the axis are, and where it ends; undefined where ECharts finds that by itself. */
export function axisSteps({ binary = false, values }: BarFigure): AxisSteps | undefined {
  return binary ? binarySteps(Math.max(0, ...values)) : undefined
}

/** Plain numbers, a line for each column. */
export function csvOfBars({ name, labels, titles = labels, figures }: BarSet): string {
  return csvOfRows(
    [name, ...figures.map((figure) => figure.name)],
    titles.map((title, at) => [title, ...figures.map(({ values }) => values[at])]),
  )
}
