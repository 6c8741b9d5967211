import type { Compliance } from '#shared/contract/redis/keyspace.ts'
import type { TtlPolicy } from '#shared/contract/redis/ttl-policies.ts'
import type { Bytes, Milliseconds } from '#shared/units.ts'
import { createPolicyIndex } from './policy-index.ts'

/** Counts, key by key, how the keys of each policy keep to it. */
export interface ComplianceCounter {
  /**
   * @param ttlMs time left; null where it never expires
   * @param bytes null where they are not known: then none are told of its policy
   */
  add(key: Buffer, ttlMs: Milliseconds | null, bytes: Bytes | null): void
  result(): {
    /** One for each policy, in the order of the table. */
    compliance: Compliance[]
    /** Keys that no policy matches. */
    unmatched: number
  }
}

/**
 * A key counts for the first policy that matches it. It complies when it has no more time left than
 * the policy's TTL and its jitter allow: less is a key that has aged. Where the policy wants no TTL,
 * it complies when it has none.
 */
export function createComplianceCounter(policies: readonly TtlPolicy[]): ComplianceCounter {
  const index = createPolicyIndex(policies)
  const tallies = policies.map((policy) => ({
    policy,
    mostMs: longestTtl(policy),
    keys: 0,
    compliant: 0,
    withoutTtl: 0,
    other: 0,
    bytes: 0,
    hasBytes: true,
  }))
  let unmatched = 0

  return {
    add(key, ttlMs, bytes) {
      const tally = tallies[index.find(key)]
      if (tally === undefined) {
        unmatched++
        return
      }
      tally.keys++
      if (bytes === null) tally.hasBytes = false
      else tally.bytes += bytes
      if (tally.mostMs === null) {
        if (ttlMs === null) tally.compliant++
        else tally.other++
      } else if (ttlMs === null) tally.withoutTtl++
      else if (ttlMs <= tally.mostMs) tally.compliant++
      else tally.other++
    },
    result: () => ({
      compliance: tallies.map(({ policy, keys, compliant, withoutTtl, other, bytes, hasBytes }) => ({
        policyId: policy.id,
        pattern: policy.pattern,
        keys,
        compliant,
        withoutTtl,
        other,
        bytes: hasBytes ? bytes : null,
      })),
      unmatched,
    }),
  }
}

/** The longest that a key of the policy may have left; null where it is to have no TTL. */
function longestTtl(policy: Pick<TtlPolicy, 'ttlSeconds' | 'jitterPercent'>): Milliseconds | null {
  if (policy.ttlSeconds === null) return null
  return Math.ceil(policy.ttlSeconds * 10 * (100 + policy.jitterPercent))
}
