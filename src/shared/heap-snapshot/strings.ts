import { endOfString } from '../json-bytes/skip.ts'
import { decodeText } from '../json-bytes/text.ts'

/** What {@link SnapshotStrings} are made of. */
export interface StringColumns {
  bytes: Uint8Array
  start: Int32Array
}

/**
 * The strings of a snapshot, of which there may be millions: kept as the bytes of the file, and made
 * into text when asked for.
 */
export class SnapshotStrings {
  readonly #bytes: Uint8Array
  /** Where each begins, after its opening quote. */
  readonly #start: Int32Array

  /** `bytes` as they stand in the file, with quotes and escapes. */
  constructor(bytes: Uint8Array, start: Int32Array) {
    this.#bytes = bytes
    this.#start = start
  }

  get length(): number {
    return this.#start.length
  }

  /** The same as plain data, which can go to another thread; not a copy. */
  get columns(): StringColumns {
    return { bytes: this.#bytes, start: this.#start }
  }

  /** Empty where there is no such string. */
  at(index: number): string {
    const start = this.#start[index]
    if (start === undefined) return ''
    return decodeText(this.#bytes, start, endOfString(this.#bytes, start) - 1, true)
  }

  /** The first byte of a string, as it stands in the file; a quote where it is empty. */
  firstByte(index: number): number {
    return this.#bytes[this.#start[index] ?? 0] ?? 0
  }

  /** Does the string begin with `text`, which has plain letters only? Nothing is decoded. */
  beginsWith(index: number, text: string): boolean {
    const start = this.#start[index]
    if (start === undefined) return false
    for (let letter = 0; letter < text.length; letter++) {
      if (this.#bytes[start + letter] !== text.charCodeAt(letter)) return false
    }
    return true
  }

  /** Is the string `text`, which has plain letters only? */
  is(index: number, text: string): boolean {
    const start = this.#start[index]
    return start !== undefined && this.#bytes[start + text.length] === 0x22 && this.beginsWith(index, text)
  }

  /** For each of `texts` (plain letters only) the first string that is it; −1 where there is none. */
  find<Text extends string>(texts: readonly Text[]): Record<Text, number> {
    const byFirst = new Map<number, Text[]>()
    for (const text of texts) {
      const first = text === '' ? 0x22 : text.charCodeAt(0)
      byFirst.set(first, [...(byFirst.get(first) ?? []), text])
    }
    const found = Object.fromEntries(texts.map((text) => [text, -1])) as Record<Text, number> // filled with all of them
    for (let index = 0; index < this.#start.length; index++) {
      const candidates = byFirst.get(this.#bytes[this.#start[index] ?? 0] ?? 0)
      if (candidates === undefined) continue
      for (const text of candidates) if (found[text] === -1 && this.is(index, text)) found[text] = index
    }
    return found
  }
}
