import type { Bytes } from '#shared/units.ts'
import { numberOf } from '../../info/info.ts'
import { type InfoFigures, keyCounts } from '../../info/info-figures.ts'
import type { Settings } from '../../section.ts'

/** How much of its memory the server has used, and what it does when all is. */
export interface MemoryUse {
  used: Bytes
  /** Of all masters; 0 where one of them has none. */
  limit: Bytes
  /** Of the fullest master; undefined without a limit. */
  share: number | undefined
  policy: string | undefined
  keys: number
  expires: number
  evicted: number | undefined
  evictedPerSecond: number | undefined
  /** Data is kept on disk: then it is hardly a cache alone. Undefined where it is not told. */
  isPersistent: boolean | undefined
}

/** Undefined where the server tells nothing of its memory. */
export function memoryUse(info: InfoFigures, settings: Settings): MemoryUse | undefined {
  const used = info.sum('used_memory')
  if (used === undefined) return undefined
  // Before 5.0, and on services that leave it out, only the settings tell.
  const limits = info.each('maxmemory')
  const own = Number(settings.get('maxmemory') ?? 0)
  const isLimited = limits.length === 0 ? own > 0 : limits.every((limit) => limit > 0)
  const shares = info.nodes.flatMap(({ now }) => {
    const limit = numberOf(now, 'maxmemory') ?? own
    const size = numberOf(now, 'used_memory')
    // Buffers of replicas and of the AOF do not count against the limit.
    const free = numberOf(now, 'mem_not_counted_for_evict') ?? 0
    return limit > 0 && size !== undefined ? [(size - free) / limit] : []
  })
  return {
    used,
    limit: isLimited ? (info.sum('maxmemory') ?? own * info.nodes.length) : 0,
    share: shares.length === 0 ? undefined : Math.max(...shares),
    policy: info.text('maxmemory_policy') ?? settings.get('maxmemory-policy'),
    ...keyCounts(info),
    evicted: info.sum('evicted_keys'),
    evictedPerSecond: info.perSecond('evicted_keys'),
    isPersistent: isPersistent(info, settings),
  }
}

function isPersistent(info: InfoFigures, settings: Settings): boolean | undefined {
  if (info.text('aof_enabled') === '1') return true
  const save = settings.get('save')
  return save === undefined ? undefined : save !== ''
}

/** The one policy of those that evict only what expires. */
export function isVolatile(policy: string | undefined): boolean {
  return policy?.startsWith('volatile-') === true
}

export function isForAllKeys(policy: string | undefined): boolean {
  return policy?.startsWith('allkeys-') === true
}
