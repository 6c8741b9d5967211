import type { Finding } from '#shared/contract/finding.ts'
import { bytes, count, duration, percent } from '#main/wording.ts'
import { changeSettings } from '../../change-settings.ts'
import { numberOf } from '../../info/info.ts'
import type { InfoFigures } from '../../info/info-figures.ts'
import type { Settings } from '../../section.ts'
import type { Server } from '../../server.ts'
import { thresholds } from '../../thresholds.ts'
import { changeLimit, largerLimit, noRoom } from './limit.ts'
import type { MemoryUse } from './memory-use.ts'

/** Keys that have to go, and a server that does not keep up with it. */
export function pressureFindings(
  use: MemoryUse,
  info: InfoFigures,
  server: Server,
  settings: Settings,
): Finding[] {
  return [
    ...pressure(use, info, server),
    ...behind(use, info, server, settings),
    ...fewSamples(use, server, settings),
  ]
}

/** A cache that is full and evicts does its work; keys that go soon after they came do not. */
function pressure(use: MemoryUse, info: InfoFigures, server: Server): Finding[] {
  const { evicted = 0, share } = use
  const isFull = share !== undefined && share >= thresholds.nearlyFull
  const now = use.evictedPerSecond ?? 0
  if (evicted === 0 || !(isFull || now > 0)) return []
  const uptimeS = Math.max(1, info.max('uptime_in_seconds') ?? 1)
  const perSecond = Math.max(now, evicted / uptimeS)
  const livesMs = (use.keys / perSecond) * 1000
  const rate = hitRateOf(info)
  const misses = rate !== undefined && rate < server.hitRateTarget
  const isShort = livesMs < thresholds.shortLife
  const larger = largerLimit(info, server)
  const change = larger === undefined ? undefined : changeLimit(server, larger)
  return [
    {
      id: 'eviction-pressure',
      kind: 'eviction-pressure',
      severity: isShort || misses ? 'medium' : 'low',
      title:
        now > 0
          ? `${count(now)} keys a second are evicted`
          : `The memory is full: ${count(evicted)} keys were evicted`,
      detail: `${bytes(use.used)} of ${bytes(use.limit)} are used, and ${count(evicted)} keys had to go since the server counts, beside ${count(use.keys)} that are there. At ${now > 0 ? 'this rate' : 'the rate since the start'} a key lives about ${duration(livesMs)} before it is evicted.${rate === undefined ? '' : ` The hit rate is ${percent(rate)}.`}`,
      advice: `${misses ? 'The lookups miss what was evicted: a larger limit is likely to help.' : 'The lookups still find enough; if that is so over a day, it may stay as it is.'} Shorter TTLs for what is seldom asked for again make room as well. ${change?.advice ?? `A larger limit was not proposed: ${noRoom(info, server)}`}`,
      subject: { kind: 'setting', name: 'maxmemory' },
      evidence: [
        { label: 'Evicted a second now', value: count(now) },
        { label: 'Evicted since the server counts', value: count(evicted) },
        { label: 'Of the limit', value: percent(share ?? 0) },
        { label: 'A key lives about', value: duration(livesMs) },
      ],
      evidenceSql: 'INFO stats',
      proposals: change?.proposals ?? [],
    },
  ]
}

function behind(use: MemoryUse, info: InfoFigures, server: Server, settings: Settings): Finding[] {
  const evicts = use.policy !== undefined && use.policy !== 'noeviction'
  const longest = Math.max(
    0,
    ...info.nodes.map(({ now }) => numberOf(now, 'current_eviction_exceeded_time') ?? 0),
  )
  const share = use.share ?? 0
  if (!evicts || (use.evicted ?? 0) === 0 || share < thresholds.evictionBehind) return []
  const tenacity = Number(settings.get('maxmemory-eviction-tenacity') ?? Number.NaN)
  const change =
    tenacity < 50
      ? changeSettings(server, 'Evict more at once', { name: 'maxmemory-eviction-tenacity', value: '50' })
      : undefined
  return [
    {
      id: 'eviction-behind',
      kind: 'eviction-behind',
      severity: 'high',
      title: `The memory is ${percent(share - 1)} above its limit: evicting does not keep up`,
      detail: `${bytes(use.used)} are used of ${bytes(use.limit)}${longest > 0 ? `, above the limit for ${duration(longest)} already` : ''}. More is written than goes, or what is left cannot be evicted.`,
      advice: `See which keys are big and whether they may be evicted. ${change?.advice ?? ''} A higher tenacity takes more time from other clients.`,
      subject: { kind: 'setting', name: 'maxmemory-eviction-tenacity' },
      evidence: [
        { label: 'Used', value: bytes(use.used) },
        { label: 'Limit', value: bytes(use.limit) },
      ],
      evidenceSql: 'INFO memory',
      proposals: change?.proposals ?? [],
    },
  ]
}

function fewSamples(use: MemoryUse, server: Server, settings: Settings): Finding[] {
  const samples = Number(settings.get('maxmemory-samples') ?? Number.NaN)
  const guesses = /-(lru|lfu|ttl)$/.test(use.policy ?? '')
  if (!guesses || !(samples < thresholds.evictionSamples) || (use.evicted ?? 0) === 0) return []
  const change = changeSettings(server, 'Look at 5 keys before one is evicted', {
    name: 'maxmemory-samples',
    value: String(thresholds.evictionSamples),
  })
  return [
    {
      id: 'few-eviction-samples',
      kind: 'few-eviction-samples',
      severity: 'low',
      title: `Evicted is the best of only ${count(samples)} keys`,
      detail: `${use.policy ?? ''} is an approximation: the server looks at ${count(samples)} keys and takes the one that was unused the longest. With fewer than 5 it often takes one that is in use.`,
      advice: change.advice,
      subject: { kind: 'setting', name: 'maxmemory-samples' },
      evidence: [{ label: 'maxmemory-samples', value: count(samples) }],
      evidenceSql: 'CONFIG GET maxmemory-samples',
      proposals: change.proposals,
    },
  ]
}

function hitRateOf(info: InfoFigures): number | undefined {
  const [hits = 0, misses = 0] = [info.sum('keyspace_hits'), info.sum('keyspace_misses')]
  return hits + misses < thresholds.fewestLookups ? undefined : hits / (hits + misses)
}
