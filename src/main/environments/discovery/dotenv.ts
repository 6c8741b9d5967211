import type { Reading, Surroundings } from './found.ts'
import { interpolate } from './interpolate.ts'
import { readVariables } from './variables.ts'

export interface DotenvFile {
  variables: Map<string, string>
  problems: string[]
}

/**
 * Reads `.env` text as the dotenv packages do: `export`, single and double quotes and backticks that
 * may run over lines, `#` comments, `\n` and `\"` in double quotes, and `${NAME}` from other lines or
 * from the given variables. A plain `$name` stays as it is: it is more often a piece of a password.
 */
export function parseDotenv(text: string, outer: NodeJS.ProcessEnv): DotenvFile {
  const variables = new Map<string, string>()
  const problems: string[] = []
  const lines = [...assignments(text)]
  const plain = new Map(
    lines.filter(({ value }) => !value.includes('${')).map(({ name, value }) => [name, value]),
  )
  for (const { name, value, mayRefer } of lines) {
    const filled = mayRefer
      ? interpolate(
          protectDollars(value),
          (other) => variables.get(other) ?? outer[other] ?? plain.get(other),
        )
      : { text: value, missing: [] }
    if (filled.missing.length === 0) variables.set(name, filled.text)
    else problems.push(`${name} refers to ${filled.missing.join(', ')}, which is not set.`)
  }
  return { variables, problems }
}

export function looksLikeDotenv(text: string): boolean {
  return /^[ \t]*(?:export[ \t]+)?[A-Za-z_][A-Za-z0-9_.]*[ \t]*=/m.test(text)
}

export function readDotenv(text: string, surroundings: Surroundings): Reading {
  const { variables, problems } = parseDotenv(text, surroundings.variables)
  const reading = readVariables(variables, surroundings)
  return { found: reading.found, problems: [...problems, ...reading.problems] }
}

/** Only `${` refers: every other dollar, and one behind a backslash, stands for itself. */
function protectDollars(value: string): string {
  return value.replaceAll(/\\\$|\$(?!\{[A-Za-z_])/g, '$$$$')
}

interface Assignment {
  name: string
  value: string
  mayRefer: boolean
}

const startPattern = /[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_.]*)[ \t]*(?:=|:[ \t])[ \t]*/y

function* assignments(text: string): Generator<Assignment> {
  let at = text.startsWith('\uFEFF') ? 1 : 0
  while (at < text.length) {
    startPattern.lastIndex = at
    const name = startPattern.exec(text)?.[1]
    if (name === undefined) {
      at = lineEnd(text, at) + 1
      continue
    }
    const begin = startPattern.lastIndex
    const quote = text.charAt(begin)
    const close = /["'`]/.test(quote) ? closingQuote(text, begin + 1, quote) : -1
    if (close === -1) {
      const end = lineEnd(text, begin)
      // A comment begins with # after a blank; a # inside a word belongs to the value.
      const value = text
        .slice(begin, end)
        .trim()
        .replace(/(^|\s)#.*$/, '')
        .trim()
      yield { name, value, mayRefer: true }
      at = end + 1
    } else {
      const inner = text.slice(begin + 1, close)
      yield { name, value: quote === '"' ? unescape(inner) : inner, mayRefer: quote === '"' }
      at = lineEnd(text, close) + 1
    }
  }
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  return end === -1 ? text.length : end
}

function closingQuote(text: string, from: number, quote: string): number {
  for (let at = from; at < text.length; at++) {
    const character = text.charAt(at)
    if (character === '\\' && quote === '"') at++
    else if (character === quote) return at
  }
  return -1
}

const escapes: Record<string, string> = { n: '\n', r: '\r', t: '\t' }

function unescape(text: string): string {
  return text.replaceAll(/\\([nrt"\\])/g, (_, character: string) => escapes[character] ?? character)
}
