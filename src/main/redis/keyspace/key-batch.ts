/** What may be asked of every key besides its name. */
export type KeyField =
  | 'type'
  /** When it expires. */
  | 'ttl'
  /** MEMORY USAGE. */
  | 'memory'
  | 'encoding'
  /** Idle time, or frequency under an LFU policy. */
  | 'access'
  /** Length; only where that does not touch the key, or where touching was allowed. */
  | 'elements'

/** In `expiresAt` of a {@link KeyBatch}: the key never expires. */
export const NEVER = -1

/**
 * Some keys with what was asked of them, as columns: the n-th key is `names` from `starts[n]` to
 * `ends[n]`, its type `words.text(types[n])`. What was not asked, or not told, is NaN in columns of
 * numbers and 0 (the empty word) in those of words. Valid until the receiver returns (or its promise
 * settles); then the memory is used again.
 */
export interface KeyBatch {
  count: number
  /** Which of the server's masters, by its place in `server.masters`. */
  node: number
  /** The server's clock when the answers came, in milliseconds since the epoch. */
  now: number
  names: Buffer
  starts: Uint32Array
  ends: Uint32Array
  /** In {@link words}. */
  types: Uint8Array
  /** In {@link words}. */
  encodings: Uint8Array
  /** Milliseconds since the epoch by the server's clock; {@link NEVER} without an expiry. */
  expiresAt: Float64Array
  bytes: Float64Array
  /** Seconds not used, or the frequency; see `access` of the scan's end. */
  access: Float64Array
  /** Fields, members, items; bytes of a string. */
  elements: Float64Array
  words: Words
}

/** The bytes of the n-th key. A view: copy it to keep it. */
export function keyAt(batch: KeyBatch, index: number): Buffer {
  return batch.names.subarray(batch.starts[index], batch.ends[index])
}

/** Milliseconds until the n-th key expires, at least 0; null: never, or not known. */
export function ttlAt(batch: KeyBatch, index: number): number | null {
  const at = batch.expiresAt[index] ?? Number.NaN
  return at >= 0 ? Math.max(0, at - batch.now) : null
}

/**
 * The few words a server uses for types and encodings, as small numbers. Number 0 is the empty word:
 * not known. A server that makes words up gets `other` for all beyond 200.
 */
export class Words {
  readonly #texts: string[] = ['']
  readonly #bytes: Buffer[] = [Buffer.alloc(0)]

  text(word: number | undefined): string {
    return this.#texts[word ?? 0] ?? ''
  }

  get size(): number {
    return this.#texts.length
  }

  of(bytes: Uint8Array, from: number, to: number): number {
    const length = to - from
    for (let word = 1; word < this.#bytes.length; word += 1) {
      const known = this.#bytes[word]
      if (known === undefined || known.length !== length) continue
      let at = 0
      while (at < length && known[at] === bytes[from + at]) at += 1
      if (at === length) return word
    }
    return this.#add(Buffer.from(bytes.subarray(from, Math.min(to, from + LONGEST_WORD))))
  }

  #add(bytes: Buffer): number {
    const isFull = this.#bytes.length >= MOST_WORDS
    if (isFull && this.#texts.at(-1) === 'other') return this.#texts.length - 1
    const word = isFull ? Buffer.from('other') : bytes
    this.#bytes.push(word)
    this.#texts.push(word.toString('latin1'))
    return this.#texts.length - 1
  }
}

const MOST_WORDS = 200
const LONGEST_WORD = 64

/** The memory of a batch, which the scan fills and uses again. */
export class BatchMemory implements KeyBatch {
  count = 0
  node: number
  now = 0
  names = Buffer.allocUnsafe(1 << 14)
  namesEnd = 0
  starts = new Uint32Array(0)
  ends = new Uint32Array(0)
  types = new Uint8Array(0)
  encodings = new Uint8Array(0)
  expiresAt = new Float64Array(0)
  bytes = new Float64Array(0)
  access = new Float64Array(0)
  elements = new Float64Array(0)
  /** 1: the key went away while it was looked at. */
  gone = new Uint8Array(0)
  words: Words

  constructor(node: number, words: Words) {
    this.node = node
    this.words = words
    this.#resize(64)
  }

  clear(): void {
    this.count = 0
    this.namesEnd = 0
  }

  /** @returns whether there was room: the names of one batch take at most so many bytes together */
  add(source: Uint8Array, from: number, to: number): boolean {
    const length = to - from
    if (this.namesEnd + length > MOST_NAME_BYTES || this.count >= MOST_KEYS) return false
    if (this.namesEnd + length > this.names.length) this.#growNames(this.namesEnd + length)
    if (this.count === this.starts.length) this.#resize(this.count * 2)
    const { names, namesEnd, count } = this
    // Short copies are faster byte by byte than through a call.
    if (length < 64) for (let at = 0; at < length; at += 1) names[namesEnd + at] = source[from + at] ?? 0
    else names.set(source.subarray(from, to), namesEnd)
    this.starts[count] = namesEnd
    this.ends[count] = namesEnd + length
    this.types[count] = 0
    this.encodings[count] = 0
    this.expiresAt[count] = Number.NaN
    this.bytes[count] = Number.NaN
    this.access[count] = Number.NaN
    this.elements[count] = Number.NaN
    this.gone[count] = 0
    this.namesEnd += length
    this.count += 1
    return true
  }

  /** Takes out the keys that are gone; how many there were. */
  dropGone(): number {
    let kept = 0
    for (let at = 0; at < this.count; at += 1) {
      if (this.gone[at] === 1) continue
      if (kept !== at) this.#move(at, kept)
      kept += 1
    }
    const dropped = this.count - kept
    this.count = kept
    return dropped
  }

  #move(from: number, to: number): void {
    this.gone[to] = 0
    for (const column of this.#columns()) column[to] = column[from] ?? 0
  }

  #columns() {
    const { starts, ends, types, encodings, expiresAt, bytes, access, elements } = this
    return [starts, ends, types, encodings, expiresAt, bytes, access, elements]
  }

  #growNames(needed: number): void {
    const names = Buffer.allocUnsafe(Math.max(needed, this.names.length * 2))
    names.set(this.names.subarray(0, this.namesEnd))
    this.names = names
  }

  #resize(length: number): void {
    this.starts = grown(new Uint32Array(length), this.starts)
    this.ends = grown(new Uint32Array(length), this.ends)
    this.types = grown(new Uint8Array(length), this.types)
    this.encodings = grown(new Uint8Array(length), this.encodings)
    this.expiresAt = grown(new Float64Array(length), this.expiresAt)
    this.bytes = grown(new Float64Array(length), this.bytes)
    this.access = grown(new Float64Array(length), this.access)
    this.elements = grown(new Float64Array(length), this.elements)
    this.gone = grown(new Uint8Array(length), this.gone)
  }
}

function grown<T extends { set: (old: ArrayLike<number>) => void }>(larger: T, old: ArrayLike<number>): T {
  larger.set(old)
  return larger
}

const MOST_NAME_BYTES = 4 << 20
const MOST_KEYS = 100_000
