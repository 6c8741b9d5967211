import type { Finding } from '#shared/contract/finding.ts'
import type { Bytes } from '#shared/units.ts'
import { bytes, count, percent } from '#main/wording.ts'
import { changeSettings } from '../../change-settings.ts'
import type { InfoFigures } from '../../info/info-figures.ts'
import { memoryForEach, type Server } from '../../server.ts'
import { thresholds } from '../../thresholds.ts'
import type { MemoryUse } from './memory-use.ts'

/** A server without a limit, and one that is full and must not evict. */
export function limitFindings(use: MemoryUse, info: InfoFigures, server: Server): Finding[] {
  if (use.limit === 0) return [noLimit(use, info, server)]
  const isFull = use.share !== undefined && use.share >= thresholds.nearlyFull
  return isFull && use.policy === 'noeviction' ? [nearlyFull(use, use.share ?? 0, info, server)] : []
}

function noLimit(use: MemoryUse, info: InfoFigures, server: Server): Finding {
  const machine = memoryForEach(server, info)
  const each = info.max('used_memory') ?? use.used
  const share = machine === undefined ? undefined : each / machine
  const { limit, why } = limitFor(info, server)
  // What mostly expires is a cache: at its limit it has to make room, not to refuse writes.
  const isCache =
    use.policy === 'noeviction' &&
    use.keys >= thresholds.fewestKeys &&
    use.expires / use.keys >= thresholds.cacheShare
  const change = changeSettings(
    server,
    `Set maxmemory to ${written(limit)}`,
    { name: 'maxmemory', value: written(limit) },
    ...(isCache ? [{ name: 'maxmemory-policy', value: 'volatile-lru' }] : []),
  )
  return {
    id: 'no-maxmemory',
    kind: 'no-maxmemory',
    severity:
      share !== undefined && share >= thresholds.machineShare
        ? 'high'
        : share !== undefined && share >= thresholds.unlimitedShare
          ? 'medium'
          : 'low',
    title: 'Nothing limits the memory (maxmemory is 0)',
    detail: `${bytes(use.used)} are used${share === undefined ? '' : `, ${percent(share)} of what the machine has for it`}. When the keys grow, they grow until the system swaps or kills the server.`,
    advice: `${change.advice} ${why} ${isCache ? 'Most keys expire, so at the limit it evicts those that were not used for long.' : use.policy === 'noeviction' ? 'With the policy noeviction writes fail at the limit, so give a cache an evicting policy first (allkeys-lru, or volatile-lru where some keys must stay).' : `At the limit the policy is ${use.policy ?? 'what maxmemory-policy says'}.`}`,
    subject: { kind: 'setting', name: 'maxmemory' },
    evidence: [
      { label: 'Used', value: bytes(use.used) },
      { label: 'At its peak', value: bytes(info.sum('used_memory_peak') ?? use.used) },
      ...(machine === undefined ? [] : [{ label: 'Memory for each master', value: bytes(machine) }]),
      { label: 'Policy', value: use.policy ?? 'not told' },
    ],
    evidenceSql: 'INFO memory',
    proposals: change.proposals,
  }
}

function nearlyFull(use: MemoryUse, share: number, info: InfoFigures, server: Server): Finding {
  const refused = info.summed('errorstat_').get('OOM')?.get('count') ?? 0
  const isFull = share >= thresholds.full || refused > 0
  const larger = largerLimit(info, server)
  const change = larger === undefined ? undefined : changeLimit(server, larger)
  return {
    id: 'memory-full',
    kind: 'memory-full',
    severity: share >= thresholds.full ? 'high' : 'medium',
    title: `The memory is ${percent(share)} full, and nothing may be evicted`,
    detail: `${bytes(use.used)} of ${bytes(use.limit)} are used with the policy noeviction: at the limit each write that needs memory fails with OOM.${refused > 0 ? ` ${count(refused)} have failed so since the server counts.` : ''}`,
    advice: `${isFull ? 'Make room now: ' : ''}give keys a TTL or delete what is not needed. ${change ? change.advice : `The machine has no more to give: ${noRoom(info, server)}`}`,
    subject: { kind: 'setting', name: 'maxmemory' },
    evidence: [
      { label: 'Used', value: bytes(use.used) },
      { label: 'Limit', value: bytes(use.limit) },
      { label: 'Writes refused (OOM)', value: count(refused) },
    ],
    evidenceSql: 'INFO memory',
    proposals: change?.proposals ?? [],
  }
}

/** For each master; with its reason. */
function limitFor(info: InfoFigures, server: Server): { limit: Bytes; why: string } {
  const peak = Math.max(info.max('used_memory_peak') ?? 0, info.max('used_memory') ?? 0)
  const wanted = Math.max(thresholds.smallestLimit, peak * thresholds.room)
  const machine = memoryForEach(server, info)
  const ofMachine = machine === undefined ? Infinity : machine * thresholds.machineShare
  return wanted <= ofMachine
    ? {
        limit: wanted,
        why: `It is twice the most that was ever used (${bytes(peak)})${wanted === thresholds.smallestLimit ? ', and at least 64 MiB' : ''}; take what the data is to have.`,
      }
    : {
        limit: ofMachine,
        why: `It is three quarters of the memory that is there for it (${bytes(machine ?? 0)}); the rest is for fragmentation, buffers and the copy that a save makes.`,
      }
}

/** Half as much again for each master; undefined where the machine has not so much. */
export function largerLimit(info: InfoFigures, server: Server): Bytes | undefined {
  const limit = info.max('maxmemory')
  if (limit === undefined || limit === 0) return undefined
  const machine = memoryForEach(server, info)
  const wanted = limit * thresholds.growth
  return machine === undefined || wanted <= machine * thresholds.machineShare ? wanted : undefined
}

export function changeLimit(server: Server, limit: Bytes): ReturnType<typeof changeSettings> {
  return changeSettings(server, `Raise maxmemory to ${written(limit)}`, {
    name: 'maxmemory',
    value: written(limit),
  })
}

export function noRoom(info: InfoFigures, server: Server): string {
  const machine = memoryForEach(server, info)
  return machine === undefined
    ? 'the server does not tell how much memory it has.'
    : `each master has ${bytes(machine)} of it, and a quarter stays for the rest.`
}

/** In whole mebibytes, as the server reads it. */
function written(limit: Bytes): string {
  const mebibytes = limit / 1_048_576
  return mebibytes < 16 ? `${Math.ceil(limit / 1024)}kb` : `${Math.ceil(mebibytes)}mb`
}
