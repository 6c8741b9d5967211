import type { Finding } from '#shared/contract/finding.ts'
import type { Namespace } from '#shared/contract/redis/keyspace.ts'
import { printRedisChange } from '#shared/redis/change-text.ts'
import { presetFor } from '#shared/redis/ttl-presets.ts'
import { bytes, count, duration, percent } from '#main/wording.ts'
import { from, nameOf } from '../resources.ts'
import type { Rule, Seen } from '../rule.ts'

/** Fewer are no namespace of a cache yet. */
const FEWEST = 50
/** Nearly all: a namespace that is partly without is another finding. */
const WITHOUT = 0.9
const MANY_BYTES = 1_048_576
const MANY_KEYS = 1_000
const DAY = 86_400
const MOST = 20
const JITTER = 10

/**
 * Words that are used for things that can be made again or end by themselves, and for nothing else.
 * `user:` or `product:` may well be the only copy: those are spoken of only where the server as a whole
 * is a cache, because a TTL on data takes it away.
 */
const certain = new Set(
  'cache cached caches session sessions sess sid token tokens csrf otp jwt tmp temp page pages html fragment fragments response responses memo throttle ratelimit lock locks'.split(
    ' ',
  ),
)

/** Namespaces that look like a cache and never expire. */
export const ttlLessCaches: Rule = (seen) =>
  seen.resources
    .filter(({ keys, withoutTtl }) => withoutTtl.keys >= FEWEST && withoutTtl.keys >= WITHOUT * keys)
    .flatMap((namespace) => {
      const why = whyCache(namespace, seen)
      return why === undefined ? [] : [findingOf(namespace, why, seen)]
    })
    .slice(0, MOST)

type Why = 'name' | 'server'

/** Undefined where nothing says that it is a cache. */
function whyCache({ prefix }: Namespace, { facts }: Seen): Why | undefined {
  if (prefix.split(/[^a-z]+/i).some((word) => certain.has(word.toLowerCase()))) return 'name'
  // Where any key may be evicted at any time, none can be meant to be the only copy.
  const evictsAll = facts.policy?.startsWith('allkeys-') === true
  return evictsAll && presetFor(prefix) !== undefined ? 'server' : undefined
}

function findingOf(namespace: Namespace, why: Why, { analysis }: Seen): Finding {
  const { withoutTtl, keys, pattern } = namespace
  const preset = presetFor(namespace.prefix)
  const seconds = preset?.ttlSeconds ?? 3600
  const idle = analysis.access === 'idle' ? from(namespace.access, DAY) : undefined
  const name = nameOf(namespace)
  const isMuch = withoutTtl.bytes >= MANY_BYTES || withoutTtl.keys >= MANY_KEYS
  return {
    id: `ttl-less-cache:${namespace.prefix}`,
    kind: 'ttl-less-cache',
    severity: why === 'name' && isMuch ? 'medium' : 'low',
    title: `${name} looks like a cache and never expires`,
    detail: `${count(withoutTtl.keys)} of its ${count(keys)} keys have no TTL and hold ${bytes(withoutTtl.bytes)}${analysis.bytes > 0 ? `, ${percent(withoutTtl.bytes / analysis.bytes)} of all` : ''}.${idle === undefined || idle.keys === 0 ? '' : ` ${percent(idle.keys / keys)} of them were not used for more than a day (${bytes(idle.bytes)}).`} ${why === 'name' ? 'By its name it can be made again' : 'By its name it may be a cache, and the policy lets every key be evicted'}: without a TTL it only grows.`,
    advice: `${preset ? `Usual for ${preset.resource}: ${firstLower(preset.reason)}` : 'An hour is a beginning.'} Give the keys ${duration(seconds * 1000)} to live, with some jitter so that they do not all expire at once, and let the application set it with each write.${why === 'name' ? '' : ' Leave it as it is if this is the only copy.'}${pattern === null ? ' No glob takes exactly these keys, so no change is offered.' : ''}`,
    subject: { kind: 'namespace', name: namespace.prefix },
    evidence: [
      { label: 'Keys without TTL', value: `${count(withoutTtl.keys)} of ${count(keys)}` },
      { label: 'Their memory', value: bytes(withoutTtl.bytes) },
      ...(idle === undefined
        ? []
        : [
            {
              label: 'Not used for more than a day',
              value: `${count(idle.keys)} keys, ${bytes(idle.bytes)}`,
            },
          ]),
    ],
    proposals:
      pattern === null
        ? []
        : [
            {
              title: `Let them expire after ${duration(seconds * 1000)}`,
              sql: printRedisChange({
                kind: 'each',
                match: pattern,
                except: [],
                action: { do: 'expire', seconds, jitterPercent: JITTER, only: 'none' },
              }),
            },
          ],
  }
}

function firstLower(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1)
}
