/** What a value is called. Pure. */
import { formatBytes, formatCount } from '#renderer/ui/format.ts'
import type { ShownValue } from '#shared/contract/redis/key.ts'

const elementNames: Readonly<Record<string, string>> = {
  hash: 'fields',
  list: 'items',
  set: 'members',
  zset: 'members',
  stream: 'entries',
}

/** How many of what a key has: `12 fields`; the length of a string in bytes. */
export function elementsWords(type: string, elements: number): string {
  return type === 'string' ? formatBytes(elements) : formatCount(elements, elementNames[type] ?? 'elements')
}

const formatNames: Record<ShownValue['formats'][number], string> = {
  text: 'text',
  json: 'JSON',
  messagepack: 'MessagePack',
  gzip: 'gzip',
  zlib: 'zlib',
  bytes: 'bytes',
}

/** How a value was read, the outermost first: `gzip → JSON`; null for plain text, which needs no words. */
export function formatWords({ formats }: ShownValue): string | null {
  if (formats.length === 0 || (formats.length === 1 && formats[0] === 'text')) return null
  return formats.map((format) => formatNames[format]).join(' → ')
}

/**
 * A value for a row of a table: JSON without its layout, other text as it is. Within the strings of
 * JSON a line break is always written as \n, so that every one that is there is layout.
 */
export function oneLineOf({ text, formats }: ShownValue): string {
  const isLaidOut = formats.includes('json') || formats.includes('messagepack')
  return isLaidOut ? text.replaceAll(/\n\s*/g, ' ') : text
}
