import type { KeyFacts } from '#shared/contract/redis/keyspace.ts'
import { keyNameOf } from '#shared/redis/key-name.ts'
import { keyAt, type KeyBatch, ttlAt } from './key-batch.ts'
import type { Access } from './tally.ts'

interface Entry {
  value: number
  key: Buffer
  facts: Omit<KeyFacts, 'key'>
}

const LENGTH = 100
/** Of longer names the beginning is shown; a hundred of 1 MB would be held otherwise. */
const LONGEST_SHOWN = 16_384

/** The keys with the highest values, equal ones by name; a heap with the last of them on top. */
export class TopList {
  readonly #heap: Entry[] = []
  #bar = Number.NEGATIVE_INFINITY

  add(value: number, batch: KeyBatch, index: number, access: Access): void {
    // NaN: not known.
    if (!(value >= this.#bar)) return
    const [last] = this.#heap
    if (this.#heap.length === LENGTH && last !== undefined) {
      if (value === this.#bar && !isBefore(batch, index, last.key)) return
      this.#heap[0] = entryOf(value, batch, index, access)
      sink(this.#heap)
    } else {
      this.#heap.push(entryOf(value, batch, index, access))
      rise(this.#heap)
    }
    if (this.#heap.length === LENGTH) this.#bar = this.#heap[0]?.value ?? this.#bar
  }

  list(): KeyFacts[] {
    return this.#heap
      .toSorted((a, b) => (comesBefore(a, b) ? -1 : 1))
      .map(({ key, facts }) => ({ key: keyNameOf(key.subarray(0, LONGEST_SHOWN)), ...facts }))
  }
}

/** What is known of a key, without its name. */
export function factsOf(batch: KeyBatch, index: number, access: Access): Omit<KeyFacts, 'key'> {
  const used = orNull(batch.access[index])
  const ttlMs = ttlAt(batch, index)
  return {
    type: batch.words.text(batch.types[index]) || 'unknown',
    encoding: batch.words.text(batch.encodings[index]) || null,
    bytes: orNull(batch.bytes[index]),
    ttlMs: ttlMs === null ? null : Math.round(ttlMs),
    idleSeconds: access === 'idle' ? used : null,
    frequency: access === 'frequency' ? used : null,
    elements: orNull(batch.elements[index]),
  }
}

const orNull = (value: number | undefined) => (value === undefined || Number.isNaN(value) ? null : value)

function entryOf(value: number, batch: KeyBatch, index: number, access: Access): Entry {
  return { value, key: Buffer.from(keyAt(batch, index)), facts: factsOf(batch, index, access) }
}

/** Whether the name of a key of the batch comes before another, without making a view of it. */
function isBefore(batch: KeyBatch, index: number, other: Buffer): boolean {
  const { names } = batch
  return names.compare(other, 0, other.length, batch.starts[index], batch.ends[index]) < 0
}

const comesBefore = (a: Entry, b: Entry) =>
  a.value === b.value ? Buffer.compare(a.key, b.key) < 0 : a.value > b.value

function rise(heap: Entry[]): void {
  let at = heap.length - 1
  while (at > 0) {
    const above = (at - 1) >> 1
    if (!swapIfBefore(heap, above, at)) return
    at = above
  }
}

function sink(heap: Entry[]): void {
  let at = 0
  for (;;) {
    const [left, right] = [at * 2 + 1, at * 2 + 2]
    const [one, other] = [heap[left], heap[right]]
    if (one === undefined) return
    const last = other !== undefined && comesBefore(one, other) ? right : left
    if (!swapIfBefore(heap, at, last)) return
    at = last
  }
}

/** The one that comes last belongs on top. */
function swapIfBefore(heap: Entry[], above: number, below: number): boolean {
  const [a, b] = [heap[above], heap[below]]
  if (a === undefined || b === undefined || !comesBefore(a, b)) return false
  heap[above] = b
  heap[below] = a
  return true
}
