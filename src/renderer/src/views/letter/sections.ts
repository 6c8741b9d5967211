/** The sections of a letter in the order in which they are read. Pure. */
import type { TargetKind } from '#shared/contract/environments.ts'
import type { HealthReport, HealthSection } from '#shared/contract/health.ts'

export const stateWords: Record<HealthSection['state'], string> = {
  attention: 'Needs attention',
  unknown: 'Not seen',
  good: 'Good',
}

/** A Redis or Valkey says itself which of them it is. */
export function serverWords(version: string, kind: TargetKind): string {
  return kind === 'postgres' ? `PostgreSQL ${version}` : version
}

const order: readonly HealthSection['state'][] = ['attention', 'unknown', 'good']

/** What needs attention first, then what could not be seen, then what is well; each as it came. */
export function sectionsInOrder({ sections }: Pick<HealthReport, 'sections'>): HealthSection[] {
  return order.flatMap((state) => sections.filter((section) => section.state === state))
}

/** The letter in one sentence: `3 of 19 subjects need attention; 2 could not be seen.` */
export function outcomeWords({ sections }: Pick<HealthReport, 'sections'>): string {
  const count = (state: HealthSection['state']): number =>
    sections.filter((section) => section.state === state).length
  const attention = count('attention')
  const unknown = count('unknown')
  const first =
    attention === 0
      ? `None of the ${sections.length} subjects needs attention`
      : `${attention} of ${sections.length} subjects ${attention === 1 ? 'needs' : 'need'} attention`
  return unknown === 0 ? `${first}.` : `${first}; ${unknown} could not be judged.`
}
