import type { Bytes } from '../units.ts'
import { endsEarly, expected } from './broken.ts'
import type { StringTable } from './intern.ts'
import { type NumberSink, readNumber, type ReadNumber, readNumbers, runLength } from './numbers.ts'
import { endOfString, endOfValue, endOfWord } from './skip.ts'
import { afterSpace } from './space.ts'
import { decodeText } from './text.ts'

export type JsonKind = 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null'

/** How often progress is told. */
const tellEvery: Bytes = 1 << 22
/** The longest value that is made into objects; longer ones are read piece by piece. */
const longestValue: Bytes = 16 << 20

/**
 * Pulls values out of JSON in UTF-8, from the first byte to the last. The caller says what it wants
 * next; where something else stands there, and where the bytes end, it is a Failure BAD_INPUT with the
 * byte. A mark at the beginning (BOM) is passed over.
 *
 * ```ts
 * json.object()
 * for (let key = json.key(); key !== null; key = json.key()) {
 *   if (key === 'samples') json.integers(samples)
 *   else json.skip()
 * }
 * json.end()
 * ```
 *
 * Offsets are doubles, so files beyond 2 GiB are read as well.
 */
export class JsonBytes {
  readonly #bytes: Uint8Array
  readonly #onProgress: ((done: Bytes) => void) | undefined
  #at = 0
  /** Nothing was read yet of the array or object that was just entered. */
  #first = true
  #tellAt = tellEvery
  readonly #number: ReadNumber = { value: 0, end: 0 }
  // Of the string that was scanned last.
  #textStart = 0
  #textEnd = 0
  #textHash = 0
  #textEscaped = false
  /** Keys come again and again: by hash, where one like it stood and what it means. */
  readonly #keyStart = new Float64Array(64).fill(-1)
  readonly #keyLength = new Int32Array(64)
  readonly #keys: string[] = Array.from({ length: 64 }, () => '')
  /** Made when the first long array of numbers comes. */
  #run: Float64Array | undefined
  readonly #told = (at: number): void => this.#tell(at)

