import type { Bytes } from '#shared/units.ts'

/**
 * What things cost in a server's `used_memory`, which is what `maxmemory` limits: every allocation is
 * counted as the allocator rounds it up. The figures are those of Redis 7.0 on 64 bits; keys and
 * tables cost the same in 6.0 and 8.0.
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

/** What each command that was ever used takes from 7.0 on, for the histogram of its latencies. */
const COMMAND_USED: Bytes = 24_700
/** Beside GET and SET: some clients send nothing else, others INFO or PING when they connect. */
const OTHER_COMMANDS = 0.5

/**
 * What a server holds at a fresh start without keys, with one client that uses GET and SET: measured as
 * the limit at which SET is refused less what the keys cost, with 6.0.16, 7.0.15 and 8.0.2 of Debian.
 */
const startOf: Readonly<Record<number, Bytes>> = { 6: 871_600, 7: 948_500, 8: 745_800 }

/** What an empty server of a major version holds, as a usual client leaves it; within some 25 kB. */
export function emptyServer(major: number): Bytes {
  const known = Math.min(8, Math.max(6, major))
  const commands = known >= 7 ? OTHER_COMMANDS * COMMAND_USED : 0
  return (startOf[known] ?? 0) + commands
}

/** {@link emptyServer} of the version that all else here is of. */
export const EMPTY_SERVER: Bytes = emptyServer(7)

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
