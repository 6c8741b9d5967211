import type { Bytes } from '../../../units.ts'

const utf8 = new TextDecoder('utf-8', {})
/** A line of which each is a frame is no longer. */
const longest: Bytes = 1 << 20
const tellEvery: Bytes = 1 << 22

/** Goes through the lines of a text, without what ends them and without white space at their end. */
export class Lines {
  readonly #bytes: Uint8Array
  readonly #onProgress: (done: Bytes) => void
  /** What ends a line: as old Macs had it where nothing else does. */
  readonly #feed: number
  #next = 0
  #tellAt = tellEvery
  /** From 1. */
  number = 0
  start = 0
  /** After the last byte that is no white space. */
  end = 0

  constructor(bytes: Uint8Array, onProgress: (done: Bytes) => void) {
    this.#bytes = bytes
    this.#onProgress = onProgress
    this.#feed = bytes.includes(0x0a) ? 0x0a : 0x0d
    if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) this.#next = 3
  }

  /** False after the last line. */
  next(): boolean {
    const bytes = this.#bytes
    if (this.#next >= bytes.length) return false
    this.number++
    this.start = this.#next
    const feed = bytes.indexOf(this.#feed, this.start)
    let end = feed === -1 ? bytes.length : feed
    this.#next = end + 1
    while (end > this.start && isSpace(bytes[end - 1] ?? 0)) end--
    this.end = end
    if (this.#next > this.#tellAt) {
      this.#tellAt = this.#next + tellEvery
      this.#onProgress(Math.min(this.#next, bytes.length))
    }
    return true
  }

  get blank(): boolean {
    return this.start === this.end
  }

  /** The line, at most so many bytes of it. */
  text(most: Bytes = longest): string {
    return utf8.decode(this.#bytes.subarray(this.start, Math.min(this.end, this.start + most)))
  }

  /** For sentences: the line's beginning in quotes. */
  quoted(): string {
    const text = this.text(300)
    return `"${text.length > 60 ? `${text.slice(0, 60)}…` : text}"`
  }
}

/** A blank, a tab or a carriage return. */
export function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0d
}
