import type { Difference } from '#shared/profile/layouts/difference.ts'
import { differenceColors, type FlameColoring, firstDifferenceColor } from './colors.ts'
import type { FlameLegendEntry } from './coloring.ts'

/** From which factor on a path is called a little, clearly or much heavier; the same downwards. */
const steps = [1.05, 1.25, 2] as const
/** A change below this share of the whole is none: nothing so small could be seen as a bar. */
const leastShare = 0.0005

/** How a path has changed, from −3 (much less, or gone) over 0 (about the same) to 3 (much more, or new). */
export function changeOf(difference: Difference, path: number): number {
  const before = difference.before[path] ?? 0
  const after = difference.after[path] ?? 0
  const whole = Math.max(difference.beforeTotal, difference.afterTotal * difference.factor)
  if (Math.abs(after - before) <= whole * leastShare) return 0
  const factor = after > before ? after / before : before / after
  const step = steps.filter((least) => factor >= least).length
  return after > before ? step : -step
}

/**
 * The colours of a difference: blue for less, orange for more, in three steps each. What has become less
 * is hatched besides, and names begin with a triangle, so that no colour has to be told from another.
 */
export function differenceColoring(difference: Difference): FlameColoring {
  const { length } = difference.columns.nodes
  const colors = new Uint8Array(length)
  const hatched = new Uint8Array(length)
  for (let path = 0; path < length; path++) {
    const change = changeOf(difference, path)
    colors[path] = firstDifferenceColor + 3 + change
    if (change < 0) hatched[path] = 1
  }
  return {
    colors,
    by: 'path',
    hatched,
    signOf: (path) => {
      const change = changeOf(difference, path)
      return change === 0 ? '' : change > 0 ? '▲ ' : '▼ '
    },
    figureOf: (path) => changeWords(difference.before[path] ?? 0, difference.after[path] ?? 0),
  }
}

/** `+12 %`, `−40 %`, `new`, `gone`, `same`. */
export function changeWords(before: number, after: number): string {
  if (before === after) return 'same'
  if (before === 0) return 'new'
  if (after === 0) return 'gone'
  const percent = (after / before - 1) * 100
  // Six times as much is read more easily than plus five hundred percent.
  if (percent >= 200) return `× ${(after / before).toFixed(after / before < 10 ? 1 : 0)}`
  const digits = Math.abs(percent) < 10 ? 1 : 0
  const figure = Math.abs(percent).toFixed(digits)
  if (Number(figure) === 0) return 'same'
  return `${percent > 0 ? '+' : '−'}${figure} %`
}

/** What the colours of a difference mean. */
export const differenceLegend: readonly FlameLegendEntry[] = [
  '▼ half or less',
  '▼ less by a fifth',
  '▼ a little less',
  'about the same',
  '▲ a little more',
  '▲ more by a quarter',
  '▲ double or more',
].map((name, step) => ({ name, color: differenceColors[step] ?? 'same' }))
