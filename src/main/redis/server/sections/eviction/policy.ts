import type { Finding } from '#shared/contract/finding.ts'
import { count, percent } from '#main/wording.ts'
import { changeSettings } from '../../change-settings.ts'
import type { InfoFigures } from '../../info/info-figures.ts'
import type { Server } from '../../server.ts'
import { thresholds } from '../../thresholds.ts'
import { isForAllKeys, isVolatile, type MemoryUse } from './memory-use.ts'

/** A policy that does not suit the keys there are. Judged where there is a limit, and keys enough. */
export function policyFindings(use: MemoryUse, info: InfoFigures, server: Server): Finding[] {
  if (use.limit === 0 || use.keys < thresholds.fewestKeys) return []
  const expiring = use.expires / use.keys
  const misfit = misfits.find(({ fits }) => fits(use, expiring))
  if (misfit === undefined) return []
  const share = use.share ?? 0
  const wanted = misfit.wanted(use, expiring)
  const change =
    wanted === undefined
      ? undefined
      : changeSettings(server, `Change the policy to ${wanted}`, { name: 'maxmemory-policy', value: wanted })
  const refused = info.summed('errorstat_').get('OOM')?.get('count') ?? 0
  return [
    {
      id: 'unsuited-eviction-policy',
      kind: 'unsuited-eviction-policy',
      severity: misfit.losesWrites && share >= thresholds.full ? 'high' : 'medium',
      title: misfit.title(use),
      detail: `${count(use.expires)} of ${count(use.keys)} keys expire (${percent(expiring)}), and ${percent(share)} of the memory is used. ${misfit.detail}${misfit.losesWrites && refused > 0 ? ` ${count(refused)} writes have failed so (OOM).` : ''}`,
      advice: `${misfit.advice} ${change?.advice ?? ''}`.trim(),
      subject: { kind: 'setting', name: 'maxmemory-policy' },
      evidence: [
        { label: 'Policy', value: use.policy ?? '' },
        { label: 'Keys', value: count(use.keys) },
        { label: 'Keys that expire', value: count(use.expires) },
        { label: 'Of the limit', value: percent(share) },
        { label: 'Kept on disk', value: keptWords(use.isPersistent) },
      ],
      evidenceSql: 'INFO keyspace',
      proposals: change?.proposals ?? [],
    },
  ]
}

interface Misfit {
  fits: (use: MemoryUse, expiring: number) => boolean
  title: (use: MemoryUse) => string
  detail: string
  advice: string
  /** At the limit it lets writes fail. */
  losesWrites: boolean
  /** What to change it to, where nothing that must stay can be lost by it. */
  wanted: (use: MemoryUse, expiring: number) => string | undefined
}

const misfits: readonly Misfit[] = [
  {
    fits: ({ policy }, expiring) => policy === 'noeviction' && expiring >= thresholds.cacheShare,
    title: () => 'A cache that may not evict (noeviction)',
    detail:
      'Most keys expire, as those of a cache do; at the limit each write fails instead of the oldest key going.',
    advice:
      'A cache makes room by itself: volatile-lru takes only keys that expire, allkeys-lru any that was not used for long.',
    losesWrites: true,
    wanted: ({ isPersistent, keys, expires }) =>
      isPersistent === false && expires === keys ? 'allkeys-lru' : 'volatile-lru',
  },
  {
    fits: ({ policy }, expiring) => isVolatile(policy) && expiring < thresholds.volatileShare,
    title: ({ policy }) => `${policy ?? ''} finds hardly a key that it may evict`,
    detail: 'It takes only keys that expire. When they are gone, each write fails, as with noeviction.',
    advice:
      'Give the keys of a cache a TTL (Keyspace shows the namespaces without one). Where every key may go, allkeys-lru evicts them all.',
    losesWrites: true,
    // Data that is kept on disk is hardly meant to be evicted.
    wanted: ({ isPersistent }) => (isPersistent === false ? 'allkeys-lru' : undefined),
  },
  {
    fits: ({ policy, isPersistent, share = 0 }, expiring) =>
      isForAllKeys(policy) &&
      isPersistent === true &&
      share >= thresholds.nearlyFull &&
      expiring >= thresholds.volatileShare &&
      expiring < 1 - thresholds.volatileShare,
    title: ({ policy }) => `${policy ?? ''} may evict keys that were to stay`,
    detail:
      'Some keys expire and others do not, and the data is kept on disk: what has no TTL is likely to be meant to stay, and is evicted like the rest.',
    advice: 'A volatile policy takes only what expires.',
    losesWrites: false,
    wanted: ({ policy }) => policy?.replace('allkeys-', 'volatile-'),
  },
]

function keptWords(isPersistent: boolean | undefined): string {
  return isPersistent === undefined ? 'not told' : isPersistent ? 'yes' : 'no'
}
