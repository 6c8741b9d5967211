import type { Finding } from '#shared/contract/finding.ts'
import type { Severity } from '#shared/contract/plan.ts'

/** The findings about each statement, by its id, in the order given. */
export function findingsByStatement(findings: readonly Finding[]): ReadonlyMap<string, readonly Finding[]> {
  const byStatement = new Map<string, Finding[]>()
  for (const finding of findings) {
    if (finding.subject?.kind !== 'statement') continue
    const present = byStatement.get(finding.subject.name)
    if (present === undefined) byStatement.set(finding.subject.name, [finding])
    else present.push(finding)
  }
  return byStatement
}

const order: readonly Severity[] = ['high', 'medium', 'low']

/** How many of each severity there are, the gravest first; those without any are left out. */
export function countsBySeverity(findings: readonly Finding[]): { severity: Severity; count: number }[] {
  return order
    .map((severity) => ({ severity, count: findings.filter((each) => each.severity === severity).length }))
    .filter(({ count }) => count > 0)
}
