import { Failure } from '../../failure.ts'
import type { Bytes } from '../../units.ts'
import { toUtf8 } from './encoding.ts'

/** What a file may have unpacked: the longest array of bytes that browsers make. */
const mostUnpacked: Bytes = 4 * 1024 ** 3
/** What is handed to the unpacker at once. */
const pieceLength: Bytes = 1 << 20
/** Deflate makes at most 1,032 bytes of one. */
const deflateRatio = 1032

/**
 * The bytes that the file means: unpacked where it is packed with gzip (twice, too), turned into UTF-8
 * where it is UTF-16. Those given where it is neither. `told` hears how far unpacking came.
 */
export async function unpack(
  bytes: Uint8Array,
  told: (done: Bytes, total: Bytes) => void,
  limit: Bytes = mostUnpacked,
): Promise<Uint8Array> {
  let plain = bytes
  // Packed by whoever wrote it, and again by whoever sent it.
  for (let layer = 0; layer < 2 && isGzip(plain); layer++) plain = await gunzip(plain, told, limit)
  return toUtf8(plain, limit)
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8
}

async function gunzip(
  packed: Uint8Array,
  told: (done: Bytes, total: Bytes) => void,
  limit: Bytes,
): Promise<Uint8Array> {
  const stream = new DecompressionStream('gzip')
  const reader = stream.readable.getReader()
  const writing = feed(packed, stream, told)
  // Its failure reaches the reader as well, which tells it.
  writing.catch(() => {})
  const whole = new Growing(sizeHint(packed))
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done || value === undefined) break
      if (whole.length + value.length > limit) throw tooLong(limit)
      whole.add(value)
    }
    await writing
  } catch (error) {
    await reader.cancel().catch(() => {})
    if (error instanceof Failure) throw error
    if (error instanceof Error && /junk/i.test(error.message)) {
      throw new Failure('BAD_INPUT', 'The packed file (gzip) goes on after its end.', {
        hint: 'It is several packed files in one, or something was added to it; unpack it first, with gunzip.',
        cause: error,
      })
    }
    throw new Failure('BAD_INPUT', 'The packed file (gzip) is damaged or ends in the middle.', {
      hint: 'It was cut off, perhaps while it was written or copied; make or copy it again.',
      cause: error,
    })
  }
  return whole.take()
}

async function feed(
  packed: Uint8Array,
  stream: DecompressionStream,
  told: (done: Bytes, total: Bytes) => void,
): Promise<void> {
  const writer = stream.writable.getWriter()
  for (let at = 0; at < packed.length; at += pieceLength) {
    await writer.write(packed.slice(at, at + pieceLength))
    told(Math.min(at + pieceLength, packed.length), packed.length)
  }
  await writer.close()
}

/** The last four bytes of a gzip file say how long it is unpacked, modulo 2^32; believed where it can be. */
function sizeHint(packed: Uint8Array): Bytes {
  const [a = 0, b = 0, c = 0, d = 0] = packed.subarray(-4)
  const size = a + b * 0x100 + c * 0x10000 + d * 0x1000000
  return size >= packed.length / 2 && size <= packed.length * deflateRatio ? size : packed.length * 4
}

class Growing {
  #bytes: Uint8Array
  length = 0

  constructor(size: Bytes) {
    this.#bytes = new Uint8Array(Math.max(1, size))
  }

  add(more: Uint8Array): void {
    if (this.length + more.length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(this.length + more.length, Math.ceil(this.#bytes.length * 1.5)))
      larger.set(this.#bytes.subarray(0, this.length))
      this.#bytes = larger
    }
    this.#bytes.set(more, this.length)
    this.length += more.length
  }

  take(): Uint8Array {
    return this.#bytes.subarray(0, this.length)
  }
}

function tooLong(limit: Bytes): Failure {
  return new Failure(
    'BAD_INPUT',
    `The packed file (gzip) holds more than ${Math.round(limit / 1024 ** 2).toLocaleString('en')} MiB, which is more than can be read.`,
    { hint: 'Record a shorter time, or with a longer interval.' },
  )
}
