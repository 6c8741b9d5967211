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
  try {
    return factsOf(parseSync(text), text)
  } catch (error) {
    return { command: firstWord(text), relations: afterSyntaxError(error) }
  }
}

/** Reads one text and takes its values out. The parser must have been loaded. Throws {@link ParserBroken}. */
export function normalise(text: string): NormalisedText {
  const facts = understand(text)
  try {
    return { ...facts, normalised: normalizeSync(text), fingerprint: fingerprintSync(text) }
  } catch (error) {
    afterSyntaxError(error)
    return { ...facts, normalised: text, fingerprint: text }
  }
}

function factsOf({ stmts }: ParseResult, text: string): TextFacts {
  const statement = stmts?.[0]?.stmt
  if (!statement) return { command: firstWord(text), relations: [] }
  const unique = new Map(
    contentsOf(statement).relations.map((name) => [`${name.schema ?? ''}\0${name.name}`, name]),
  )
  return { command: commandName(statement), relations: [...unique.values()] }
}

/** No relations where the text is merely wrong. A memory error comes as a SqlError, too. */
function afterSyntaxError(error: unknown): Name[] {
  if (error instanceof SqlError && !/memory exhausted|out of memory/.test(error.message)) return []
  throw new ParserBroken(error instanceof Error ? error.message : String(error))
}

/**
 * Only for texts that are no SQL to the parser (cut off, or of an extension's own grammar): what they
 * begin with, behind comments and parentheses.
 */
export function firstWord(text: string): string {
  const behindComments = text.replace(/^(?:\s+|\(|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+/, '')
  return (/^[a-z]+/i.exec(behindComments)?.[0] ?? '').toUpperCase()
}
