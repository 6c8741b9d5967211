import { Failure } from '../failure.ts'

/** How a field is written: a number, 8 bytes, a length with as many bytes, 4 bytes. */
export type WireType = 0 | 1 | 2 | 5

/**
 * Walks the fields of a message of protocol buffers (protobuf.dev/programming-guides/encoding), made of
 * bytes that may lie. A message inside a message is a reader of its own over the same bytes.
 */
export class MessageReader {
  readonly #bytes: Uint8Array
  #at: number
  readonly #end: number
  /** Number of the field that {@link next} found. */
  field = 0
  wireType: WireType = 0

  constructor(bytes: Uint8Array, from = 0, to = bytes.length) {
    this.#bytes = bytes
    this.#at = from
    this.#end = to
  }

  /** Goes to the next field; false at the end. Its value has to be read or skipped then. */
  next(): boolean {
    if (this.#at >= this.#end) return false
    const tag = this.#varint()
    const wireType = tag % 8
    this.field = Math.floor(tag / 8)
    if (this.field < 1 || (wireType !== 0 && wireType !== 1 && wireType !== 2 && wireType !== 5)) {
      throw this.#broken('there is no such field')
    }
    this.wireType = wireType
    return true
  }

  /** An unsigned number or an id; exact to 2^53, above it as near as a double is. */
  unsigned(): number {
    this.#expect(0)
    return this.#varint()
  }

  /** An int64: two's complement where it is negative. */
  signed(): number {
    this.#expect(0)
    return this.#signedVarint()
  }

  /** Calls back with each number of a repeated field, packed or not. */
  numbers(signed: boolean, add: (value: number) => void): void {
    if (this.wireType === 0) {
      add(signed ? this.#signedVarint() : this.#varint())
      return
    }
    const end = this.#length()
    while (this.#at < end) add(signed ? this.#signedVarint() : this.#varint())
    if (this.#at !== end) throw this.#broken('a number reaches beyond its list')
  }

  message(): MessageReader {
    const end = this.#length()
    const inner = new MessageReader(this.#bytes, this.#at, end)
    this.#at = end
    return inner
  }

  bytes(): Uint8Array {
    const end = this.#length()
    const value = this.#bytes.subarray(this.#at, end)
    this.#at = end
    return value
  }

  skip(): void {
    if (this.wireType === 0) this.#varint()
    else if (this.wireType === 2) this.#at = this.#length()
    else this.#at += this.wireType === 1 ? 8 : 4
    if (this.#at > this.#end) throw this.#broken('it ends in the middle of a field')
  }

  /** Where the bytes of a field with a length end; the reader stands at their start. */
  #length(): number {
    this.#expect(2)
    const length = this.#varint()
    if (length > this.#end - this.#at) throw this.#broken('it ends in the middle of a field')
    return this.#at + length
  }

  #expect(wireType: WireType): void {
    if (this.wireType !== wireType) throw this.#broken(`field ${this.field} is written as another type`)
  }

  #varint(): number {
    const first = this.#bytes[this.#at] ?? 0
    if (first < 0x80 && this.#at < this.#end) {
      this.#at++
      return first
    }
    let value = 0
    let factor = 1
    for (let count = 0; count < 10; count++) {
      if (this.#at >= this.#end) throw this.#broken('it ends in the middle of a number')
      const byte = this.#bytes[this.#at++] ?? 0
      value += (byte & 0x7f) * factor
      if (byte < 0x80) return value
      factor *= 128
    }
    throw this.#broken('a number is longer than ten bytes')
  }

  #signedVarint(): number {
    const from = this.#at
    const value = this.#varint()
    if (this.#at - from < 10) return value
    // Ten bytes: the highest bit is set. The double has lost the low bits of it.
    let exact = 0n
    for (let at = this.#at - 1; at >= from; at--) exact = exact * 128n + BigInt((this.#bytes[at] ?? 0) & 0x7f)
    return Number(BigInt.asIntN(64, exact))
  }

  #broken(what: string): Failure {
    return new Failure('BAD_INPUT', `This is a broken protocol buffer: ${what} (byte ${this.#at}).`)
  }
}
