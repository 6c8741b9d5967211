import type { Reply } from '../../resp/index.ts'

/** A reply as text for people; empty for what is none. */
export function textOf(reply: Reply | undefined): string {
  if (Buffer.isBuffer(reply)) return reply.toString('utf8')
  return typeof reply === 'string' || typeof reply === 'number' || typeof reply === 'bigint'
    ? String(reply)
    : ''
}

export function itemsOf(reply: Reply | undefined): readonly Reply[] {
  return Array.isArray(reply) ? reply : []
}

export function numberIn(reply: Reply | undefined): number | undefined {
  if (typeof reply === 'number' || typeof reply === 'bigint') return Number(reply)
  const text = textOf(reply)
  const value = Number(text)
  return text === '' || Number.isNaN(value) ? undefined : value
}

/** Names and values in turn, as MEMORY STATS answers. */
export function pairsOf(reply: Reply | undefined): Map<string, Reply> {
  const items = itemsOf(reply)
  const pairs = new Map<string, Reply>()
  for (let at = 0; at + 1 < items.length; at += 2) pairs.set(textOf(items[at]), items[at + 1] ?? null)
  return pairs
}
