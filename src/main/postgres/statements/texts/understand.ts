import { type ParseResult, normalizeSync, fingerprintSync, parseSync, SqlError } from 'libpg-query'
import { commandName } from '../../statement/command-name.ts'
import { contentsOf, type Name } from '../../statement/contents.ts'

/** What the text of a statement tells of it. */
export interface TextFacts {
  /** `SELECT`, `UPDATE`…; the first word of a text that the parser does not take. */
  command: string
  /** Tables and views that it names, each once, without its own WITH queries. */
  relations: Name[]
}

/** {@link TextFacts} of a text as somebody sent it, with its values taken out. */
export interface NormalisedText extends TextFacts {
  /** `$1` in place of each constant; the text itself where it could not be parsed. */
  normalised: string
  /** The same for texts that differ only in their constants, comments and layout. */
  fingerprint: string
}

/** The parser ran out of memory or stack: nothing that it says afterwards can be trusted. */
export class ParserBroken extends Error {
  override readonly name = 'ParserBroken'
}

/** Reads one text. The parser must have been loaded. Throws {@link ParserBroken}. */
export function understand(text: string): TextFacts {
  const parsed = tryToParse(text)
  return parsed ? factsOf(parsed, text) : unread(text)
}

/** Reads one text and takes its values out. The parser must have been loaded. Throws {@link ParserBroken}. */
export function normalise(text: string): NormalisedText {
  const parsed = tryToParse(text)
  if (!parsed) return { ...unread(text), normalised: text, fingerprint: text }
  try {
    return { ...factsOf(parsed, text), normalised: normalizeSync(text), fingerprint: fingerprintSync(text) }
  } catch (error) {
    throw broken(error)
  }
}

/** What is known of a text without the parser. */
export function unread(text: string): TextFacts {
  return { command: firstWord(text), relations: [] }
}

/** Undefined for a text that is merely wrong. A memory error comes as a SqlError, too. */
function tryToParse(text: string): ParseResult | undefined {
  try {
    return parseSync(text)
  } catch (error) {
    if (error instanceof SqlError && !/memory exhausted|out of memory/.test(error.message)) return undefined
    throw broken(error)
  }
}

function broken(error: unknown): ParserBroken {
  return new ParserBroken(error instanceof Error ? error.message : String(error))
}

function factsOf({ stmts }: ParseResult, text: string): TextFacts {
  const statement = stmts?.[0]?.stmt
  if (!statement) return unread(text)
  const unique = new Map(
    contentsOf(statement).relations.map((name) => [`${name.schema ?? ''}\0${name.name}`, name]),
  )
  return { command: commandName(statement), relations: [...unique.values()] }
}

/**
 * Only for texts that are no SQL to the parser (cut off, or of an extension's own grammar): what they
 * begin with, behind comments and parentheses.
 */
export function firstWord(text: string): string {
  const behindComments = text.replace(/^(?:\s+|\(|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+/, '')
  return (/^[a-z]+/i.exec(behindComments)?.[0] ?? '').toUpperCase()
}
