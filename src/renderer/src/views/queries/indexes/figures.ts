/** The figures of an answer in words and in lines. Pure. */
import type { CostPoint } from '#renderer/stores/indexes/model.ts'
import { formatPercent } from '#renderer/ui/format.ts'
import type { IndexProposal } from '#shared/contract/advisor.ts'
import type { Milliseconds } from '#shared/units.ts'

/** What became of a cost: `−62.3 %`, `+4 %`, `unchanged`. */
export function changeWords(before: number, after: number): string {
  if (before <= 0 || before === after) return 'unchanged'
  const share = (after - before) / before
  return share < 0 ? `−${shareWords(-share)}` : `+${formatPercent(share)}`
}

/** A share of one as `72.7 %`; what is not all is never rounded to 100 %. */
export function shareWords(share: number): string {
  if (share < 0.9995 || share >= 1) return formatPercent(share)
  return `${Math.floor(share * 10_000) / 100}\u00a0%`
}

/** What an index is on, as people say it: `orders (status, created_at DESC) where …`. */
export function indexWords({
  schema,
  table,
  columns,
  include,
  predicate,
  accessMethod,
}: Pick<IndexProposal, 'schema' | 'table' | 'columns' | 'include' | 'predicate' | 'accessMethod'>): string {
  return [
    `${schema === 'public' ? '' : `${schema}.`}${table} (${columns.map(withoutBrackets).join(', ')})`,
    accessMethod === 'btree' ? '' : `using ${accessMethod}`,
    include.length === 0 ? '' : `including ${include.join(', ')}`,
    predicate === null ? '' : `where ${predicate}`,
  ]
    .filter((part) => part !== '')
    .join(' ')
}

/** An expression alone in its brackets, as CREATE INDEX wants it, without them. */
function withoutBrackets(column: string): string {
  if (!column.startsWith('(') || !column.endsWith(')')) return column
  const inner = column.slice(1, -1)
  let depth = 0
  for (const sign of inner) {
    depth += sign === '(' ? 1 : sign === ')' ? -1 : 0
    if (depth < 0) return column
  }
  return inner
}

/** How wide a bar is, in percent of the largest; what is there at all can be seen. */
export function barPercent(value: number, largest: number): number {
  if (largest <= 0 || value <= 0) return 0
  return Math.max(0.5, Math.min(100, (value / largest) * 100))
}

/**
 * An SVG path that goes down in steps: the cost of the best set at each moment, beginning with that of
 * none at the top, with zero at the bottom.
 */
export function costSteps(
  points: readonly CostPoint[],
  baseline: number,
  until: Milliseconds,
  { width, height }: { width: number; height: number },
): string {
  const end = Math.max(until, points.at(-1)?.elapsedMs ?? 0, 1)
  const x = (at: Milliseconds): string => ((at / end) * width).toFixed(1)
  const y = (cost: number): string => (height - (cost / Math.max(baseline, 1e-9)) * (height - 2)).toFixed(1)
  const steps = points.map(({ elapsedMs, cost }) => ` H${x(elapsedMs)} V${y(cost)}`)
  return `M0 ${y(baseline)}${steps.join('')} H${width}`
}
