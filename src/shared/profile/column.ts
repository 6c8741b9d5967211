/** Typed arrays that grow: what tables are built in while their length is not known. */

export class Int32Column {
  #values: Int32Array
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

  push(value: number): number {
    if (this.#length === this.#values.length) {
      const larger = new Int32Array(this.#values.length * 2)
      larger.set(this.#values)
      this.#values = larger
    }
    this.#values[this.#length] = value
    return this.#length++
  }

  /** A copy of exactly the rows pushed. */
  toArray(): Int32Array {
    return this.#values.slice(0, this.#length)
  }
}

export class Float64Column {
  #values: Float64Array
  #length = 0

  constructor(capacity = 256) {
    this.#values = new Float64Array(Math.max(1, capacity))
  }

  get length(): number {
    return this.#length
  }

  push(value: number): number {
    if (this.#length === this.#values.length) {
      const larger = new Float64Array(this.#values.length * 2)
      larger.set(this.#values)
      this.#values = larger
    }
    this.#values[this.#length] = value
    return this.#length++
  }

  set(row: number, value: number): void {
    this.#values[row] = value
  }

  add(row: number, value: number): void {
    this.#values[row] = (this.#values[row] ?? 0) + value
  }

  /** A copy of exactly the rows pushed. */
  toArray(): Float64Array {
    return this.#values.slice(0, this.#length)
  }
}
