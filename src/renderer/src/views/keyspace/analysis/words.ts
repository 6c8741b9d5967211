/** What an analysis says of itself, in few words. Pure. */
import {
  formatBytes,
  formatCompact,
  formatCount,
  formatMs,
  formatPercent,
  formatRate,
  formatSpan,
} from '#renderer/ui/format.ts'
import type { ChangeHead } from '#shared/contract/changes.ts'
import type { Analysis, AnalysisHead, Namespace } from '#shared/contract/redis/keyspace.ts'
import type { EpochMilliseconds } from '#shared/units.ts'
import { medianRange } from './histogram.ts'

/** Shares below this are left out of short lists. */
const smallShare = 0.005

/** `string 62 %, hash 30 %`: the types of a namespace by keys, the most first. */
export function typeWords(types: Readonly<Record<string, { keys: number }>>, most = 3): string {
  return shareWords(
    Object.entries(types).map(([name, { keys }]) => [name, keys] as const),
    most,
  )
}

/** The same of the encodings. */
export function encodingWords(encodings: Readonly<Record<string, number>>, most = 2): string {
  return shareWords(Object.entries(encodings), most)
}

function shareWords(counted: readonly (readonly [string, number])[], most: number): string {
  const whole = counted.reduce((sum, [, keys]) => sum + keys, 0)
  if (whole === 0) return '–'
  const sorted = counted.toSorted((a, b) => b[1] - a[1])
  if (sorted.length === 1) return sorted[0]?.[0] ?? ''
  const told = sorted.filter(([, keys]) => keys / whole >= smallShare)
  const words = told.slice(0, most).map(([name, keys]) => `${name} ${formatPercent(keys / whole)}`)
  return told.length > most ? `${words.join(', ')}, …` : words.join(', ')
}

/** `41.2 %`, `all`, `none`: the share of keys that never expire. */
export function withoutTtlWords({ keys, withoutTtl }: Pick<Namespace, 'keys' | 'withoutTtl'>): string {
  if (keys === 0 || withoutTtl.keys === 0) return 'none'
  return withoutTtl.keys >= keys ? 'all' : formatPercent(withoutTtl.keys / keys)
}

/** How long ago: `3 min ago`, `just now`. */
export function ageWords(at: EpochMilliseconds, now: EpochMilliseconds): string {
  const age = now - at
  if (age < 60_000) return 'just now'
  // Seconds do not matter any more, and after a day minutes do not.
  const unit = age < 3_600_000 ? 60_000 : 3_600_000
  return `${formatSpan(Math.floor(age / unit) * unit)} ago`
}

/** A kept analysis in the list to choose from. */
export function headWords(head: AnalysisHead): string {
  const parts = [formatCount(head.keys, 'keys'), formatBytes(head.bytes)]
  return [...parts, ...(head.complete ? [] : ['stopped'])].join(' · ')
}

/** How fast it was: `212 k keys/s, 4.71 s`. */
export function speedWords({ keysPerSecond, elapsedMs }: Analysis): string {
  return `${formatRate(keysPerSecond, 'keys')}, ${formatMs(elapsedMs)}`
}

/** What is to be expected of another one: `1,092,740 keys in 4.71 s, 212 k keys/s`. */
export function lastWords({
  expectedKeys,
  keys,
  complete,
  match,
  elapsedMs,
  keysPerSecond,
}: Analysis): string {
  const count = complete && match !== undefined ? keys : Math.max(expectedKeys, keys)
  return `${formatCount(count, 'keys')}${complete ? ` in ${formatMs(elapsedMs)}` : ''}, ${formatRate(keysPerSecond, 'keys')}`
}

/** How much of the keyspace it stands for, where that is not all of it. */
export function extentWords(analysis: Analysis): string | null {
  const { complete, keys, expectedKeys, sample, match } = analysis
  if (sample !== undefined) {
    return `Estimated from ${formatCount(sample.keys, 'keys')} looked at of about ${formatCount(expectedKeys)}`
  }
  if (!complete) {
    return match === undefined
      ? `Stopped: ${formatCount(keys)} of about ${formatCount(expectedKeys, 'keys')} seen`
      : `Stopped before all keys were seen: ${formatCount(keys, 'keys')} matched so far`
  }
  return null
}

/** `980 k – 1.02 M`: an interval. */
export function intervalWords(
  { low, high }: { low: number; high: number },
  format: (value: number) => string = formatCompact,
): string {
  return `${format(low)} – ${format(high)}`
}

/** What is known of when the keys of a namespace were used, in a cell. */
export function accessWords(access: Analysis['access'], namespace: Namespace): string {
  return access === 'unknown' ? '–' : medianRange(access, namespace.access)
}

export const accessNames: Record<Analysis['access'], string> = {
  idle: 'Not used for',
  frequency: 'Frequency',
  unknown: 'Last used',
}

/** How many changes of keys were made on a target after an analysis. */
export function changedSince(
  changes: readonly ChangeHead[],
  targetId: string,
  at: EpochMilliseconds,
): number {
  return changes.filter(
    (change) =>
      change.targetId === targetId &&
      change.at > at &&
      change.status !== 'failed' &&
      /^(EACH|EXPIRE|PERSIST|UNLINK|RENAMENX)\b/i.test(change.sql),
  ).length
}
