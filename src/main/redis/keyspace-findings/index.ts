/**
 * What an analysis of the keyspace shows that costs memory or time: a table of small rules over the
 * analysis alone, each with its figures, what to do, and the change that does it where there is one.
 * Rules speak only of what the figures say; a small keyspace in order has no findings.
 */
import type { Finding } from '#shared/contract/finding.ts'
import type { Analysis } from '#shared/contract/redis/keyspace.ts'
import type { KeyspaceFacts } from './facts.ts'
import { resourcesOf } from './resources.ts'
import { rules } from './rules/index.ts'

export { type KeyspaceFacts, readKeyspaceFacts } from './facts.ts'

const order = { high: 0, medium: 1, low: 2 } as const

/** The worst first. */
export function findingsOfAnalysis(analysis: Analysis, facts: KeyspaceFacts = {}): Finding[] {
  const resources = resourcesOf(analysis.namespaces)
  return rules
    .flatMap((rule) => rule({ analysis, facts, resources }))
    .toSorted((one, other) => order[one.severity] - order[other.severity])
}
