import type { BatchMemory } from './key-batch.ts'
import { ARRAY, ERROR, type ReplyReader, TEXT, TOO_LONG } from './reply-reader.ts'
import { scanRefused, unasked } from './scan-failures.ts'

/** Reads the answers to SCAN, each a cursor and names, however they are cut into chunks. */
export class ScanAnswer {
  /** Of the answer that was read last. */
  cursor = '0'
  /** Names of it did not fit into the memory of a batch. */
  overflows = false
  /** Names of it that are too long to hold. */
  tooLong = 0
  readonly #reader: ReplyReader
  /** Where in the answer the reader is: 0 head, 1 cursor, 2 names' head, 3 names. */
  #part = 0
  #namesLeft = 0

  constructor(reader: ReplyReader) {
    this.#reader = reader
  }

  /**
   * Takes what has come.
   *
   * @returns whether the answer is whole; the next call then begins with the next one
   * @throws Failure where SCAN is refused or something else is answered
   */
  read(names: BatchMemory): boolean {
    const reader = this.#reader
    while (this.#part < 3) {
      if (!reader.next()) return false
      if (reader.kind === ERROR) throw scanRefused(reader.text())
      if (this.#part === 0) this.#begin()
      if (this.#part === 1) {
        this.cursor = reader.kind === TEXT ? reader.text() : ''
        if (!/^\d{1,20}$/.test(this.cursor)) throw unasked()
      } else {
        if (reader.kind !== ARRAY || (this.#part === 0 && reader.number !== 2)) throw unasked()
        this.#namesLeft = reader.number
      }
      this.#part += 1
    }
    while (this.#namesLeft > 0) {
      if (!reader.next()) return false
      if (reader.kind === TEXT) {
        if (!names.add(reader.bytes, reader.from, reader.to)) this.overflows = true
      } else if (reader.kind === TOO_LONG) this.tooLong += 1
      else throw unasked()
      this.#namesLeft -= 1
    }
    this.#part = 0
    return true
  }

  #begin(): void {
    this.overflows = false
    this.tooLong = 0
  }
}
