import { Failure } from '../../../failure.ts'
import type { IndexIntoStackTable, Profile } from '../../model.ts'
import type { ReadContext } from '../../read/formats.ts'
import { isSpace, Lines } from './lines.ts'
import { TextStacks } from './stacks.ts'

/** A stack, white space, a number that is a count or an amount. */
const counted = /\S[ \t]+\d+(?:\.\d*)?(?:[eE][+-]?\d+)?\s*$/

/** Says nothing of the rest: a line without a stack, with or without a count. */
const isEmpty = /^\d*(?:\.\d*)?$/

/** No count is longer. */
const countLength = 50

export function looksFolded(lines: readonly string[]): boolean {
  const told = lines.filter((line) => !isEmpty.test(line.trim()) && !isComment(line)).slice(0, 50)
  if (told.length === 0) return false
  if (told.filter((line) => counted.test(line.slice(-countLength))).length * 2 >= told.length) return true
  // Stacks without counts are told as such; source code has its semicolons at the end.
  return told.every((line) => /^[^;]+;[^;]/.test(line) && !/[;{}]\s*$/.test(line))
}

function isComment(line: string): boolean {
  return /^#(?:\s|!|$)/.test(line)
}

/** One stack a line, outermost first, with semicolons between its frames and its count behind. */
export function readFolded(bytes: Uint8Array, { name, onProgress }: ReadContext): Profile[] {
  const stacks = new TextStacks(name)
  const lines = new Lines(bytes, onProgress)
  while (lines.next()) {
    if (lines.blank || isCommentAt(bytes, lines)) continue
    const space = lastSpace(bytes, lines.start, lines.end)
    const weight = numberIn(bytes, space + 1, lines.end)
    if (Number.isNaN(weight)) throw uncounted(lines)
    stacks.addSample(stackOf(bytes, lines.start, space, stacks), weight)
  }
  return [stacks.finish()]
}

function isCommentAt(bytes: Uint8Array, { start, end }: Lines): boolean {
  if (bytes[start] !== 0x23) return false
  const next = bytes[start + 1] ?? 0x20
  return start + 1 === end || isSpace(next) || next === 0x21
}

function lastSpace(bytes: Uint8Array, start: number, end: number): number {
  let at = end - 1
  while (at >= start && !isSpace(bytes[at] ?? 0)) at--
  return at
}

/** NaN where it is none. */
function numberIn(bytes: Uint8Array, start: number, end: number): number {
  let value = 0
  for (let at = start; at < end; at++) {
    const digit = (bytes[at] ?? 0) - 0x30
    if (digit < 0 || digit > 9 || at - start >= 15) return decimalIn(bytes, start, end)
    value = value * 10 + digit
  }
  return end > start ? value : NaN
}

function decimalIn(bytes: Uint8Array, start: number, end: number): number {
  const text = String.fromCharCode(...bytes.subarray(start, Math.min(end, start + 40)))
  return /^\d+(?:\.\d*)?(?:[eE][+-]?\d+)?$/.test(text) && Number.isFinite(Number(text)) ? Number(text) : NaN
}

/** A line that is only a count is a gap; frames without a name are passed over. */
function stackOf(bytes: Uint8Array, start: number, end: number, stacks: TextStacks): IndexIntoStackTable {
  let stack: IndexIntoStackTable = -1
  let from = start
  for (let at = start; at <= end; at++) {
    if (at < end && bytes[at] !== 0x3b) continue
    let [first, last] = [from, at]
    while (first < last && isSpace(bytes[first] ?? 0)) first++
    while (last > first && isSpace(bytes[last - 1] ?? 0)) last--
    if (last > first) stack = stacks.call(bytes, first, last, stack)
    from = at + 1
  }
  return stack
}

function uncounted(lines: Lines): Failure {
  return new Failure(
    'BAD_INPUT',
    `Line ${lines.number} of these collapsed stacks has no count at its end: ${lines.quoted()}.`,
    {
      hint: 'Each line is a stack, then a space and how often it was seen, 0 or more.',
      facts: { line: lines.number },
    },
  )
}
