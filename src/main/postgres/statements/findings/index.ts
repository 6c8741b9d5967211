/**
 * What the statements of a workload show that costs time. Each rule is a file; docs/postgres.md lists
 * them with their thresholds.
 */
import type { Finding } from '#shared/contract/finding.ts'
import { castOnColumn } from './cast-on-column.ts'
import { deepOffset } from './deep-offset.ts'
import { functionOnColumn } from './function-on-column.ts'
import { lowCacheHit } from './low-cache-hit.ts'
import { manyAlternatives } from './many-alternatives.ts'
import { missingIndex } from './missing-index.ts'
import { missingLimit } from './missing-limit.ts'
import { nPlusOne } from './n-plus-one.ts'
import { planningShare } from './planning-share.ts'
import { repeatedAggregate } from './repeated-aggregate.ts'
import { repeatedReads } from './repeated-reads.ts'
import { severityOf, type StatementRule, type Workload } from './rule.ts'
import { selectStar } from './select-star.ts'
import { spill } from './spill.ts'

export type { ReadStatement, Workload } from './rule.ts'

export const statementRules: readonly StatementRule[] = [
  missingIndex,
  nPlusOne,
  deepOffset,
  repeatedAggregate,
  repeatedReads,
  spill,
  selectStar,
  missingLimit,
  functionOnColumn,
  castOnColumn,
  manyAlternatives,
  lowCacheHit,
  planningShare,
]

/** The findings of a workload, what costs most first. Pure. */
export function findInWorkload(workload: Workload): Finding[] {
  const costOf = new Map<Finding, number>()
  const findings = statementRules.flatMap(({ kind, find }) =>
    find(workload).map((found): Finding => {
      const { statement, costMs, ...told } = found
      const finding: Finding = {
        id: `${kind} ${statement.id}`,
        kind,
        severity: severityOf(found),
        subject: { kind: 'statement', name: statement.id },
        ...told,
        proposals: workload.schema.isStandby ? [] : told.proposals,
      }
      costOf.set(finding, costMs ?? statement.totalMs)
      return finding
    }),
  )
  return findings.toSorted((a, b) => (costOf.get(b) ?? 0) - (costOf.get(a) ?? 0))
}
