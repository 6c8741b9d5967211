import { isUtf8 } from 'node:buffer'

/**
 * How a name divides. Strong separators always divide; of a name without any, the strongest of the weak
 * ones does. Within a part, a weak one only divides a word from what varies: `page-12`, `user_77`.
 */
const STRONG = Buffer.from(':/|{}')
const WEAK = Buffer.from('#.-_')

/** By rank, the strongest first. */
export const separatorBytes = [...STRONG, ...WEAK]

/** Per byte: 0 none, else 1 + the rank of the separator, the strongest first. */
const ranks = new Uint8Array(256)
for (const [rank, separator] of separatorBytes.entries()) ranks[separator] = rank + 1
const LAST_STRONG = STRONG.length

/** What a name's next piece is; one object, used again for each. */
export interface Piece {
  /** The word before what varies, or the whole where nothing does: `from` to `stemEnd`. */
  from: number
  stemEnd: number
  /** Where the separator after it is, or the name's end. */
  end: number
  /** What comes after the stem varies. */
  varies: boolean
  /** Which separators the varying part has in itself, a bit for each rank. */
  separators: number
  /** The varying part begins with a digit. */
  digit: boolean
}

/** Longer words are not held as names of namespaces. */
const LONGEST_WORD = 64

/** Reads a name piece by piece. */
export class PieceReader implements Piece {
  from = 0
  stemEnd = 0
  end = 0
  varies = false
  separators = 0
  digit = false
  #names: Uint8Array = new Uint8Array(0)
  #to = 0
  /** Separators up to this rank divide this name. */
  #dividing = LAST_STRONG

  begin(names: Uint8Array, from: number, to: number): void {
    this.#names = names
    this.#to = to
    this.end = from - 1
    let strongest = 255
    for (let at = from; at < to; at += 1) {
      const byte = names[at] ?? 0
      const rank = ranks[byte] ?? 0
      if (rank !== 0 && rank < strongest) strongest = rank
      // Dots of an e-mail address divide nothing.
      if (byte === AT) strongest = Math.min(strongest, LAST_STRONG)
      if (strongest <= LAST_STRONG) break
    }
    this.#dividing = strongest <= LAST_STRONG || strongest === 255 ? LAST_STRONG : strongest
  }

  /** Whether the name ends with this piece. */
  get isLast(): boolean {
    return this.end >= this.#to
  }

