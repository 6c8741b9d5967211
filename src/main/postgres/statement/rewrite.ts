/**
 * Small, certain changes to the text of a statement: everything that is not touched stays as it was
 * written. Works on the parser's tokens, so strings, comments and quoted names are never mistaken.
 */
import type { Token } from './parser.ts'

/** Places are UTF-8 byte offsets, as the parser's. */
interface Span {
  start: number
  end: number
}

/** One replacement; an empty span inserts. */
export interface Edit extends Span {
  text: string
}

/** The text with the edits made. They must not overlap. */
export function edited(text: string, edits: readonly Edit[]): string {
  const bytes = Buffer.from(text)
  let result = ''
  let at = 0
  for (const edit of edits.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    result += bytes.subarray(at, edit.start).toString() + edit.text
    at = edit.end
  }
  return result + bytes.subarray(at).toString()
}

/** An edit for each `$n`, with what `replacement` gives; those without stay. */
export function parameterEdits(
  tokens: readonly Token[],
  replacement: (number: number) => string | undefined,
): Edit[] {
  return tokens.flatMap(({ start, end, text }) => {
    const number = /^\$(\d+)$/.exec(text)?.[1]
    const replaced = number === undefined ? undefined : replacement(Number(number))
    return replaced === undefined ? [] : [{ start, end, text: replaced }]
  })
}

const clauseWords = [
  'WHERE',
  'GROUP',
  'HAVING',
  'WINDOW',
  'ORDER',
  'LIMIT',
  'OFFSET',
  'FETCH',
  'FOR',
] as const
export type ClauseWord = (typeof clauseWords)[number]

/** The clauses of the outermost SELECT behind its FROM, each from its keyword to its last token. */
export function clausesOf(tokens: readonly Token[]): Partial<Record<ClauseWord, Span>> {
  const clauses: Partial<Record<ClauseWord, Span>> = {}
  let depth = 0
  let seenFrom = false
  let open: Span | undefined
  for (const { start, end, text } of tokens) {
    if (isComment(text)) continue
    const word = text.toUpperCase()
    if (text === ')') depth -= 1
    if (text === ';' && depth === 0) break
    const clause = depth === 0 && seenFrom ? clauseWords.find((known) => known === word) : undefined
    if (clause !== undefined) {
      open = { start, end }
      clauses[clause] = open
    } else if (open) {
      open.end = end
    }
    if (depth === 0 && word === 'FROM') seenFrom = true
    if (text === '(') depth += 1
  }
  return clauses
}

/** Where the statement's last token ends, without `;` and comments. */
export function endOf(tokens: readonly Token[]): number {
  return tokens.findLast(({ text }) => text !== ';' && !isComment(text))?.end ?? 0
}

function isComment(text: string): boolean {
  return text.startsWith('--') || text.startsWith('/*')
}
