/** Namespaces that no policy speaks for yet. Pure. */
import type { Analysis, Namespace } from '#shared/contract/redis/keyspace.ts'
import type { TtlPolicy } from '#shared/contract/redis/ttl-policies.ts'
import { presetFor, type TtlPreset } from '#shared/redis/ttl-presets.ts'

export interface PolicySuggestion {
  namespace: Namespace
  pattern: string
  /** What its name tells of what it holds; undefined where it tells nothing. */
  preset: TtlPreset | undefined
}

/** More would bury the table. */
const MOST = 8
/** A policy for one key alone is better said of that key. */
const FEWEST_KEYS = 2

/**
 * The namespaces without a policy, as deep as they have names of their own, those whose keys never
 * expire first and of these the largest.
 */
export function suggestPolicies(analysis: Analysis, policies: readonly TtlPolicy[]): PolicySuggestion[] {
  const [root] = analysis.namespaces
  if (root === undefined) return []
  const children = Map.groupBy(analysis.namespaces, ({ parentId }) => parentId)
  const found: PolicySuggestion[] = []
  const look = (namespace: Namespace): void => {
    if (namespace.pattern !== null && coveringPolicy(namespace.pattern, policies)) return
    const named = (children.get(namespace.id) ?? []).filter(isNamed)
    if (namespace === root || named.length > 1) {
      for (const child of named) look(child)
      return
    }
    const { pattern, prefix } = namespace
    if (pattern !== null) found.push({ namespace, pattern, preset: presetFor(prefix) })
  }
  look(root)
  return found
    .toSorted((one, other) => other.namespace.withoutTtl.bytes - one.namespace.withoutTtl.bytes)
    .slice(0, MOST)
}

function isNamed({ isVariable, pattern, keys, prefix }: Namespace): boolean {
  return !isVariable && pattern !== null && prefix !== '' && keys >= FEWEST_KEYS
}

/** The policy that takes all that the pattern takes, as far as their beginnings tell. */
export function coveringPolicy(pattern: string, policies: readonly TtlPolicy[]): TtlPolicy | undefined {
  return policies.find(
    (policy) =>
      policy.pattern === pattern ||
      (/^[^*?[\\]*\*$/.test(policy.pattern) && pattern.startsWith(policy.pattern.slice(0, -1))),
  )
}
