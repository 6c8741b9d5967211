import { Failure } from '../../failure.ts'
import type { Bytes } from '../../units.ts'

/**
 * The same text in UTF-8: for UTF-16 with or without its mark, else the bytes given. Half of a pair of
 * surrogates becomes U+FFFD, as decoders do.
 */
export function toUtf8(bytes: Uint8Array, limit: Bytes): Uint8Array {
  const order = byteOrderOf(bytes)
  if (order === undefined) return bytes
  const begin = bytes[0] === (order === 'little' ? 0xff : 0xfe) ? 2 : 0
  if ((bytes.length - begin) % 2 !== 0) {
    throw new Failure(
      'BAD_INPUT',
      `The file (UTF-16) ends in the middle of a letter (byte ${bytes.length}).`,
      {
        hint: 'It was cut off, perhaps while it was written or copied; make or copy it again.',
        facts: { byte: bytes.length },
      },
    )
  }
  const length = utf8Length(bytes, begin, order)
  if (length > limit) throw new Failure('BAD_INPUT', 'The file is longer than can be read.')
  const text = new Uint8Array(length)
  let to = 0
  for (let at = begin; at < bytes.length; at += 2) {
    const point = codePoint(bytes, at, order)
    if (point > 0xffff) at += 2
    if (point < 0x80) {
      text[to++] = point
    } else if (point < 0x800) {
      text[to++] = 0xc0 | (point >> 6)
      text[to++] = 0x80 | (point & 0x3f)
    } else if (point <= 0xffff) {
      text[to++] = 0xe0 | (point >> 12)
      text[to++] = 0x80 | ((point >> 6) & 0x3f)
      text[to++] = 0x80 | (point & 0x3f)
    } else {
      text[to++] = 0xf0 | (point >> 18)
      text[to++] = 0x80 | ((point >> 12) & 0x3f)
      text[to++] = 0x80 | ((point >> 6) & 0x3f)
      text[to++] = 0x80 | (point & 0x3f)
    }
  }
  return text
}

type ByteOrder = 'little' | 'big'

/** Enough to see whether every other byte is 0, as it is in UTF-16 of plain letters. */
const sampled = 200

/** Undefined for what is not UTF-16. Without a mark it shows from the zeroes, and a text begins with a letter. */
function byteOrderOf(bytes: Uint8Array): ByteOrder | undefined {
  const [first = 0, second = 0, third, fourth] = bytes
  // Two zeroes more would be the mark of UTF-32.
  if (first === 0xff && second === 0xfe && !(third === 0 && fourth === 0)) return 'little'
  if (first === 0xfe && second === 0xff) return 'big'
  const sample = bytes.subarray(0, Math.min(sampled, bytes.length - (bytes.length % 2)))
  if (sample.length < 4) return undefined
  const zeroes = [0, 0]
  for (const [at, byte] of sample.entries()) if (byte === 0) zeroes[at % 2] = (zeroes[at % 2] ?? 0) + 1
  const [even = 0, odd = 0] = zeroes
  if (even === 0 && odd > sample.length / 3 && isText(first)) return 'little'
  if (odd === 0 && even > sample.length / 3 && isText(second)) return 'big'
  return undefined
}

function isText(byte: number): boolean {
  return byte >= 0x20 || (byte >= 0x09 && byte <= 0x0d)
}

function utf8Length(bytes: Uint8Array, begin: number, order: ByteOrder): Bytes {
  let length = 0
  for (let at = begin; at < bytes.length; at += 2) {
    const point = codePoint(bytes, at, order)
    if (point > 0xffff) at += 2
    length += point < 0x80 ? 1 : point < 0x800 ? 2 : point <= 0xffff ? 3 : 4
  }
  return length
}

function codePoint(bytes: Uint8Array, at: number, order: ByteOrder): number {
  const unit = unitAt(bytes, at, order)
  if (unit < 0xd800 || unit > 0xdfff) return unit
  const next = at + 3 < bytes.length ? unitAt(bytes, at + 2, order) : 0
  if (unit > 0xdbff || next < 0xdc00 || next > 0xdfff) return 0xfffd
  return 0x10000 + ((unit - 0xd800) << 10) + (next - 0xdc00)
}

function unitAt(bytes: Uint8Array, at: number, order: ByteOrder): number {
  const [high, low] = order === 'little' ? [at + 1, at] : [at, at + 1]
  return ((bytes[high] ?? 0) << 8) | (bytes[low] ?? 0)
}
