import { Failure } from '#shared/failure.ts'

/** Kinds of a reply as {@link ReplyReader} found it. */
export const NUMBER = 1
export const TEXT = 2
export const NULL = 3
export const ERROR = 4
/** A bulk string longer than is held; `number` is its length. */
export const TOO_LONG = 5
/** An array's head; `number` is its length. */
export const ARRAY = 6

/** Longest bulk string that is held. Names of keys may have 512 MB. */
export const LONGEST_HELD = 1 << 20
const LONGEST_LINE = 1 << 16

const [PLUS, MINUS, COLON, DOLLAR, STAR, UNDERSCORE] = [43, 45, 58, 36, 42, 95]
const [RETURN, NEWLINE, ZERO, NINE] = [13, 10, 48, 57]

/**
 * Reads replies one by one out of the bytes of a socket, without making anything of them: the hot path
 * of the scan. A text is the range `from` to `to` of `bytes`, valid until the next `push`.
 */
export class ReplyReader {
  kind = 0
  number = 0
  from = 0
  to = 0
  bytes: Buffer = Buffer.alloc(0)
  #at = 0
  /** Bytes still to come of one that is too long to hold. */
  #skip = 0
  #skipped = 0

  push(chunk: Buffer): void {
    this.bytes =
      this.#at === this.bytes.length ? chunk : Buffer.concat([this.bytes.subarray(this.#at), chunk])
    this.#at = 0
  }

  /** Whether bytes are left that no reply was made of. */
  get hasRest(): boolean {
    return this.#at < this.bytes.length || this.#skip > 0
  }

  /**
   * The next reply, or the next part of an array.
   *
   * @returns false where it has not come whole
   * @throws Failure SERVER_ERROR for what is not the protocol
   */
  next(): boolean {
    if (this.#skip > 0) return this.#skipMore()
    const { bytes } = this
    const start = this.#at
    const length = bytes.length
    if (start >= length) return false
    const mark = bytes[start] ?? 0
    if (mark === PLUS || mark === MINUS) return this.#line(mark)
    let at = start + 1
    let value = 0
    const isNegative = bytes[at] === MINUS
    if (isNegative) at += 1
    let byte = 0
    while (at < length && (byte = bytes[at] ?? 0) >= ZERO && byte <= NINE) {
      value = value * 10 + byte - ZERO
      at += 1
    }
    if (at + 1 >= length) {
      if (at - start > 32) throw strange()
      return false
    }
    if (bytes[at] !== RETURN || bytes[at + 1] !== NEWLINE) throw strange()
    at += 2
    if (mark === DOLLAR) return this.#bulk(at, isNegative ? -1 : value)
    if (mark === COLON) this.kind = NUMBER
    else if (mark === STAR) this.kind = isNegative ? NULL : ARRAY
    else if (mark === UNDERSCORE) this.kind = NULL
    else throw strange()
    this.number = isNegative ? -value : value
    this.#at = at
    return true
  }

  #bulk(at: number, length: number): boolean {
    if (length < 0) {
      this.kind = NULL
      this.#at = at
      return true
    }
    if (length > LONGEST_HELD) {
      this.#skipped = length
      this.#skip = length + 2
      this.#at = at
      return this.#skipMore()
    }
    const end = at + length
    if (end + 2 > this.bytes.length) return false
    if (this.bytes[end] !== RETURN) throw strange()
    this.kind = TEXT
    this.from = at
    this.to = end
    this.#at = end + 2
    return true
  }

  #line(mark: number): boolean {
    const { bytes } = this
    const start = this.#at + 1
    const end = bytes.indexOf(RETURN, start)
    if (end < 0 || end + 1 >= bytes.length) {
      if (bytes.length - start > LONGEST_LINE) throw strange()
      return false
    }
    this.kind = mark === MINUS ? ERROR : TEXT
    this.from = start
    this.to = end
    this.#at = end + 2
    return true
  }

  #skipMore(): boolean {
    const taken = Math.min(this.#skip, this.bytes.length - this.#at)
    this.#at += taken
    this.#skip -= taken
    if (this.#skip > 0) return false
    this.kind = TOO_LONG
    this.number = this.#skipped
    return true
  }

  text(): string {
    return this.bytes.toString('latin1', this.from, this.to)
  }
}

function strange(): Failure {
  return new Failure('SERVER_ERROR', 'The server answered something that is not the Redis protocol.', {
    hint: 'Check that the address is the Redis server itself and nothing between rewrites its answers.',
  })
}
