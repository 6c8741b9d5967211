/** What stands in the cells of the table, and back. Pure. */
import { formatSpan } from '#renderer/ui/format.ts'
import type { ComboOption } from '#renderer/ui/ComboField.tsx'
import { presetFor, ttlPresets } from '#shared/redis/ttl-presets.ts'
import { readSeconds, writeSeconds } from '../ttl/duration.ts'

/** Of the keys that are meant to stay. */
const NEVER = 'never expires'
/** As the contract has it. */
const MOST_JITTER = 50

/** Seconds, null for keys that are meant to stay, undefined for what is neither. */
export function readTtl(text: string): number | null | undefined {
  if (/^(never( expires)?|none|no ttl|stays?)$/i.test(text.trim())) return null
  return readSeconds(text) ?? undefined
}

export function writeTtl(ttlSeconds: number | null): string {
  return ttlSeconds === null ? NEVER : writeSeconds(ttlSeconds)
}

/** Percent, undefined for what is none. */
export function readJitter(text: string): number | undefined {
  const [, digits] = /^(\d{1,2}(?:[.,]\d{1,2})?)\s*%?$/.exec(text.trim()) ?? []
  const percent = Number(digits?.replace(',', '.'))
  return percent >= 0 && percent <= MOST_JITTER ? percent : undefined
}

/** What is usual, by what is kept; first what the pattern's words tell. */
export function ttlOptions(pattern: string): ComboOption[] {
  const told = presetFor(pattern)
  const options = new Map<string, string[]>()
  for (const { resource, ttlSeconds } of told === undefined ? ttlPresets : [told, ...ttlPresets]) {
    const text = writeSeconds(ttlSeconds)
    options.set(text, [...new Set([...(options.get(text) ?? []), resource])])
  }
  return [
    ...Array.from(options, ([value, resources]) => ({ value, note: resources.join(', ') })),
    { value: NEVER, note: 'meant to stay' },
  ]
}

/** Between which times the keys' own TTLs lie, where they differ. */
export function jitterWords(ttlSeconds: number | null, jitterPercent: number): string | undefined {
  if (ttlSeconds === null || jitterPercent === 0) return undefined
  const [low, high] = [-1, 1].map((sign) => ttlSeconds * 1000 * (1 + (sign * jitterPercent) / 100))
  return `${formatSpan(low ?? 0)} to ${formatSpan(high ?? 0)}`
}
