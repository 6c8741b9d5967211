import type { Milliseconds } from '#shared/units.ts'
import { type BatchMemory, NEVER } from './key-batch.ts'
import type { Question, Questions } from './question.ts'
import { ERROR, NULL, NUMBER, type ReplyReader, TEXT } from './reply-reader.ts'
import { unasked } from './scan-failures.ts'

/** Puts each answer about a key into its column of the batch. */
export class AnswerColumns {
  /** Keys that this user may not look at. */
  refused = 0
  /** Answers that the server counts as hits: all about a key that is there but MEMORY USAGE's. */
  hits = 0
  readonly #reader: ReplyReader
  readonly #first: Question['field'] | undefined
  readonly #isExpiryExact: boolean
  readonly #serverNow: () => Milliseconds

  constructor(reader: ReplyReader, questions: Questions, serverNow: () => Milliseconds) {
    this.#reader = reader
    this.#first = questions.asked[0]?.field
    this.#isExpiryExact = questions.isExpiryExact
    this.#serverNow = serverNow
  }

  /** The reply that the reader stands at. Throws where it answers nothing that was asked. */
  take(field: Question['field'] | undefined, batch: BatchMemory, key: number): void {
    const reader = this.#reader
    const { kind } = reader
    if (kind === NULL) {
      batch.gone[key] = 1
      return
    }
    if (kind === ERROR) {
      // OBJECT says "no such key" on some servers; what else there is leaves the answer unknown.
      if (/no such key/i.test(reader.text())) batch.gone[key] = 1
      else if (field === this.#first) this.refused += 1
      return
    }
    if (kind === NUMBER) {
      const { number } = reader
      if (field === 'memory') {
        batch.bytes[key] = number
        return
      }
      if (number !== -2) this.hits += 1
      if (field === 'ttl') this.#takeExpiry(batch, key, number)
      else if (field === 'access') batch.access[key] = number
      return
    }
    if (kind !== TEXT) throw unasked()
    const word = batch.words.of(reader.bytes, reader.from, reader.to)
    if (field === 'encoding') batch.encodings[key] = word
    else if (field === 'type') {
      batch.types[key] = word
      if (reader.to - reader.from === 4 && batch.words.text(word) === 'none') {
        batch.gone[key] = 1
        return
      }
    }
    this.hits += 1
  }

  /** A number of elements, which any other reply leaves unknown. */
  takeElements(batch: BatchMemory, key: number): void {
    if (this.#reader.kind !== NUMBER) return
    batch.elements[key] = this.#reader.number
    this.hits += 1
  }

  /** -2: no such key. -1: no expiry. */
  #takeExpiry(batch: BatchMemory, key: number, number: number): void {
    if (number === -2) batch.gone[key] = 1
    else if (number < 0) batch.expiresAt[key] = NEVER
    else batch.expiresAt[key] = this.#isExpiryExact ? number : this.#serverNow() + number
  }
}
