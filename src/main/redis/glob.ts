/**
 * The server's own way to match a name with a pattern (`stringmatchlen` in its util.c), on bytes:
 * `*`, `?`, `[a-z]`, `[^a]`, `\` before what is meant as it is. What is odd there is odd here: a `[`
 * that is not closed ends with the pattern, a range may stand the wrong way round, and its ends are
 * compared as signed bytes, as on x86 and macOS.
 */
export function matcher(pattern: string | Buffer): (key: Buffer) => boolean {
  const bytes = typeof pattern === 'string' ? Buffer.from(pattern) : pattern
  // SCAN and KEYS do not match at all where the pattern is this one.
  if (bytes.length === 1 && bytes[0] === STAR) return () => true
  const tokens = compile(bytes)
  return (key) => matches(tokens, key)
}

/** The pattern that matches this very text and nothing else. */
export function escapeGlob(text: string): string
export function escapeGlob(bytes: Buffer): Buffer
export function escapeGlob(text: string | Buffer): string | Buffer {
  if (typeof text === 'string') return text.replaceAll(/[\\*?[\]]/g, String.raw`\$&`)
  // Byte for byte, so that what is no UTF-8 stays as it is.
  return Buffer.from(text.toString('latin1').replaceAll(/[\\*?[\]]/g, String.raw`\$&`), 'latin1')
}

const STAR = 42
const QUESTION = 63
const OPEN = 91
const BACKSLASH = 92
const CLOSE = 93
const CARET = 94
const DASH = 45

/** A byte as it is, or what may stand in its place: 1 for each byte that fits; null: any number of any. */
type Token = number | Uint8Array | null

const anyByte = new Uint8Array(256).fill(1)

function compile(pattern: Buffer): Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < pattern.length) {
    const byte = byteAt(pattern, at)
    if (byte === STAR) {
      if (tokens.at(-1) !== null) tokens.push(null)
    } else if (byte === QUESTION) {
      tokens.push(anyByte)
    } else if (byte === OPEN) {
      const { accepted, end } = readClass(pattern, at + 1)
      tokens.push(accepted)
      at = end
    } else {
      if (byte === BACKSLASH && at + 1 < pattern.length) at += 1
      tokens.push(byteAt(pattern, at))
    }
    at += 1
  }
  return tokens
}

/** @returns which bytes it accepts, and where its `]` is; the last byte where it has none */
function readClass(pattern: Buffer, from: number): { accepted: Uint8Array; end: number } {
  const isNot = pattern[from] === CARET
  const accepted = new Uint8Array(256)
  let at = isNot ? from + 1 : from
  for (;;) {
    const left = pattern.length - at
    if (left >= 2 && pattern[at] === BACKSLASH) {
      at += 1
      accepted[byteAt(pattern, at)] = 1
    } else if (left <= 0) {
      at = pattern.length - 1
      break
    } else if (pattern[at] === CLOSE) {
      break
    } else if (left >= 3 && pattern[at + 1] === DASH) {
      acceptRange(accepted, byteAt(pattern, at), byteAt(pattern, at + 2))
      at += 2
    } else {
      accepted[byteAt(pattern, at)] = 1
    }
    at += 1
  }
  return { accepted: isNot ? accepted.map((one) => 1 - one) : accepted, end: at }
}

function acceptRange(accepted: Uint8Array, one: number, other: number): void {
  const [first, last] = [signed(one), signed(other)].toSorted((a, b) => a - b)
  for (let byte = first ?? 0; byte <= (last ?? 0); byte += 1) accepted[byte & 255] = 1
}

const signed = (byte: number) => (byte > 127 ? byte - 256 : byte)

const byteAt = (bytes: Buffer, at: number) => bytes[at] ?? 0

/** One star to go back to is enough: what an earlier one could take instead, the later one can as well. */
function matches(tokens: readonly Token[], key: Buffer): boolean {
  // To the server only the empty pattern, and the single star, fit the empty name.
  if (key.length === 0) return tokens.length === 0
  let token = 0
  let at = 0
  let starToken = -1
  let starAt = 0
  while (at < key.length) {
    const wanted = tokens[token]
    if (wanted === null) {
      starToken = token
      starAt = at
      token += 1
    } else if (wanted !== undefined && accepts(wanted, byteAt(key, at))) {
      token += 1
      at += 1
    } else if (starToken >= 0) {
      starAt += 1
      at = starAt
      token = starToken + 1
    } else return false
  }
  while (tokens[token] === null) token += 1
  return token === tokens.length
}

const accepts = (wanted: number | Uint8Array, byte: number) =>
  typeof wanted === 'number' ? wanted === byte : wanted[byte] === 1
