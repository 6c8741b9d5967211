/** Typed arrays that grow: what tables are built in while their length is not known. */

export class Int32Column {
  #values: Int32Array<ArrayBuffer>
  #length = 0

  constructor(capacity = 256) {
    this.#values = new Int32Array(Math.max(1, capacity))
  }

  get length(): number {
    return this.#length
  }

  at(row: number): number {
    return this.#values[row] ?? 0
  }

  set(row: number, value: number): void {
    this.#values[row] = value
  }

  push(value: number): number {
    if (this.#length === this.#values.length) this.#resize(this.#length * 2)
    this.#values[this.#length] = value
    return this.#length++
  }

  /** The first `count` of `values`, in order. */
  append(values: Float64Array, count: number): void {
    if (this.#length + count > this.#values.length) {
      this.#resize(Math.max(this.#length + count, this.#values.length * 2))
    }
    const rows = this.#values
    for (let row = 0; row < count; row++) rows[this.#length + row] = values[row] ?? 0
    this.#length += count
  }

  /** Makes room for so many rows more, so that they come without copies. */
  reserve(more: number): void {
    if (this.#length + more > this.#values.length) this.#resize(this.#length + more)
  }

  /** The rows pushed so far, not copied: good until the next one is. */
  view(): Int32Array<ArrayBuffer> {
    return this.#values.subarray(0, this.#length)
  }

  /**
   * The rows, for good: the column is empty afterwards. Not copied where hardly any room is unused, so
   * their buffer may be a little longer than they are.
   */
  take(): Int32Array<ArrayBuffer> {
    const unused = this.#values.length - this.#length
    const rows = unused * 16 <= this.#length ? this.view() : this.toArray()
    this.#values = new Int32Array(1)
    this.#length = 0
    return rows
  }

  /** A copy of exactly the rows pushed. */
  toArray(): Int32Array<ArrayBuffer> {
    return this.#values.slice(0, this.#length)
  }

  #resize(rows: number): void {
    const larger = new Int32Array(rows)
    larger.set(this.view())
    this.#values = larger
  }
}

export class Float64Column {
  #values: Float64Array<ArrayBuffer>
  #length = 0

  constructor(capacity = 256) {
    this.#values = new Float64Array(Math.max(1, capacity))
  }

  get length(): number {
    return this.#length
  }

  at(row: number): number {
    return this.#values[row] ?? 0
  }

  push(value: number): number {
    if (this.#length === this.#values.length) this.#resize(this.#length * 2)
    this.#values[this.#length] = value
    return this.#length++
  }

  /** The first `count` of `values`, in order. */
  append(values: Float64Array, count: number): void {
    if (this.#length + count > this.#values.length) {
      this.#resize(Math.max(this.#length + count, this.#values.length * 2))
    }
    this.#values.set(values.subarray(0, count), this.#length)
    this.#length += count
  }

  /** Makes room for so many rows more, so that they come without copies. */
  reserve(more: number): void {
    if (this.#length + more > this.#values.length) this.#resize(this.#length + more)
  }

  set(row: number, value: number): void {
    this.#values[row] = value
  }

  add(row: number, value: number): void {
    this.#values[row] = (this.#values[row] ?? 0) + value
  }

  /** The rows pushed so far, not copied: good until the next one is. */
  view(): Float64Array<ArrayBuffer> {
    return this.#values.subarray(0, this.#length)
  }

  /**
   * The rows, for good: the column is empty afterwards. Not copied where hardly any room is unused, so
   * their buffer may be a little longer than they are.
   */
  take(): Float64Array<ArrayBuffer> {
    const unused = this.#values.length - this.#length
    const rows = unused * 16 <= this.#length ? this.view() : this.toArray()
    this.#values = new Float64Array(1)
    this.#length = 0
    return rows
  }

  /** A copy of exactly the rows pushed. */
  toArray(): Float64Array<ArrayBuffer> {
    return this.#values.slice(0, this.#length)
  }

  #resize(rows: number): void {
    const larger = new Float64Array(rows)
    larger.set(this.view())
    this.#values = larger
  }
}
