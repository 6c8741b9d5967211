import { endsEarly, expected } from './broken.ts'

/**
 * The byte after the closing quote of the string whose first byte is `at`. A quote is the end unless an
 * odd number of backslashes stands before it.
 */
export function endOfString(bytes: Uint8Array, at: number): number {
  const start = at
  for (;;) {
    const quote = nextQuote(bytes, at)
    let before = quote - 1
    while (before >= start && bytes[before] === 0x5c) before--
    if ((quote - 1 - before) % 2 === 0) return quote + 1
    at = quote + 1
  }
}

/** Most strings are short; for the others the engine's own search is many times faster. */
const lookedAt = 64

function nextQuote(bytes: Uint8Array, at: number): number {
  const near = Math.min(at + lookedAt, bytes.length)
  for (let byte = at; byte < near; byte++) if (bytes[byte] === 0x22) return byte
  const far = bytes.indexOf(0x22, near)
  if (far === -1) throw endsEarly(bytes.length)
  return far
}

/** The depth that is remembered before there is need for more. */
const firstDepth = 256

/**
 * The byte after the object or array that begins at `at`, however deep; `told` hears now and then how far
 * it came. Brackets have to match and strings to end; commas and words are not looked at.
 */
export function endOfValue(bytes: Uint8Array, at: number, told: (at: number) => void): number {
  const length = bytes.length
  // What is open, outermost first: 1 an object, 0 an array.
  let open = new Uint8Array(firstDepth)
  let depth = 0
  let tell = at + tellEvery
  do {
    const byte = bytes[at]
    if (byte === undefined) throw endsEarly(length)
    if (byte === 0x22) {
      at = endOfString(bytes, at + 1)
    } else if (byte === 0x7b || byte === 0x5b) {
      if (depth === open.length) {
        const deeper = new Uint8Array(depth * 2)
        deeper.set(open)
        open = deeper
      }
      open[depth++] = byte === 0x7b ? 1 : 0
      at++
    } else if (byte === 0x7d || byte === 0x5d) {
      if (open[depth - 1] !== (byte === 0x7d ? 1 : 0))
        throw expected(open[depth - 1] === 1 ? '"}"' : '"]"', bytes, at)
      depth--
      at++
    } else {
      at++
    }
    if (at > tell) {
      told(at)
      tell = at + tellEvery
    }
  } while (depth > 0)
  return at
}

const tellEvery = 1 << 22

/** The byte after the number, true, false or null that begins at `at`. */
export function endOfWord(bytes: Uint8Array, at: number): number {
  const start = at
  for (;;) {
    const byte = bytes[at] ?? 0x20
    const letter = byte | 0x20
    const inside = (byte >= 0x30 && byte <= 0x39) || (letter >= 0x61 && letter <= 0x7a)
    if (!inside && byte !== 0x2d && byte !== 0x2b && byte !== 0x2e) break
    at++
  }
  if (at === start) throw expected('a value', bytes, at)
  return at
}
