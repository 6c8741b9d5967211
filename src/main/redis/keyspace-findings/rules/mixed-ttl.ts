import { printRedisChange } from '#shared/redis/change-text.ts'
import type { Histogram } from '#shared/contract/redis/keyspace.ts'
import { presetFor } from '#shared/redis/ttl-presets.ts'
import { bytes, count, duration, percent } from '#main/wording.ts'
import { nameOf } from '../resources.ts'
import type { Rule } from '../rule.ts'

/** Fewer may be a hand's work. */
const FEWEST = 100
/** So many expire that the others look forgotten, and so few do not that it is no design. */
const LEAST_WITHOUT = 0.01
const MOST_WITHOUT = 0.2
const MANY_KEYS = 1_000
const MANY_BYTES = 1_048_576
const JITTER = 10

/** A namespace whose keys mostly expire, and some do not: a place in the code forgets the TTL. */
export const mixedTtl: Rule = ({ resources }) =>
  resources
    .filter(
      ({ keys, withoutTtl }) =>
        withoutTtl.keys >= FEWEST &&
        withoutTtl.keys >= LEAST_WITHOUT * keys &&
        withoutTtl.keys <= MOST_WITHOUT * keys,
    )
    .map((namespace) => {
      const { withoutTtl, keys, pattern } = namespace
      const longest = longestTtl(namespace.ttl)
      const seconds = longest ?? presetFor(namespace.prefix)?.ttlSeconds
      const expiring = keys - withoutTtl.keys
      return {
        id: `mixed-ttl:${namespace.prefix}`,
        kind: 'mixed-ttl',
        severity: withoutTtl.keys >= MANY_KEYS || withoutTtl.bytes >= MANY_BYTES ? 'medium' : 'low',
        title: `${count(withoutTtl.keys)} keys of ${nameOf(namespace)} never expire, the others do`,
        detail: `${count(expiring)} of ${count(keys)} keys expire${longest === undefined ? '' : `, all within ${duration(longest * 1000)}`}; ${count(withoutTtl.keys)} (${percent(withoutTtl.keys / keys)}) have no TTL and hold ${bytes(withoutTtl.bytes)}. Somewhere they are written without it: SET without EX takes the TTL of a key away, and so does GETSET.`,
        advice: `Look for the place that writes them without a TTL (SET … KEEPTTL keeps the one there is), unless some are meant to stay.${seconds === undefined || pattern === null ? '' : ` The forgotten ones can be given ${duration(seconds * 1000)}, as long as the others live at most.`}`,
        subject: { kind: 'namespace', name: namespace.prefix },
        evidence: [
          { label: 'Keys without TTL', value: count(withoutTtl.keys) },
          { label: 'Keys that expire', value: count(expiring) },
          { label: 'Memory of those without', value: bytes(withoutTtl.bytes) },
        ],
        proposals:
          seconds === undefined || pattern === null
            ? []
            : [
                {
                  title: `Let the forgotten ones expire after ${duration(seconds * 1000)}`,
                  sql: printRedisChange({
                    kind: 'each',
                    match: pattern,
                    except: [],
                    action: { do: 'expire', seconds, jitterPercent: JITTER, only: 'none' },
                  }),
                },
              ],
      }
    })

/** The end of the last column that holds keys; undefined where it has none. */
function longestTtl(ttl: Histogram): number | undefined {
  return ttl.findLast(({ keys }) => keys > 0)?.until ?? undefined
}
