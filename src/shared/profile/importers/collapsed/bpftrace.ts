import { Failure } from '../../../failure.ts'
import type { IndexIntoStackTable, Profile } from '../../model.ts'
import type { ReadContext } from '../../read/formats.ts'
import { Lines } from './lines.ts'
import { TextStacks } from './stacks.ts'

/** `@[` or `@name[node, 42,`: a key of a map begins, and goes on in the next lines. */
const head = /^@\w*\[([^\]]*)$/
/** `]: 42` or `, node, 42]: 8`: the rest of the key, and what the map holds. */
const last = /^,?\s*(.*)\]: (.*)$/
const frame = /^\s+(\S.*)$/

export function looksBpftrace(lines: readonly string[]): boolean {
  return lines.some((line, at) => head.test(line) && frame.test(lines[at + 1] ?? ''))
}

/**
 * What bpftrace prints for `@[kstack, ustack, comm] = count()`: a frame a line, innermost first, then the
 * count. Several stacks of one key follow each other, and are one; its other parts, such as the name of the
 * program, are the outermost frames, as stackcollapse-bpftrace.pl has it.
 */
export function readBpftrace(bytes: Uint8Array, { name, onProgress }: ReadContext): Profile[] {
  const stacks = new TextStacks(name)
  const lines = new Lines(bytes, onProgress)
  const encoder = new TextEncoder()
  let key: { frames: string[]; words: string[] } | undefined
  while (lines.next()) {
    const line = lines.text()
    const words = head.exec(line)?.[1]
    if (words !== undefined) {
      if (key !== undefined) throw uncounted(lines)
      key = { frames: [], words: wordsOf(words) }
      continue
    }
    // Its own notices, and maps without stacks.
    if (key === undefined) continue
    const [, more, value = ''] = last.exec(line) ?? []
    if (more === undefined) {
      const called = frame.exec(line)?.[1]
      // Offsets within a function are not told apart.
      if (called !== undefined && called !== ',') key.frames.push(called.replace(/\+\d+$/, ''))
      else key.words.push(...wordsOf(line))
      continue
    }
    if (!/^\d+(?:\.\d+)?$/.test(value)) throw noCount(lines, value)
    let stack: IndexIntoStackTable = -1
    for (const text of [...key.words, ...wordsOf(more), ...key.frames.reverse()]) {
      const word = encoder.encode(text)
      stack = stacks.call(word, 0, word.length, stack)
    }
    stacks.addSample(stack, Number(value))
    key = undefined
  }
  if (key !== undefined) throw uncounted(lines)
  return [stacks.finish()]
}

function wordsOf(text: string): string[] {
  return text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')
}

function uncounted(lines: Lines): Failure {
  return new Failure(
    'BAD_INPUT',
    `The last stack of this bpftrace output has no count (line ${lines.number}).`,
    { hint: 'The file was cut off; write it again.', facts: { line: lines.number } },
  )
}

function noCount(lines: Lines, value: string): Failure {
  return new Failure(
    'BAD_INPUT',
    `Line ${lines.number} of this bpftrace output has no count, 0 or more, behind its stack, but "${value.slice(0, 60)}".`,
    { hint: 'Stacks are read with count() or sum().', facts: { line: lines.number } },
  )
}
