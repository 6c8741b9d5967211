import type { Bytes } from '#shared/units.ts'
import { entryBytes, keyBytes, tableBytes, valueBytes } from './server-memory.ts'
import { DELETE, EXPIRE, NO_TTL, type Workload } from './workload.ts'

/** Shares of what all keys need, for sizes that nobody chose. */
const SHARES = [0.1, 0.2, 0.35, 0.5, 0.75, 1]

/** What every key of the workload at once adds to what an empty server holds, as the server counts it. */
export function footprintOf(workload: Workload): Bytes {
  const { nameBytes, key, kind, bytes, ttlMs } = workload
  const value = new Float64Array(nameBytes.length)
  const expires = new Uint8Array(nameBytes.length)
  for (let i = 0; i < key.length; i++) {
    if (kind[i] === DELETE || kind[i] === EXPIRE) continue
    const subject = key[i] ?? 0
    value[subject] = Math.max(value[subject] ?? 0, valueBytes(bytes[i] ?? 0))
    if ((ttlMs[i] ?? NO_TTL) > 0) expires[subject] = 1
  }
  let total = 0
  let expiring = 0
  for (let one = 0; one < nameBytes.length; one++) {
    total += keyBytes(nameBytes[one] ?? 0) + (value[one] ?? 0)
    expiring += expires[one] ?? 0
  }
  return total + tableBytes(slotsOf(nameBytes.length)) + expiring * entryBytes + tableBytes(slotsOf(expiring))
}

/** Memory sizes worth looking at: parts of what all keys need, on top of what an empty server holds. */
export function usualSizes(footprint: Bytes, emptyBytes: Bytes): Bytes[] {
  return [...new Set(SHARES.map((share) => rounded(emptyBytes + footprint * share)))]
}

/** Up to a whole number of what people say: three digits of it. */
function rounded(bytes: Bytes): Bytes {
  const unit = 1024 * 10 ** Math.max(0, Math.floor(Math.log10(bytes / 1024)) - 2)
  return Math.ceil(bytes / unit) * unit
}

function slotsOf(keys: number): number {
  return keys === 0 ? 0 : 2 ** Math.ceil(Math.log2(Math.max(keys, 4)))
}
