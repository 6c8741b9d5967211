import type { Finding } from '#shared/contract/finding.ts'
import type { Analysis, Namespace } from '#shared/contract/redis/keyspace.ts'
import type { KeyspaceFacts } from './facts.ts'

/** What a rule looks at. */
export interface Seen {
  analysis: Analysis
  facts: KeyspaceFacts
  /** Namespaces that hold one kind of thing each, the largest first. */
  resources: readonly Namespace[]
}

/** Adding a rule is adding a file and a line in `rules/index.ts`. */
export type Rule = (seen: Seen) => Finding[]
