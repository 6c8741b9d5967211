import { constants, createGunzip, createInflate, type Gunzip, type Inflate } from 'node:zlib'
import type { Bytes } from '#shared/units.ts'

export interface Unpacked {
  format: 'gzip' | 'zlib'
  bytes: Buffer
  /** Nothing of it is missing. */
  isWhole: boolean
}

/**
 * Unpacks gzip and zlib, and stops as soon as there is enough: a few bytes may hold gigabytes.
 *
 * @param isWhole false: only its beginning is there, and as much as that holds is unpacked
 * @returns undefined where it is neither, or damaged
 */
export async function unpack(
  bytes: Buffer,
  isWhole: boolean,
  mostBytes: Bytes,
): Promise<Unpacked | undefined> {
  const format = formatOf(bytes)
  if (format === undefined) return undefined
  const options = isWhole ? {} : { finishFlush: constants.Z_SYNC_FLUSH }
  const stream = format === 'gzip' ? createGunzip(options) : createInflate(options)
  const read = await readUpTo(stream, bytes, mostBytes)
  if (read === undefined) return undefined
  // The mark of zlib is two bytes that text may begin with too: it has to end where the value does.
  if (format === 'zlib' && isWhole && !read.isCut && stream.bytesWritten !== bytes.length) return undefined
  if (read.bytes.length === 0 && !isWhole) return undefined
  return { format, bytes: read.bytes, isWhole: isWhole && !read.isCut }
}

async function readUpTo(
  stream: Gunzip | Inflate,
  packed: Buffer,
  mostBytes: Bytes,
): Promise<{ bytes: Buffer; isCut: boolean } | undefined> {
  const chunks: Buffer[] = []
  let length = 0
  stream.end(packed)
  try {
    // What a stream of zlib yields are buffers, though its type does not say so.
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      chunks.push(chunk)
      length += chunk.length
      if (length > mostBytes) break
    }
  } catch {
    // Not packed after all, or damaged: then it is shown as the bytes it is.
    return undefined
  } finally {
    stream.destroy()
  }
  return { bytes: Buffer.concat(chunks).subarray(0, mostBytes), isCut: length > mostBytes }
}

function formatOf(bytes: Buffer): 'gzip' | 'zlib' | undefined {
  const [first = 0, second = 0, third = 0] = bytes
  if (first === 0x1f && second === 0x8b && third === 8) return 'gzip'
  // RFC 1950: deflate, a window of 32 KB, and both bytes together divisible by 31.
  if (first === 0x78 && (first * 256 + second) % 31 === 0 && bytes.length > 2) return 'zlib'
  return undefined
}