  /** `onProgress` hears the bytes read every few MiB; it may throw to stop the reading. */
  constructor(bytes: Uint8Array, onProgress?: (done: Bytes) => void) {
    this.#bytes = bytes
    this.#onProgress = onProgress
    if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) this.#at = 3
  }

  /** The byte that is looked at next. */
  get offset(): Bytes {
    return this.#at
  }

  /** Goes to a value that began at this {@link offset}, such as one passed over before it was known to matter. */
  goTo(offset: Bytes): void {
    this.#at = offset
  }

  /** What the next value is, without reading it. */
  peek(): JsonKind {
    const byte = this.#significant()
    if (byte === 0x22) return 'string'
    if (byte === 0x7b) return 'object'
    if (byte === 0x5b) return 'array'
    if (byte === 0x2d || (byte >= 0x30 && byte <= 0x39)) return 'number'
    if (byte === 0x74 || byte === 0x66) return 'boolean'
    if (byte === 0x6e) return 'null'
    throw expected('a value', this.#bytes, this.#at)
  }

  /** Enters an object; {@link key} goes through it. */
  object(): void {
    this.#enter(0x7b, 'an object')
  }

  /** The next key of the object that was entered, its value being next; null at its end, which leaves it. */
  key(): string | null {
    let byte = this.#significant()
    if (byte === 0x7d) return this.#leave()
    if (this.#first) {
      this.#first = false
    } else {
      if (byte !== 0x2c) throw expected('"," or "}"', this.#bytes, this.#at)
      this.#at++
      byte = this.#significant()
    }
    if (byte !== 0x22) throw expected('a key', this.#bytes, this.#at)
    this.#scanText()
    const key = this.#knownKey()
    if (this.#significant() !== 0x3a) throw expected('":"', this.#bytes, this.#at)
    this.#at++
    return key
  }

  /** Enters an array; {@link next} goes through it. */
  array(): void {
    this.#enter(0x5b, 'an array')
  }

  /** Is there another element in the array that was entered? False leaves it. */
  next(): boolean {
    const byte = this.#significant()
    if (byte === 0x5d) {
      this.#leave()
      return false
    }
    if (this.#first) {
      this.#first = false
      return true
    }
    if (byte !== 0x2c) throw expected('"," or "]"', this.#bytes, this.#at)
    this.#at++
    if (this.#significant() === 0x5d) throw expected('a value', this.#bytes, this.#at)
    return true
  }

  number(): number {
    this.#significant()
    readNumber(this.#bytes, this.#at, this.#number)
    this.#at = this.#number.end
    return this.#number.value
  }

  string(): string {
    if (this.#significant() !== 0x22) throw expected('a text', this.#bytes, this.#at)
    this.#scanText()
    return decodeText(this.#bytes, this.#textStart, this.#textEnd, this.#textEscaped)
  }

  /** A string by its number in `table`, without making it where it was seen before. */
  intern(table: StringTable): number {
    if (this.#significant() !== 0x22) throw expected('a text', this.#bytes, this.#at)
    this.#scanText()
    return table.find(this.#bytes, this.#textStart, this.#textEnd, this.#textHash, this.#textEscaped)
  }

  boolean(): boolean {
    const byte = this.#significant()
    if (byte === 0x74) return this.#word('true', true)
    if (byte === 0x66) return this.#word('false', false)
    throw expected('true or false', this.#bytes, this.#at)
  }

  null(): null {
    this.#significant()
    return this.#word('null', null)
  }

  /** Passes over a value, however long and deep. Its brackets and quotes have to match; no more is looked at. */
  skip(): void {
    const byte = this.#significant()
    if (byte === 0x22) this.#at = endOfString(this.#bytes, this.#at + 1)
    else if (byte === 0x7b || byte === 0x5b) this.#at = endOfValue(this.#bytes, this.#at, this.#told)
    else this.#at = endOfWord(this.#bytes, this.#at)
  }

  /**
   * A whole array of whole numbers: up to 2^31 − 1 in size, or `largest`, which can be up to 2^53 − 1
   * for a sink that holds them.
   */
  integers(into: NumberSink, largest = 0x7fff_ffff): void {
    if (this.#significant() !== 0x5b) throw expected('an array of whole numbers', this.#bytes, this.#at)
    this.#readNumbers(into, largest)
  }

  /** A whole array of numbers. */
  numbers(into: NumberSink): void {
    if (this.#significant() !== 0x5b) throw expected('an array of numbers', this.#bytes, this.#at)
    this.#readNumbers(into, undefined)
  }

  /** A value as JSON.parse makes it; for small ones, at most 16 MiB long. */
  value(): unknown {
    this.#significant()
    const start = this.#at
    this.skip()
    const text = this.#at - start > longestValue ? '' : decodeText(this.#bytes, start, this.#at, false)
    try {
      return JSON.parse(text)
    } catch {
      throw expected('a short value that is valid JSON', this.#bytes, start)
    }
  }

  /** Nothing but white space may follow. */
  end(): void {
    const at = afterSpace(this.#bytes, this.#at)
    this.#at = at
    if (at < this.#bytes.length) throw expected('the end of the file', this.#bytes, at)
    this.#onProgress?.(at)
  }

  #readNumbers(into: NumberSink, largest: number | undefined): void {
    this.#run ??= new Float64Array(runLength)
    this.#at = readNumbers(this.#bytes, this.#at + 1, into, { run: this.#run, largest, told: this.#told })
  }

  /** The next byte that is no white space, which is then at {@link offset}. */
  #significant(): number {
    const byte = this.#bytes[this.#at]
    if (byte !== undefined && byte > 0x20) return byte
    this.#at = afterSpace(this.#bytes, this.#at)
    if (this.#at > this.#tellAt) this.#tell(this.#at)
    const found = this.#bytes[this.#at]
    if (found === undefined) throw endsEarly(this.#bytes.length)
    return found
  }

  #enter(bracket: number, what: string): void {
    if (this.#significant() !== bracket) throw expected(what, this.#bytes, this.#at)
    this.#at++
    this.#first = true
    if (this.#at > this.#tellAt) this.#tell(this.#at)
  }

  #leave(): null {
    this.#at++
    // What was left is a value of whatever is around it.
    this.#first = false
    return null
  }

  #tell(at: number): void {
    if (at < this.#tellAt) return
    this.#tellAt = at + tellEvery
    this.#onProgress?.(at)
  }

  /** Goes past the string that begins here; short ones are hashed on the way. */
  #scanText(): void {
    const bytes = this.#bytes
    const start = this.#at + 1
    let at = start
    let hash = 0x811c9dc5 | 0
    let escaped = false
    for (;;) {
      const byte = bytes[at]
      if (byte === 0x22) break
      if (byte === undefined) throw endsEarly(bytes.length)
      hash = Math.imul(hash ^ byte, 0x01000193)
      if (byte === 0x5c) {
        escaped = true
        at = this.#pastEscape(at)
      } else {
        at++
      }
      if (at - start > hashed) {
        // The rest does not count for the hash, but may hold escapes.
        const end = endOfString(bytes, at) - 1
        if (!escaped) escaped = hasBackslash(bytes, at, end)
        at = end
      }
    }
    this.#textStart = start
    this.#textEnd = at
    this.#textHash = Math.imul(hash ^ (at - start), 0x01000193)
    this.#textEscaped = escaped
    this.#at = at + 1
  }

  #pastEscape(at: number): number {
    if (at + 1 >= this.#bytes.length) throw endsEarly(this.#bytes.length)
    return at + 2
  }

  #knownKey(): string {
    const start = this.#textStart
    const length = this.#textEnd - start
    const slot = (this.#textHash ^ (this.#textHash >>> 15)) & 63
    const known = this.#keyStart[slot] ?? -1
    if (known !== -1 && this.#keyLength[slot] === length && this.#same(known, start, length)) {
      return this.#keys[slot] ?? ''
    }
    const key = decodeText(this.#bytes, start, this.#textEnd, this.#textEscaped)
    this.#keyStart[slot] = start
    this.#keyLength[slot] = length
    this.#keys[slot] = key
    return key
  }

  #same(left: number, right: number, length: number): boolean {
    const bytes = this.#bytes
    for (let at = 0; at < length; at++) if (bytes[left + at] !== bytes[right + at]) return false
    return true
  }

  #word<T>(word: string, value: T): T {
    for (let letter = 0; letter < word.length; letter++) {
      const byte = this.#bytes[this.#at + letter]
      if (byte !== word.charCodeAt(letter))
        throw expected(word, this.#bytes, this.#at + (byte === undefined ? letter : 0))
    }
    this.#at += word.length
    return value
  }
}

/** Bytes of a string that count for its hash: names differ before. */
const hashed = 512

function hasBackslash(bytes: Uint8Array, start: number, end: number): boolean {
  const found = bytes.subarray(start, end).indexOf(0x5c)
  return found !== -1
}
