/** How far apart the lines of an axis that begins at 0 are, and where it ends. Pure. */
export interface AxisSteps {
  interval: number
  max: number
}

/** Steps of a power of two, for bytes; undefined for so little that any step does. */
export function binarySteps(most: number): AxisSteps | undefined {
  if (most < 4) return undefined
  const interval = 2 ** Math.ceil(Math.log2(most / 4))
  return { interval, max: interval * Math.ceil(most / interval) }
}

/** Quarters of an axis whose end is known, as of a share: ECharts' own steps leave a narrow one at the end. */
export function quartersOf(max: number): AxisSteps {
  return { interval: max / 4, max }
}
