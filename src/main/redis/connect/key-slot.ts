import { CLUSTER_SLOTS } from '#main/environments/index.ts'

/**
 * The slot of a key in a cluster: CRC-16/XMODEM of its name, or of what stands in its first braces.
 * (https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/#hash-tags)
 */
export function slotOfKey(key: Buffer): number {
  const open = key.indexOf(OPEN)
  const close = open === -1 ? -1 : key.indexOf(CLOSE, open + 1)
  return crc16(close > open + 1 ? key.subarray(open + 1, close) : key) % CLUSTER_SLOTS
}

const OPEN = 123
const CLOSE = 125

const table = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1
  return crc & 0xffff
})

function crc16(bytes: Buffer): number {
  let crc = 0
  for (const byte of bytes) crc = ((crc << 8) & 0xffff) ^ (table[((crc >> 8) ^ byte) & 255] ?? 0)
  return crc
}
