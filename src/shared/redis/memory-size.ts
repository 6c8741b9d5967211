import type { Bytes } from '../units.ts'

/** As redis.conf reads them: `k` is 1,000 and `kb` 1,024. */
const units: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 1000,
  kb: 1024,
  m: 1000 ** 2,
  mb: 1024 ** 2,
  g: 1000 ** 3,
  gb: 1024 ** 3,
}

/** `100mb`, `1.5gb`, `65536`; undefined for what is no size of at least one byte. */
export function parseMemorySize(text: string): Bytes | undefined {
  const found = /^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$/i.exec(text)
  const unit = units[found?.[2]?.toLowerCase() ?? 'none']
  if (found === null || unit === undefined) return undefined
  const bytes = Math.round(Number(found[1]) * unit)
  return bytes >= 1 && Number.isSafeInteger(bytes) ? bytes : undefined
}
