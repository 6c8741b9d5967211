/** Writes a message of protocol buffers field by field. */
export class MessageWriter {
  #bytes = new Uint8Array(256)
  #length = 0

  /** A number that is not negative. A zero is the default and is left out. */
  number(field: number, value: number): this {
    if (value === 0) return this
    this.#varint(field * 8)
    this.#varint(value)
    return this
  }

  /** A repeated field of numbers that are not negative, packed. */
  numbers(field: number, values: readonly number[]): this {
    if (values.length === 0) return this
    const packed = new MessageWriter()
    for (const value of values) packed.#varint(value)
    return this.bytes(field, packed.finish())
  }

  bytes(field: number, value: Uint8Array): this {
    this.#varint(field * 8 + 2)
    this.#varint(value.length)
    this.#reserve(value.length)
    this.#bytes.set(value, this.#length)
    this.#length += value.length
    return this
  }

  message(field: number, message: MessageWriter): this {
    return this.bytes(field, message.#bytes.subarray(0, message.#length))
  }

  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length)
  }

  #varint(value: number): void {
    this.#reserve(10)
    let rest = value
    while (rest >= 128) {
      this.#bytes[this.#length++] = (rest % 128) + 128
      rest = Math.floor(rest / 128)
    }
    this.#bytes[this.#length++] = rest
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more))
    larger.set(this.#bytes)
    this.#bytes = larger
  }
}
