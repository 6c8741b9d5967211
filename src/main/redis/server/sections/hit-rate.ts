import type { Finding } from '#shared/contract/finding.ts'
import { count, counted, duration, percent } from '#main/wording.ts'
import type { InfoFigures } from '../info/info-figures.ts'
import { numberOf } from '../info/info.ts'
import { countAnew } from '../change-settings.ts'
import { type Diagnosis, figure, optionalFigure, type Section } from '../section.ts'
import type { Server } from '../server.ts'
import { thresholds } from '../thresholds.ts'

export const hitRate: Section = {
  id: 'hit-rate',
  title: 'Hit rate',
  examine: ({ server, info }) => judgeHitRate(info('stats'), server),
}

/** Lookups that found a key and that did not; the rate is undefined where there were none. */
interface Lookups {
  hits: number
  misses: number
  all: number
  rate: number | undefined
}

export function judgeHitRate(info: InfoFigures, server: Server): Diagnosis {
  const [hits, misses] = [info.sum('keyspace_hits'), info.sum('keyspace_misses')]
  if (hits === undefined || misses === undefined) {
    return nothing('The server does not tell how many lookups found a key.', true)
  }
  const ever = lookupsOf(hits, misses)
  const now = lookupsOf(info.grown('keyspace_hits') ?? 0, info.grown('keyspace_misses') ?? 0)
  if (ever.rate === undefined) {
    return nothing('Nothing was looked up since the server counts, so there is no hit rate.', false)
  }
  const target = server.hitRateTarget
  const findings: Finding[] = []
  const [busyNow, busyEver] = [now, ever].map(({ all }) => all >= thresholds.fewestLookups)
  const isLowNow = busyNow === true && (now.rate ?? 1) < target
  const isLowEver = busyEver === true && ever.rate < target
  // What happens now counts for more than what happened once.
  const hasRecovered = isLowEver && busyNow === true && !isLowNow
  if (isLowNow || isLowEver) {
    const { rate = 0 } = isLowNow ? now : ever
    const evicted = info.sum('evicted_keys') ?? 0
    const expired = info.sum('expired_keys') ?? 0
    findings.push({
      id: 'low-hit-rate',
      kind: 'low-hit-rate',
      severity: hasRecovered ? 'low' : 'medium',
      title: `Only ${percent(rate)} of the lookups ${isLowNow ? 'find' : 'found'} a key`,
      detail: `${count(ever.misses)} of ${counted(ever.all, 'lookup')} found nothing since the server counts${now.rate === undefined ? '' : `, and ${count(now.misses)} of ${count(now.all)} in the last ${duration(info.windowMs)}`}; at least ${percent(target)} should. Meanwhile ${counted(evicted, 'key was', 'keys were')} evicted and ${count(expired)} expired.`,
      advice: adviceFor({ hasRecovered, evicted, expired, misses: ever.misses }),
      subject: { kind: 'server', name: server.name },
      evidence: [
        { label: 'Found', value: count(ever.hits) },
        { label: 'Not found', value: count(ever.misses) },
        { label: 'Wanted', value: `at least ${percent(target)}` },
        { label: 'Evicted', value: count(evicted) },
        { label: 'Expired', value: count(expired) },
      ],
      evidenceSql: 'INFO stats',
      proposals: countAnew(server),
    })
  }
  return {
    summary: summaryOf(ever, now, info, target),
    figures: [
      figure(
        'Found since the server counts',
        percent(ever.rate),
        `at least ${percent(target)}`,
        busyEver === true ? ever.rate >= target : undefined,
      ),
      figure(
        `Found in the last ${duration(info.windowMs)}`,
        now.rate === undefined ? 'nothing was looked up' : percent(now.rate),
        `at least ${percent(target)}`,
        busyNow === true ? (now.rate ?? 1) >= target : undefined,
      ),
      figure('Lookups since the server counts', count(ever.all)),
      ...optionalFigure('Lookups a second now', perSecond(now, info), count),
    ],
    tables:
      info.nodes.length < 2
        ? []
        : [
            {
              title: 'Lookups by master',
              columns: [
                { label: 'Master', kind: 'text' },
                { label: 'Found', kind: 'count' },
                { label: 'Not found', kind: 'count' },
                { label: 'Hit rate', kind: 'percent' },
              ],
              rows: info.nodes.map(({ node, now: one }) => {
                const own = lookupsOf(
                  numberOf(one, 'keyspace_hits') ?? 0,
                  numberOf(one, 'keyspace_misses') ?? 0,
                )
                return [node, own.hits, own.misses, own.rate === undefined ? null : own.rate * 100]
              }),
            },
          ],
    findings,
  }
}

function lookupsOf(hits: number, misses: number): Lookups {
  const all = hits + misses
  return { hits, misses, all, rate: all === 0 ? undefined : hits / all }
}

function perSecond({ all }: Lookups, info: InfoFigures): number | undefined {
  return info.windowMs === 0 ? undefined : (all * 1000) / info.windowMs
}

function adviceFor(seen: {
  hasRecovered: boolean
  evicted: number
  expired: number
  misses: number
}): string {
  if (seen.hasRecovered) {
    return 'Now the lookups find enough: the counters still hold a bad time, such as a start with an empty cache. Count anew and look again.'
  }
  const first =
    seen.evicted > seen.expired && seen.evicted > 0
      ? 'Keys are evicted before they are asked for again: see memory and eviction below.'
      : seen.expired >= seen.misses / 10
        ? 'Many keys expire: those that are asked for again soon after are worth a longer TTL; record a trace to see which.'
        : 'Few keys were evicted or expired, so what is missed was mostly never there: look for lookups of things that do not exist, and keep their absence in the cache for a short time too.'
  return `${first} Once it is cured, count anew: the old misses stay in the counters.`
}

function summaryOf(ever: Lookups, now: Lookups, info: InfoFigures, target: number): string {
  const lookups = `${percent(ever.rate ?? 0)} of ${counted(ever.all, 'lookup')} found a key since the server counts (analyses by Pitwall count as hits there)`
  const present =
    now.rate === undefined
      ? `in the last ${duration(info.windowMs)} nothing was looked up`
      : `${percent(now.rate)} of ${count(now.all)} in the last ${duration(info.windowMs)}`
  const few =
    ever.all < thresholds.fewestLookups
      ? ` Fewer than ${count(thresholds.fewestLookups)} lookups are too few to judge by.`
      : ` The target is ${percent(target)}.`
  return `${lookups}; ${present}.${few}`
}

function nothing(summary: string, isUnknown: boolean): Diagnosis {
  return { summary, figures: [], tables: [], findings: [], ...(isUnknown ? { unknown: true } : {}) }
}
