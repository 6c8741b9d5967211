import { Failure } from '../failure.ts'

/**
 * The arguments of a line as redis-cli takes them (`sdssplitargs` of the server): separated by white
 * space; `"…"` knows \n \r \t \b \a \\ \" and \xNN, so that any byte can be written; `'…'` knows \' alone.
 */
export interface Argument {
  bytes: Uint8Array
  /** No part of it was in quotes: it may be a keyword. */
  bare: boolean
}

const encoder = new TextEncoder()
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** @throws Failure BAD_INPUT for quotes that are not closed, or closed in the middle of an argument */
export function splitArguments(line: string): Argument[] {
  const found: Argument[] = []
  let at = 0
  for (;;) {
    while (at < line.length && isSpace(line[at])) at++
    if (at >= line.length) return found
    const { argument, end } = readArgument(line, at)
    found.push(argument)
    at = end
  }
}

function readArgument(line: string, start: number): { argument: Argument; end: number } {
  const bytes: number[] = []
  let at = start
  while (at < line.length && !isSpace(line[at])) {
    const letter = line[at]
    if (letter === '"' || letter === "'") {
      const end = readQuoted(line, at, bytes)
      if (end < line.length && !isSpace(line[end])) {
        throw new Failure('BAD_INPUT', 'After a closing quote comes a space or the end.', {
          hint: String.raw`Inside "…" a quote is written \".`,
          facts: { position: end },
        })
      }
      return { argument: { bytes: Uint8Array.from(bytes), bare: false }, end }
    }
    at = pushLetter(line, at, bytes)
  }
  return { argument: { bytes: Uint8Array.from(bytes), bare: true }, end: at }
}

/** Reads from the opening quote; returns where the text goes on after the closing one. */
function readQuoted(line: string, start: number, bytes: number[]): number {
  const quote = line[start]
  let at = start + 1
  while (at < line.length) {
    const letter = line[at]
    if (letter === quote) return at + 1
    if (letter !== '\\') {
      at = pushLetter(line, at, bytes)
    } else if (quote === '"') {
      at = readEscape(line, at, bytes)
    } else if (line[at + 1] === "'") {
      bytes.push(QUOTE)
      at += 2
    } else {
      at = pushLetter(line, at, bytes)
    }
  }
  throw new Failure('BAD_INPUT', `A quote (${quote}) is not closed.`, { facts: { position: start } })
}

const QUOTE = 0x27
const escapes = new Map([
  ['n', 0x0a],
  ['r', 0x0d],
  ['t', 0x09],
  ['b', 0x08],
  ['a', 0x07],
])

function readEscape(line: string, at: number, bytes: number[]): number {
  const hex = /^\\x([0-9a-f]{2})/i.exec(line.slice(at, at + 4))
  if (hex?.[1] !== undefined) {
    bytes.push(Number.parseInt(hex[1], 16))
    return at + 4
  }
  const letter = line[at + 1]
  // The text ends here: the quote is not closed, as whoever reads on will find.
  if (letter === undefined) return at + 1
  const control = escapes.get(letter)
  if (control === undefined) return pushLetter(line, at + 1, bytes)
  bytes.push(control)
  return at + 2
}

/** Takes one letter, of one or two code units. */
function pushLetter(line: string, at: number, bytes: number[]): number {
  const letter = String.fromCodePoint(line.codePointAt(at) ?? 0)
  bytes.push(...encoder.encode(letter))
  return at + letter.length
}

function isSpace(letter: string | undefined): boolean {
  return letter === ' ' || letter === '\n' || letter === '\r' || letter === '\t' || letter === '\0'
}

/** ASCII that needs no quotes. */
const plain = /^[!#-&(-~]+$/
/** Shown as they are; controls, format characters (which reorder or hide text) and the like are not. */
const visible = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u

/** An argument as {@link splitArguments} reads it back, in quotes where it has to be. */
export function quoteArgument(argument: Uint8Array | string): string {
  const bytes = typeof argument === 'string' ? encoder.encode(argument) : argument
  const text = textOfBytes(bytes)
  if (text === undefined) return `"${Array.from(bytes, quotedByte).join('')}"`
  if (plain.test(text)) return text
  return `"${Array.from(text, quotedLetter).join('')}"`
}

/** UTF-8 text, or undefined where the bytes are none. */
export function textOfBytes(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes)
  } catch {
    return undefined
  }
}

function quotedLetter(letter: string): string {
  if (letter === '"' || letter === '\\') return `\\${letter}`
  if (letter === '\n') return String.raw`\n`
  if (letter === '\r') return String.raw`\r`
  if (letter === '\t') return String.raw`\t`
  if (visible.test(letter)) return letter
  return Array.from(encoder.encode(letter), hexOf).join('')
}

function quotedByte(byte: number): string {
  return byte >= 0x20 && byte < 0x7f ? quotedLetter(String.fromCodePoint(byte)) : hexOf(byte)
}

function hexOf(byte: number): string {
  return String.raw`\x` + byte.toString(16).padStart(2, '0')
}
