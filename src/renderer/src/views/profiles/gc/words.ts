/** What the GC page says. Pure. */
import type { GcProgress } from '#renderer/stores/gc/model.ts'
import { formatFactor } from '#renderer/ui/format.ts'
import type { GcResult } from '#shared/contract/node/gc.ts'

type Against = NonNullable<GcResult['against']>

export const againstWords: Readonly<Record<Against['verdict'], string>> = {
  better: 'Better',
  worse: 'Worse',
  same: 'The same',
  unclear: 'Unclear',
}

/** `1.08× (1.02 to 1.14)`. */
export function ratioWords({ estimate, low, high }: Against['p99']): string {
  return `${formatFactor(estimate)} (${low.toFixed(2)} to ${high.toFixed(2)})`
}

/** `Run 3 of 15, with a semi-space of 64 MiB`. */
export function trialWords(progress: GcProgress | undefined): string {
  if (progress === undefined) return 'Starting…'
  return `Run ${progress.run} of ${progress.runs}, ${progress.option}`
}
