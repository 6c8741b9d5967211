import { Failure } from '../../../failure.ts'
import type { IndexIntoStackTable, Profile } from '../../model.ts'
import type { ReadContext } from '../../read/formats.ts'
import { Lines } from './lines.ts'
import { TextStacks } from './stacks.ts'

const count = /^\s+(\d+)\s*$/
const head = /^dtrace: |^CPU\s+ID\s|^\s+CPU\s+ID\s/
const frame = /^\s+(\S.*)$/

/** Frames and counts stand in by some blanks; a count comes right after a frame. */
export function looksDtrace(lines: readonly string[]): boolean {
  const told = lines.slice(0, 400)
  const counts = told.filter(
    (line, at) => count.test(line) && frame.test(told[at - 1] ?? '') && !count.test(told[at - 1] ?? ''),
  )
  const indented = told.filter((line) => frame.test(line))
  const flush = told.filter((line) => /^\S/.test(line))
  const known =
    counts.length > 0 ||
    flush[0]?.startsWith('dtrace: ') === true ||
    // The first stack is so deep that its count is not among these.
    (indented.length >= deep && indented.every((line) => inModule.test(line)))
  return known && indented.length > flush.length
}

const deep = 100
/** `libc.so.1`write+0x7`, or an address. */
const inModule = /^\s+(?:\S.*`.*|0x[0-9a-f]+)$/

/**
 * What dtrace prints for `@[stack()] = count()`: a frame a line, innermost first, then the count. User and
 * kernel stacks of one key follow each other, and are one.
 */
export function readDtrace(bytes: Uint8Array, { name, onProgress }: ReadContext): Profile[] {
  const stacks = new TextStacks(name)
  const lines = new Lines(bytes, onProgress)
  const encoder = new TextEncoder()
  let open: string[] = []
  let inHead = false
  while (lines.next()) {
    const line = lines.text()
    // Its own notices and the table head, up to the first empty line.
    if (head.test(line)) inHead = true
    if (inHead) {
      inHead = !lines.blank
      continue
    }
    const counted = count.exec(line)?.[1]
    if (counted !== undefined && open.length > 0) {
      let stack: IndexIntoStackTable = -1
      for (const text of open.reverse()) {
        const word = encoder.encode(text)
        stack = stacks.call(word, 0, word.length, stack)
      }
      stacks.addSample(stack, Number(counted))
      open = []
    } else if (counted === undefined) {
      // Offsets within a function are not told apart, as stackcollapse.pl does not.
      const called = frame.exec(line)?.[1]
      if (called !== undefined) open.push(called.replace(/\+0x[0-9a-f]+$/i, ''))
    }
  }
  if (open.length > 0) {
    throw new Failure(
      'BAD_INPUT',
      `The last stack of this dtrace output has no count (line ${lines.number}).`,
      {
        hint: 'The file was cut off; write it again.',
        facts: { line: lines.number },
      },
    )
  }
  return [stacks.finish()]
}
