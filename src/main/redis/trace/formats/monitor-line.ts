import { keyNameOf } from '#shared/redis/key-name.ts'
import type { Bytes, EpochMilliseconds } from '#shared/units.ts'
import type { Arguments } from '../commands/index.ts'

const QUOTE = 0x22
const BACKSLASH = 0x5c
const SPACE = 0x20

/**
 * One line as MONITOR tells it: `1339518083.107412 [0 127.0.0.1:60866] "set" "key" "va\x00lue"`, with or
 * without the `+` of the protocol. One object reads line after line; nothing of a line is decoded
 * before it is asked for.
 */
export class MonitorLine implements Arguments {
  at: EpochMilliseconds = 0
  database = 0
  /** `127.0.0.1:60866`, `[::1]:60866`, `unix:/run/redis.sock`, `lua`. */
  address = ''
  count = 0
  private block: Buffer = Buffer.alloc(0)
  private starts = new Int32Array(64)
  private ends = new Int32Array(64)
  /** Bytes after unescaping. */
  private lengths = new Int32Array(64)

  /** Reads a line; false where it is none, or is cut off. */
  read(block: Buffer, start: number, end: number): boolean {
    this.block = block
    this.count = 0
    const head = this.readHead(block, block[start] === 0x2b ? start + 1 : start, end)
    return head > 0 && this.readArguments(block, head, end)
  }

  text(index: number): string {
    if (index >= this.count) return ''
    const start = this.starts[index] ?? 0
    const end = this.ends[index] ?? 0
    return end - start === this.lengths[index]
      ? this.block.toString('latin1', start, end)
      : this.unescaped(index).toString('latin1')
  }

  key(index: number): string {
    if (index >= this.count) return ''
    const start = this.starts[index] ?? 0
    const end = this.ends[index] ?? 0
    if (end - start !== this.lengths[index]) return keyNameOf(this.unescaped(index))
    const text = this.block.toString('latin1', start, end)
    // MONITOR itself tells other bytes than ASCII as \xNN; what is no plain ASCII takes the long way.
    return plain.test(text) ? text : keyNameOf(this.block.subarray(start, end))
  }

  bytes(index: number): Bytes {
    return index < this.count ? (this.lengths[index] ?? 0) : 0
  }

  /** Where the first argument begins; 0 where the line does not begin as it should. */
  private readHead(block: Buffer, start: number, end: number): number {
    let at = start
    let seconds = 0
    for (; at < end; at += 1) {
      const digit = (block[at] ?? 0) - 48
      if (digit < 0 || digit > 9) break
      seconds = seconds * 10 + digit
    }
    if (at === start || block[at] !== 0x2e) return 0
    let micros = 0
    let scale = 1000
    for (at += 1; at < end; at += 1) {
      const digit = (block[at] ?? 0) - 48
      if (digit < 0 || digit > 9) break
      micros = micros * 10 + digit
      scale /= 10
    }
    if (block[at] !== SPACE || block[at + 1] !== 0x5b) return 0
    this.at = seconds * 1000 + micros * scale
    at += 2
    let database = 0
    const databaseStart = at
    for (; at < end; at += 1) {
      const digit = (block[at] ?? 0) - 48
      if (digit < 0 || digit > 9) break
      database = database * 10 + digit
    }
    if (at === databaseStart || block[at] !== SPACE) return 0
    this.database = database
    const addressStart = at + 1
    // An address may hold brackets (IPv6) and, of a socket's path, spaces.
    for (at = addressStart; at + 2 < end; at += 1) {
      if (block[at] === 0x5d && block[at + 1] === SPACE && block[at + 2] === QUOTE) {
        this.address = block.toString('latin1', addressStart, at)
        return at + 2
      }
    }
    return 0
  }

  private readArguments(block: Buffer, start: number, end: number): boolean {
    let at = start
    while (at < end) {
      if (block[at] !== QUOTE) return false
      at += 1
      const from = at
      let length = 0
      for (;;) {
        if (at >= end) return false
        const byte = block[at]
        if (byte === QUOTE) break
        if (byte === BACKSLASH) at += block[at + 1] === 0x78 ? 4 : 2
        else at += 1
        length += 1
      }
      this.push(from, at, length)
      at += 1
      if (at === end) return true
      if (block[at] !== SPACE) return false
      at += 1
    }
    return false
  }

  private push(start: number, end: number, length: number): void {
    if (this.count === this.starts.length) {
      this.starts = grown(this.starts)
      this.ends = grown(this.ends)
      this.lengths = grown(this.lengths)
    }
    this.starts[this.count] = start
    this.ends[this.count] = end
    this.lengths[this.count] = length
    this.count += 1
  }

  private unescaped(index: number): Buffer {
    const end = this.ends[index] ?? 0
    const bytes = Buffer.alloc(this.lengths[index] ?? 0)
    let to = 0
    for (let at = this.starts[index] ?? 0; at < end; to += 1) {
      const byte = this.block[at] ?? 0
      if (byte !== BACKSLASH) {
        bytes[to] = byte
        at += 1
      } else if (this.block[at + 1] === 0x78) {
        bytes[to] = Number.parseInt(this.block.toString('latin1', at + 2, at + 4), 16)
        at += 4
      } else {
        const letter = this.block[at + 1] ?? 0
        bytes[to] = escapes[letter] ?? letter
        at += 2
      }
    }
    return bytes
  }
}

/** ASCII that `keyNameOf` leaves as it is. */
const plain = /^(?!base64:)[\x20-\x7e]*$/

/** `\n \r \t \a \b`; of `\\` and `\"` the letter stands for itself. */
const escapes: Record<number, number> = { 0x6e: 0x0a, 0x72: 0x0d, 0x74: 0x09, 0x61: 0x07, 0x62: 0x08 }

function grown(numbers: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const more = new Int32Array(numbers.length * 4)
  more.set(numbers)
  return more
}
