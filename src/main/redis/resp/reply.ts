/**
 * What the server answers: a simple string is a `string`, a bulk string a `Buffer`, an integer a
 * `number`, or a `bigint` where a number would lose digits.
 */
export type Reply = string | number | bigint | Buffer | null | ReplyError | Reply[]

/** An error reply, as a value: `NOPERM User reader has no permissions…`. */
export class ReplyError {
  readonly message: string

  constructor(message: string) {
    this.message = message
  }

  /** Its first word: `NOPERM`, `WRONGTYPE`, `MOVED`, `ERR`. */
  get code(): string {
    const space = this.message.indexOf(' ')
    return space === -1 ? this.message : this.message.slice(0, space)
  }
}
