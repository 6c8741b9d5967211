import type { Finding } from '#shared/contract/finding.ts'
import { count } from '#main/wording.ts'
import { changeSettings } from '../change-settings.ts'
import type { Settings } from '../section.ts'
import type { Server } from '../server.ts'
import { thresholds } from '../thresholds.ts'
import type { MemoryUse } from './eviction/memory-use.ts'

/** Why memory is freed: each has a setting that moves the work to another thread. */
export type Freeing = 'eviction' | 'expire' | 'user-del' | 'user-flush'

const words: Record<Freeing, string> = {
  eviction: 'evicting keys',
  expire: 'letting keys expire',
  'user-del': 'DEL',
  'user-flush': 'FLUSHALL and FLUSHDB',
}

/**
 * Memory is freed while every client waits, where it might be done beside them. Said only where it was
 * seen to take time, because small keys are freed faster at once.
 */
export function lazyFreeingOff(
  freeing: Freeing,
  seen: { detail: string; evidence: Finding['evidence'] },
  server: Server,
  settings: Settings,
): Finding[] {
  const name = `lazyfree-lazy-${freeing}`
  if (settings.get(name) !== 'no') return []
  const change = changeSettings(server, `Free the memory in the background (${name})`, { name, value: 'yes' })
  return [
    {
      id: `lazyfree-off:${freeing}`,
      kind: 'lazyfree-off',
      severity: 'low',
      title: `All clients wait while memory is freed after ${words[freeing]}`,
      detail: seen.detail,
      advice: change.advice,
      subject: { kind: 'setting', name },
      evidence: [{ label: name, value: 'no' }, ...seen.evidence],
      evidenceSql: `CONFIG GET ${name}`,
      proposals: change.proposals,
    },
  ]
}

/** A server that evicts big keys all the time. */
export function lazyEviction(use: MemoryUse, server: Server, settings: Settings): Finding[] {
  const mean = use.keys === 0 ? 0 : use.used / use.keys
  const perSecond = use.evictedPerSecond ?? 0
  if (perSecond === 0 || mean < thresholds.bigKeyMean) return []
  return lazyFreeingOff(
    'eviction',
    {
      detail: `${count(perSecond)} keys a second are evicted, and a key has ${count(mean / 1024)} KiB on average: each is freed before the next command runs.`,
      evidence: [{ label: 'Evicted a second', value: count(perSecond) }],
    },
    server,
    settings,
  )
}
