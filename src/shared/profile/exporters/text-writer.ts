import type { Bytes } from '../../units.ts'

const encoder = new TextEncoder()

/** A long text put together as UTF-8; no string of the whole is made. */
export class TextWriter {
  #bytes: Uint8Array<ArrayBuffer>
  #length = 0

  constructor(capacity: Bytes = 1 << 16) {
    this.#bytes = new Uint8Array(capacity)
  }

  text(text: string): this {
    return this.bytes(encoder.encode(text))
  }

  bytes(bytes: Uint8Array): this {
    const at = this.#room(bytes.length)
    this.#bytes.set(bytes, at)
    return this
  }

  /** One byte: a letter of ASCII. */
  letter(code: number): this {
    const at = this.#room(1)
    this.#bytes[at] = code
    return this
  }

  /** As JSON has it; whole numbers up to nine digits the fast way. */
  number(value: number): this {
    if (!(value >= 0 && value <= 999_999_999 && Number.isInteger(value))) return this.text(String(value))
    let digits = 1
    for (let rest = value; rest >= 10; rest = Math.floor(rest / 10)) digits++
    let at = this.#room(digits) + digits
    let rest = value
    do {
      const tenth = Math.floor(rest / 10)
      this.#bytes[--at] = 0x30 + rest - tenth * 10
      rest = tenth
    } while (rest > 0)
    return this
  }

  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length)
  }

  /** Where so many bytes can be written. */
  #room(length: Bytes): number {
    const at = this.#length
    this.#length += length
    if (this.#length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(this.#length, this.#bytes.length * 2))
      larger.set(this.#bytes.subarray(0, at))
      this.#bytes = larger
    }
    return at
  }
}
