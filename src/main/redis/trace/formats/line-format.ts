/** Reads lines of one format into a collector. */
export interface LineFormat {
  /** Reads the line of `block` from `start` to `end` (after its last byte); false where it is broken. */
  line: (block: Buffer, start: number, end: number) => boolean
  /** After the last line. */
  finish?: () => void
}
