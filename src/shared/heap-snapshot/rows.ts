import { Failure } from '../failure.ts'
import type { NumberSink } from '../json-bytes/index.ts'

/** A field of a row that is kept. */
export interface KeptField {
  /** Its place in a row. */
  place: number
  /** As the file calls it, for people. */
  name: string
  /** Takes a value for each row; must be as long as there are rows. */
  column: Uint8Array | Uint32Array | Int32Array | Float64Array
  /** Larger values are refused. */
  most: number
  /** The file counts in steps of so many; the column in ones. */
  per?: number
}

/**
 * Takes one long array of numbers apart into columns: V8 writes the fields of one row after another.
 * @throws Failure BAD_INPUT naming the row for values that are negative, no whole numbers or too large
 */
export class RowSink implements NumberSink {
  readonly #what: string
  readonly #stride: number
  readonly #fields: readonly KeptField[]
  readonly #rows: number
  #taken = 0

  /** `what` a row is (`node`); `rows` how many the file announces. */
  constructor(head: { what: string; stride: number; rows: number; fields: readonly KeptField[] }) {
    this.#what = head.what
    this.#stride = head.stride
    this.#rows = head.rows
    this.#fields = head.fields
  }

  append(values: Float64Array, count: number): void {
    if (this.#taken + count > this.#rows * this.#stride) throw this.#miscounted('more')
    for (const field of this.#fields) {
      const behind = (field.place - this.#taken) % this.#stride
      const first = behind < 0 ? behind + this.#stride : behind
      const row = (this.#taken + first - field.place) / this.#stride
      const wrong = spread(field, { values, first, count, stride: this.#stride, row })
      if (wrong !== -1) throw this.#impossible(field, wrong, values[wrong] ?? 0)
    }
    this.#taken += count
  }

  /** To be called after the last. */
  finish(): void {
    if (this.#taken !== this.#rows * this.#stride) throw this.#miscounted('fewer')
  }

  #miscounted(how: 'more' | 'fewer'): Failure {
    const seen = how === 'more' ? '' : ` (${this.#taken / this.#stride})`
    return new Failure(
      'BAD_INPUT',
      `The snapshot announces ${this.#rows} ${this.#what}s and has ${how}${seen}.`,
      { hint: 'It was damaged, or cut off while it was written; take it again.' },
    )
  }

  #impossible(field: KeptField, at: number, value: number): Failure {
    const row = Math.floor((this.#taken + at) / this.#stride)
    const { most, per = 1 } = field
    const fits = value >= 0 && value % per === 0
    const bound = fits ? `at most ${most * per}` : per === 1 ? '0 or more' : `0 or a multiple of ${per}`
    return new Failure(
      'BAD_INPUT',
      `The snapshot's ${this.#what} ${row} has ${value} as its ${field.name}, which has to be ${bound}.`,
      { hint: 'It was damaged, or is not written by V8; take it again.', facts: { row } },
    )
  }
}

interface Run {
  values: Float64Array
  /** Of the field in the run. */
  first: number
  count: number
  stride: number
  /** That the first belongs to. */
  row: number
}

/** Place in the run of a value that cannot be; −1 where all can. */
function spread({ column, most, per = 1 }: KeptField, { values, first, count, stride, row }: Run): number {
  for (let at = first; at < count; at += stride) {
    const value = (values[at] ?? 0) / per
    if (!(value >= 0 && value <= most) || (per !== 1 && !Number.isInteger(value))) return at
    column[row++] = value
  }
  return -1
}
