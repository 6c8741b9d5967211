import type { Bytes } from '#shared/units.ts'
import { keyNameOf } from '#shared/redis/key-name.ts'

/**
 * The arguments of one command, the command's name first. Only what is asked for is decoded: a value
 * is measured and never read.
 */
export interface Arguments {
  readonly count: number
  /** An option or a number, one character for each byte; '' beyond the end. */
  text: (index: number) => string
  /** A key, as `keyNameOf` names it. */
  key: (index: number) => string
  /** Length of an argument; 0 beyond the end. */
  bytes: (index: number) => Bytes
}

/** The arguments of a command that a trace holds as a list of texts. */
export function argumentsOf(texts: readonly string[]): Arguments {
  const bytesAt = (index: number): Buffer => Buffer.from(texts[index] ?? '')
  return {
    count: texts.length,
    text: (index) => texts[index] ?? '',
    key: (index) => keyNameOf(bytesAt(index)),
    bytes: (index) => bytesAt(index).length,
  }
}

/** Lengths of the arguments from `first` to `last` together, both included. */
export function bytesOf(args: Arguments, first: number, last: number = args.count - 1): Bytes {
  let sum = 0
  for (let index = first; index <= last; index += 1) sum += args.bytes(index)
  return sum
}
