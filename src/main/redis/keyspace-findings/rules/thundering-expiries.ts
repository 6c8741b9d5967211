import type { Finding } from '#shared/contract/finding.ts'
import type { Analysis, Histogram } from '#shared/contract/redis/keyspace.ts'
import { printRedisChange } from '#shared/redis/change-text.ts'
import { count, counted, duration } from '#main/wording.ts'
import type { Rule } from '../rule.ts'

/** Fewer lookups that miss at once no database minds. */
const FEWEST = 500
const LEVELS = { medium: 2_000, high: 50_000 }
/** Above an even spread of the same keys. */
const TIMES_EVEN = 10
const JITTER = 10
/** When so little time is left, ten percent of it spread nothing. */
const SHORTEST_LEFT = 60

type Expiry = Analysis['expiries'][number]

/** Seconds in which many keys expire: what they held is asked of the database all at once. */
export const thunderingExpiries: Rule = ({ analysis }) => {
  const now = Math.floor(analysis.at / 1000)
  const full = analysis.expiries.filter(
    ({ at, keys }) => keys >= FEWEST && keys >= TIMES_EVEN * evenly(analysis.ttl, at - now),
  )
  const byPattern = Map.groupBy(full, ({ pattern }) => pattern)
  return [...byPattern].map(([pattern, seconds]) => findingOf(pattern, seconds, analysis, now))
}

/** Keys that would expire in one second if those of the same column of the histogram were spread evenly. */
function evenly(ttl: Histogram, left: number): number {
  let begins = 0
  for (const { until, keys } of ttl) {
    if (until === null || left < until) return until === null ? 0 : keys / Math.max(1, until - begins)
    begins = until
  }
  return 0
}

function findingOf(
  pattern: string | null,
  seconds: readonly Expiry[],
  { ttl }: Analysis,
  now: number,
): Finding {
  const [fullest = { at: now, keys: 0, pattern }] = seconds.toSorted((one, other) => other.keys - one.keys)
  const together = seconds.reduce((total, { keys }) => total + keys, 0)
  const left = Math.max(0, fullest.at - now)
  const even = evenly(ttl, left)
  const mayJitter = pattern !== null && left >= SHORTEST_LEFT
  return {
    id: `thundering-expiry:${pattern ?? ''}`,
    kind: 'thundering-expiry',
    severity: fullest.keys >= LEVELS.high ? 'high' : fullest.keys >= LEVELS.medium ? 'medium' : 'low',
    title: `${count(fullest.keys)} keys${whereOf(fullest)} expire in the same second`,
    detail: `At ${clock(fullest.at)}, in ${duration(left * 1000)}, they all go at once${seconds.length === 1 ? '' : `; with ${counted(seconds.length - 1, 'more such second')} it is ${count(together)} keys`}. Spread evenly it would be about ${count(Math.max(even, 0.01))} a second. The server is busy taking them away, and what they held is asked of the database all at once.`,
    advice: `Give each key a TTL that differs a little: the TTL ± 10 %, where it is written. ${forThoseThere(fullest, left)}`,
    subject: { kind: 'namespace', name: pattern ?? '' },
    evidence: [
      { label: 'In the fullest second', value: `${count(fullest.keys)} keys` },
      { label: 'Spread evenly', value: `${count(Math.max(even, 0.01))} a second` },
      { label: 'Such seconds', value: count(seconds.length) },
    ],
    proposals: mayJitter
      ? [
          {
            title: `Spread them (jitter ${JITTER} %)`,
            sql: printRedisChange({
              kind: 'each',
              match: pattern,
              except: [],
              action: { do: 'jitter', percent: JITTER },
            }),
          },
        ]
      : [],
  }
}

function forThoseThere({ keys, pattern, patternKeys = keys }: Expiry, left: number): string {
  if (pattern === null)
    return 'They are in several namespaces, so look for what writes them at once: a warm-up or a job.'
  if (left < SHORTEST_LEFT) return 'For those that are there too little time is left.'
  // Up to ten percent earlier or later, of what is left.
  const spread = (left * 2 * JITTER) / 100
  const which = patternKeys < keys ? `the ${count(patternKeys)} of ${pattern}` : 'those'
  const perSecond = count(Math.max(1, patternKeys / Math.max(1, spread)))
  return `For ${which} that are there a jitter of ${JITTER} % spreads them over ${duration(spread * 1000)}, about ${perSecond} a second.`
}

/** All of one namespace, or as good as all. */
function whereOf({ keys, pattern, patternKeys = keys }: Expiry): string {
  if (pattern === null) return ' of several namespaces'
  return patternKeys < keys ? `, mostly of ${pattern},` : ` of ${pattern}`
}

/** In UTC, as the server counts. */
function clock(epochSeconds: number): string {
  return `${new Date(epochSeconds * 1000).toISOString().slice(0, 19).replace('T', ' ')} UTC`
}
