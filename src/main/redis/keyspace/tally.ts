import type { Namespace } from '#shared/contract/redis/keyspace.ts'
import { columnOf, frequencyBounds, histogramOf, idleBounds, sizeBounds, ttlBounds } from './buckets.ts'
import { keyAt, type KeyBatch, NEVER, type Words } from './key-batch.ts'

/** Places in the numbers of a tally. */
const KEYS = 0
const BYTES = 1
const STAYING_KEYS = 2
const STAYING_BYTES = 3
const TTL = 4
const ACCESS = TTL + 2 * (ttlBounds.length + 1)
const SIZES = ACCESS + 2 * (idleBounds.length + 1)
const LENGTH = SIZES + 2 * (sizeBounds.length + 1)
/** Of each word: keys and bytes as a type, keys as an encoding. */
const PER_WORD = 3

const EXAMPLES = 5

interface Example {
  rank: number
  key: Buffer
}

/** How the columns of access are to be read. */
export type Access = 'idle' | 'frequency' | 'unknown'

/** Totals and histograms of some keys, in a few hundred bytes. */
export class Tally {
  readonly #numbers = new Float64Array(LENGTH)
  #words = new Float64Array(PER_WORD * 16)
  /** The ones of lowest rank, so that the same keys give the same examples in whatever order. */
  #examples: Example[] = []

  get keys(): number {
    return this.#numbers[KEYS] ?? 0
  }

  get bytes(): number {
    return this.#numbers[BYTES] ?? 0
  }

  get staying(): { keys: number; bytes: number } {
    return { keys: this.#numbers[STAYING_KEYS] ?? 0, bytes: this.#numbers[STAYING_BYTES] ?? 0 }
  }

  add(batch: KeyBatch, index: number, access: Access): void {
    const numbers = this.#numbers
    const bytes = knownOr0(batch.bytes[index])
    numbers[KEYS] = (numbers[KEYS] ?? 0) + 1
    numbers[BYTES] = (numbers[BYTES] ?? 0) + bytes
    const expiresAt = batch.expiresAt[index] ?? Number.NaN
    if (expiresAt === NEVER) {
      numbers[STAYING_KEYS] = (numbers[STAYING_KEYS] ?? 0) + 1
      numbers[STAYING_BYTES] = (numbers[STAYING_BYTES] ?? 0) + bytes
    } else if (expiresAt >= 0) {
      count(numbers, TTL + 2 * columnOf(ttlBounds, Math.max(0, expiresAt - batch.now) / 1000), bytes)
    }
    const used = batch.access[index] ?? Number.NaN
    if (used >= 0) {
      const bounds = access === 'frequency' ? frequencyBounds : idleBounds
      count(numbers, ACCESS + 2 * columnOf(bounds, used), bytes)
    }
    count(numbers, SIZES + 2 * columnOf(sizeBounds, bytes), bytes)
    this.#addWords(batch.types[index] ?? 0, batch.encodings[index] ?? 0, bytes)
    this.#addExample(batch, index)
  }

  merge(other: Tally): void {
    addAll(this.#numbers, other.#numbers)
    if (other.#words.length > this.#words.length) this.#growWords(other.#words.length)
    addAll(this.#words, other.#words)
    this.#examples = [...this.#examples, ...other.#examples].toSorted(byRank).slice(0, EXAMPLES)
  }

  copy(): Tally {
    const copy = new Tally()
    copy.merge(this)
    return copy
  }

  /** As the contract has it, for a namespace or the whole. */
  figures(words: Words, access: Access): Figures {
    const types: Figures['types'] = {}
    const encodings: Figures['encodings'] = {}
    for (let word = 0; word < this.#words.length / PER_WORD; word += 1) {
      const at = word * PER_WORD
      const name = words.text(word) || 'unknown'
      const keys = this.#words[at] ?? 0
      const encoded = this.#words[at + 2] ?? 0
      if (keys > 0) types[name] = { keys, bytes: this.#words[at + 1] ?? 0 }
      if (encoded > 0 && word > 0) encodings[name] = encoded
    }
    return {
      keys: this.keys,
      bytes: this.bytes,
      withoutTtl: this.staying,
      types,
      encodings,
      ttl: histogramOf(ttlBounds, this.#numbers, TTL),
      access: histogramOf(access === 'frequency' ? frequencyBounds : idleBounds, this.#numbers, ACCESS),
      sizes: histogramOf(sizeBounds, this.#numbers, SIZES),
    }
  }

  examples(): Buffer[] {
    return this.#examples.map(({ key }) => key)
  }

  #addWords(type: number, encoding: number, bytes: number): void {
    const last = Math.max(type, encoding)
    if (last * PER_WORD >= this.#words.length) this.#growWords((last + 8) * PER_WORD)
    const words = this.#words
    count(words, type * PER_WORD, bytes)
    words[encoding * PER_WORD + 2] = (words[encoding * PER_WORD + 2] ?? 0) + 1
  }

  #growWords(length: number): void {
    const words = new Float64Array(length)
    words.set(this.#words)
    this.#words = words
  }

  #addExample(batch: KeyBatch, index: number): void {
    const from = batch.starts[index] ?? 0
    const to = batch.ends[index] ?? 0
    // Its last bytes are where names differ.
    let rank = to - from
    for (let at = Math.max(from, to - 8); at < to; at += 1)
      rank = Math.imul(rank ^ (batch.names[at] ?? 0), 0x01000193)
    rank ^= rank >>> 15
    const examples = this.#examples
    if (examples.length === EXAMPLES && rank >= (examples[EXAMPLES - 1]?.rank ?? 0)) return
    if (to - from > LONGEST_EXAMPLE) return
    examples.push({ rank, key: Buffer.from(keyAt(batch, index)) })
    examples.sort(byRank)
    if (examples.length > EXAMPLES) examples.pop()
  }
}

export type Figures = Omit<
  Namespace,
  'id' | 'parentId' | 'depth' | 'label' | 'prefix' | 'pattern' | 'isVariable' | 'examples'
>

const LONGEST_EXAMPLE = 1024

const byRank = (a: Example, b: Example) => a.rank - b.rank || Buffer.compare(a.key, b.key)

export const knownOr0 = (value: number | undefined) =>
  value === undefined || Number.isNaN(value) ? 0 : value

function count(numbers: Float64Array, at: number, bytes: number): void {
  numbers[at] = (numbers[at] ?? 0) + 1
  numbers[at + 1] = (numbers[at + 1] ?? 0) + bytes
}

function addAll(sums: Float64Array, others: Float64Array): void {
  for (let at = 0; at < others.length; at += 1) sums[at] = (sums[at] ?? 0) + (others[at] ?? 0)
}
