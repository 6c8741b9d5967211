import type { TtlPolicy } from '../contract/redis/ttl-policies.ts'
import { printRedisChange } from './change-text.ts'
import { mayOverlap } from './glob-overlap.ts'

/**
 * The change that brings the keys of a policy into compliance, as its text. Keys that an earlier
 * policy of the table speaks for are left alone.
 */
export function bringIntoCompliance(
  policy: Pick<TtlPolicy, 'pattern' | 'ttlSeconds' | 'jitterPercent'>,
  earlier: readonly Pick<TtlPolicy, 'pattern'>[],
): string {
  const patterns = new Set(earlier.map(({ pattern }) => pattern))
  return printRedisChange({
    kind: 'each',
    match: policy.pattern,
    except: [...patterns].filter((pattern) => mayOverlap(pattern, policy.pattern)),
    action:
      policy.ttlSeconds === null
        ? { do: 'persist' }
        : {
            do: 'expire',
            seconds: policy.ttlSeconds,
            jitterPercent: policy.jitterPercent,
            only: 'none-or-longer',
          },
  })
}
