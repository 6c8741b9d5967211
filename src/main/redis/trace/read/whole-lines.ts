import type { Bytes } from '#shared/units.ts'

/** A line that is longer holds a value of tens of megabytes; it is left out rather than held. */
const LONGEST_LINE: Bytes = 64 * 1024 * 1024
const NEWLINE = 0x0a

/** Puts a stream of bytes, however it is cut, together into pieces that end with a whole line. */
export class WholeLines {
  private rest: Buffer[] = []
  private restBytes = 0
  private isSkipping = false
  private readonly onTooLong: () => void
  private readonly longest: Bytes

  /** @param onTooLong told of each line that is left out for its length */
  constructor(onTooLong: () => void, longest: Bytes = LONGEST_LINE) {
    this.onTooLong = onTooLong
    this.longest = longest
  }

  /** The whole lines there are now; undefined where none has ended. */
  push(bytes: Buffer): Buffer | undefined {
    const chunk = this.isSkipping ? bytes.subarray(this.endOfSkipped(bytes)) : bytes
    const end = chunk.lastIndexOf(NEWLINE) + 1
    if (end === 0) {
      this.keep(chunk)
      return undefined
    }
    const whole = chunk.subarray(0, end)
    const lines = this.rest.length === 0 ? whole : Buffer.concat([...this.rest, whole])
    this.rest = []
    this.restBytes = 0
    this.keep(chunk.subarray(end))
    return lines
  }

  /** What comes after the last line's end. */
  last(): Buffer | undefined {
    return this.restBytes === 0 ? undefined : Buffer.concat(this.rest)
  }

  private keep(chunk: Buffer): void {
    if (chunk.length === 0) return
    this.rest.push(chunk)
    this.restBytes += chunk.length
    if (this.restBytes <= this.longest) return
    this.rest = []
    this.restBytes = 0
    this.isSkipping = true
    this.onTooLong()
  }

  /** Where in a chunk the line ends that is being left out. */
  private endOfSkipped(chunk: Buffer): number {
    const end = chunk.indexOf(NEWLINE)
    if (end < 0) return chunk.length
    this.isSkipping = false
    return end + 1
  }
}