  /** The next piece; call only where the former was not the last. */
  next(): void {
    const names = this.#names
    const from = this.end + 1
    this.from = from
    let end = this.#wholeSpan(from)
    if (end >= 0) {
      this.end = end
      this.vary()
      return
    }
    end = from
    while (end < this.#to && !this.#divides(names[end] ?? 0)) end += 1
    this.end = end
    this.#divide()
    // Dates and versions are one, also where their separator divides.
    while (this.varies && this.#dividing > LAST_STRONG && end < this.#to) {
      let next = end + 1
      while (next < this.#to && !this.#divides(names[next] ?? 0)) next += 1
      if (next === end + 1 || !looksVarying(names, end + 1, next)) break
      end = next
      this.end = end
      this.vary(this.stemEnd)
    }
  }

  /** Takes the whole piece as varying: the names here are too many. */
  vary(stemEnd = this.from): void {
    this.stemEnd = stemEnd
    this.varies = true
    this.separators = 0
    for (let at = stemEnd; at < this.end; at += 1) {
      const rank = ranks[this.#names[at] ?? 0] ?? 0
      if (rank !== 0) this.separators |= 1 << (rank - 1)
    }
    this.digit = stemEnd < this.end && isDigit(this.#names[stemEnd] ?? 0)
  }

  /** Where the digits at the end of a word begin: `user` of `user12`; the end where there are none. */
  digitsFrom(): number {
    let at = this.end
    while (at > this.from && isDigit(this.#names[at - 1] ?? 0)) at -= 1
    return at
  }

  #divides(byte: number): boolean {
    const rank = ranks[byte] ?? 0
    return rank !== 0 && rank <= this.#dividing
  }

  /** Finds the word before what varies. */
  #divide(): void {
    const names = this.#names
    const { from, end } = this
    this.varies = false
    this.stemEnd = end
    if (end - from > LONGEST_WORD || !isReadable(names, from, end)) return this.vary()
    for (let at = from; at < end; at += 1) if (names[at] === AT) return this.vary()
    let start = from
    for (let at = from; at <= end; at += 1) {
      const isEnd = at === end
      if (!isEnd && (ranks[names[at] ?? 0] ?? 0) === 0) continue
      if (at > start && looksVarying(names, start, at)) return this.vary(start)
      start = at + 1
    }
    return undefined
  }

  /** The end of an address or a moment that has dividing separators in itself; -1 for none. */
  #wholeSpan(from: number): number {
    const first = this.#names[from] ?? 0
    if (!isHex(first) && first !== COLON) return -1
    const end = Math.min(this.#to, from + LONGEST_WORD)
    for (const span of spans) {
      const at = span(this.#names, from, end)
      // Only where a separator or nothing follows.
      if (at > 0 && (at === this.#to || (ranks[this.#names[at] ?? 0] ?? 0) !== 0)) return at
    }
    return -1
  }
}

const [AT, COLON, DASH, DOT] = [64, 58, 45, 46]
const isDigit = (byte: number) => byte >= 48 && byte <= 57
const isHexLetter = (byte: number) => (byte >= 97 && byte <= 102) || (byte >= 65 && byte <= 70)
const isHex = (byte: number) => isDigit(byte) || isHexLetter(byte)

/** Control characters and what is no UTF-8 make no word. */
function isReadable(names: Uint8Array, from: number, to: number): boolean {
  let isAscii = true
  for (let at = from; at < to; at += 1) {
    const byte = names[at] ?? 0
    if (byte < 32 || byte === 127) return false
    if (byte > 127) isAscii = false
  }
  return isAscii || isUtf8(names.subarray(from, to))
}

/**
 * Numbers; hexadecimal of 8 and more with a digit (and 8 letters a–f, which a UUID may begin with);
 * ids of mixed letters and digits as UUIDs without dashes, ULIDs, KSUIDs, ObjectIds, base62 have them.
 */
function looksVarying(names: Uint8Array, from: number, to: number): boolean {
  const length = to - from
  let digits = 0
  let hex = 0
  let turns = 0
  let letters = 0
  let wasDigit = isDigit(names[from] ?? 0)
  for (let at = from; at < to; at += 1) {
    const byte = names[at] ?? 0
    const digit = isDigit(byte)
    if (digit) digits += 1
    else if ((byte >= 97 && byte <= 122) || (byte >= 65 && byte <= 90)) letters += 1
    if (digit || isHexLetter(byte)) hex += 1
    if (digit !== wasDigit) turns += 1
    wasDigit = digit
  }
  if (digits === length) return true
  if (hex === length && length >= 8) return digits > 0 || length === 8
  if (digits + letters < length) return false
  if (digits >= 2 && length >= 16) return true
  if (digits >= 2 && turns >= 2 && length >= 10) return true
  return turns >= 3 && length >= 5
}

/** `2024-01-31T10:20:30.5+02:00`: the end of a date with a time; -1 where there is none. */
function momentEnd(names: Uint8Array, from: number, to: number): number {
  if (to - from < 13) return -1
  for (let at = 0; at < 10; at += 1) {
    const byte = names[from + at] ?? 0
    if (at === 4 || at === 7 ? byte !== DASH : !isDigit(byte)) return -1
  }
  const between = names[from + 10]
  if ((between !== 84 && between !== 32) || !isDigit(names[from + 11] ?? 0)) return -1
  let at = from + 11
  while (at < to && isOfTime(names[at] ?? 0)) at += 1
  // What is left of a separator at its end divides.
  while (at > from && (ranks[names[at - 1] ?? 0] ?? 0) !== 0) at -= 1
  return at
}

const isOfTime = (byte: number) =>
  isDigit(byte) || byte === COLON || byte === DOT || byte === 90 || byte === 43 || byte === DASH

/** Groups of 8, 4, 4, 4 and 12 hexadecimal digits. */
function uuidEnd(names: Uint8Array, from: number, to: number): number {
  if (to - from < 36) return -1
  for (let at = 0; at < 36; at += 1) {
    const byte = names[from + at] ?? 0
    const isDash = at === 8 || at === 13 || at === 18 || at === 23
    if (isDash ? byte !== DASH : !isHex(byte)) return -1
  }
  return from + 36
}

/** `10.0.0.1`, `2001:db8::1`: the end of an address; -1 where there is none. */
function addressEnd(names: Uint8Array, from: number, to: number): number {
  let at = from
  let colons = 0
  let dots = 0
  let isDouble = false
  let group = 0
  let hasHexLetter = false
  let hasDigit = false
  while (at < to) {
    const byte = names[at] ?? 0
    if (isHex(byte)) {
      group += 1
      if (group > 4) return -1
      if (isDigit(byte)) hasDigit = true
      else hasHexLetter = true
    } else if (byte === COLON) {
      if (at > from && names[at - 1] === COLON) isDouble = true
      colons += 1
      group = 0
    } else if (byte === DOT) {
      dots += 1
      group = 0
    } else break
    at += 1
  }
  if (dots === 3 && colons === 0 && !hasHexLetter && group > 0) return at
  const isSix = dots === 0 && ((colons === 7 && group > 0) || (isDouble && colons >= 2 && colons <= 7))
  return isSix && hasDigit && names[from] !== COLON ? at : -1
}

const spans = [uuidEnd, momentEnd, addressEnd]

/** Which separators a text has, a bit for each rank, as in {@link Piece.separators}. */
export function separatorsOf(text: string): number {
  let separators = 0
  for (let at = 0; at < text.length; at += 1) {
    const rank = ranks[text.charCodeAt(at)] ?? 0
    if (rank !== 0) separators |= 1 << (rank - 1)
  }
  return separators
}
