import type { Bytes } from '#shared/units.ts'

/**
 * What things cost in a server's `used_memory`, which is what `maxmemory` limits: every allocation is
 * counted as the allocator rounds it up. The figures are those of Redis 7.0 on 64 bits; where others
 * were measured it is said.
 */

/** `dictEntry`: key, value, next. */
const ENTRY: Bytes = 24
/** `robj`: type, encoding, age or frequency, references, pointer. */
const OBJECT: Bytes = 16
/** Up to here a string lies in one piece with its object (`OBJ_ENCODING_EMBSTR_SIZE_LIMIT`). */
const EMBEDDED_UP_TO: Bytes = 44
/** The header of a string that lies in one piece with its object. */
const EMBEDDED_HEADER: Bytes = 3
/** Every string ends in a zero byte. */
const TERMINATOR: Bytes = 1
/** A slot of a hash table is a pointer. */
const SLOT: Bytes = 8

/**
 * What an empty server of a fresh start holds, with one client that has sent INFO, GET and SET and had
 * answers: 876 kB of tables of its own, about 26 kB for the latencies of each command that was ever
 * used, the client and its buffers. Measured with Redis 7.0.15 as the limit at which SET is refused
 * less what the keys cost: 1,023,100 bytes within 200 at 1.5 to 3 MB.
 */
export const EMPTY_SERVER: Bytes = 1_023_100

/**
 * A command while it runs, without its value: the array of arguments and the objects of the command's
 * and the key's name.
 */
const ARGUMENTS: Bytes = 160

/**
 * What jemalloc sets aside for so many bytes: multiples of 16 up to 128, then four sizes to each doubling
 * (jemalloc(3), "size classes"). Distributions link the system's jemalloc, as here; the one in the
 * sources of Redis also has the multiples of 8 up to 64.
 */
export function allocated(bytes: Bytes): Bytes {
  if (bytes <= 8) return 8
  if (bytes <= 128) return Math.ceil(bytes / 16) * 16
  const step = 2 ** (Math.floor(Math.log2(bytes - 1)) - 2)
  return Math.ceil(bytes / step) * step
}

/** A hash table of so many slots. */
export function tableBytes(slots: number): Bytes {
  return slots === 0 ? 0 : allocated(slots * SLOT)
}

/** An entry of the table of keys or of the table of expiries. */
export const entryBytes: Bytes = allocated(ENTRY)

/** A key and its entry in the table of keys, without its value. */
export function keyBytes(nameBytes: Bytes): Bytes {
  return entryBytes + allocated(headerBytes(nameBytes) + nameBytes + TERMINATOR)
}

/** A string value of so many bytes that is not a number. */
export function valueBytes(bytes: Bytes): Bytes {
  if (bytes <= EMBEDDED_UP_TO) return allocated(OBJECT + EMBEDDED_HEADER + bytes + TERMINATOR)
  return allocated(OBJECT) + allocated(headerBytes(bytes) + bytes + TERMINATOR)
}

/** A running command with a value of so many allocated bytes, before the value is in the keyspace. */
export function commandBytes(allocatedValue: Bytes): Bytes {
  return ARGUMENTS + allocatedValue
}

/** The header of a string by its length (`sdshdr5` to `sdshdr32`). */
function headerBytes(length: Bytes): Bytes {
  if (length > 0 && length < 2 ** 5) return 1
  if (length < 2 ** 8) return 3
  return length < 2 ** 16 ? 5 : 9
}
