/** What a measurement says, in words and figures. Pure. */
import type { Interval, MeasuredSide, Measurement, Proof } from '#shared/contract/changes.ts'
import { formatCount, formatFactor, formatMs } from '#renderer/ui/format.ts'

export type Verdict = NonNullable<Measurement['verdict']>

/** The verdict on one statement; undefined where it was not measured afterwards. */
export function verdictWords({ verdict, ratio }: Measurement): string | undefined {
  if (verdict === undefined || ratio === undefined) return undefined
  const { median } = ratio
  switch (verdict) {
    case 'faster':
      return `${formatFactor(1 / median)} faster`
    case 'slower':
      return `${formatFactor(median)} slower`
    case 'same':
      return 'The same'
    case 'unclear':
      return 'Unclear'
  }
}

/** What the verdict leaves open: the interval in which the factor lies. */
export function verdictInterval({ verdict, ratio }: Measurement): string | undefined {
  if (verdict === undefined || ratio === undefined) return undefined
  const { low, high } = ratio
  switch (verdict) {
    case 'faster':
      return `between ${formatFactor(1 / high)} and ${formatFactor(1 / low)} faster, with 95 % confidence`
    case 'slower':
      return `between ${formatFactor(low)} and ${formatFactor(high)} slower, with 95 % confidence`
    case 'same':
      return `it takes between ${formatFactor(low)} and ${formatFactor(high)} as long: a difference too small to matter`
    case 'unclear':
      return `it takes between ${formatFactor(low)} and ${formatFactor(high)} as long: the runs differ too much to tell`
  }
}

/** `18,432 → 12 blocks` with how many times fewer or more. */
export function blocksWords(before: MeasuredSide, after: MeasuredSide): string {
  const figures = `${formatCount(before.blocks)} → ${formatCount(after.blocks, 'blocks')} a run`
  if (before.blocks === after.blocks) return `${figures}: as many`
  if (before.blocks <= 0 || after.blocks <= 0) return figures
  const factor = before.blocks / after.blocks
  return factor > 1
    ? `${figures}: ${formatFactor(factor)} fewer`
    : `${figures}: ${formatFactor(1 / factor)} more`
}

/** `11.8 to 13.1 ms` */
export function intervalWords({ low, high }: Interval): string {
  return `${formatMs(low)} to ${formatMs(high)}`
}

/** How it was measured, one sentence. */
export function methodWords({ method }: Pick<Proof, 'method'>): string {
  return method === 'interleaved'
    ? 'Interleaved: run in turn with and without the change.'
    : 'Sequential: all runs before, then all after. What else the server did meanwhile is in the figures too.'
}

/** A position on an axis from 0 to `most`, as a share of its width. */
export function placeOf(value: number, most: number): number {
  return most <= 0 ? 0 : Math.min(1, Math.max(0, value / most))
}
