import type { Node } from 'libpg-query'
import { Failure } from '#shared/failure.ts'
import { parseSql } from '../statement/parser.ts'

/** A token of a statement that is no comment, with its place in UTF-16 units. */
export interface Word {
  text: string
  start: number
  end: number
}

/** The one statement of a text, in its own words. */
export interface ChangeText {
  statement: Node
  /** Without the comments around it and without `;`. */
  sql: string
  words: Word[]
  /** All comments of the text, with their marks. */
  comments: string[]
}

/** Reads the one statement of a text. Throws BAD_INPUT for none, for two, and for a syntax error. */
export async function readText(sql: string, signal?: AbortSignal): Promise<ChangeText> {
  const { statements, tokens } = await parseSql(sql, signal, { withTokens: true })
  const [first, second] = statements
  if (!first?.stmt) {
    throw new Failure('BAD_INPUT', 'There is no statement to apply.', {
      hint: 'Write one, such as CREATE INDEX CONCURRENTLY ON orders (status).',
    })
  }
  if (second?.stmt) {
    throw new Failure('BAD_INPUT', 'There is more than one statement.', {
      hint: 'Apply one at a time: each is a change of its own, with its own undo.',
    })
  }
  const bytes = Buffer.from(sql)
  const from = first.stmt_location ?? 0
  const to = first.stmt_len === undefined ? bytes.length : from + first.stmt_len
  const inside = tokens.filter(({ start, text }) => start >= from && start < to && text !== ';')
  const plain = inside.filter(({ text }) => !isComment(text))
  const start = plain[0]?.start ?? from
  const end = plain.at(-1)?.end ?? to
  const offset = (byte: number): number => bytes.subarray(start, byte).toString().length
  return {
    statement: first.stmt,
    sql: bytes.subarray(start, end).toString(),
    words: plain.map((token) => ({
      text: token.text,
      start: offset(token.start),
      end: offset(token.end),
    })),
    comments: tokens.filter(({ text }) => isComment(text)).map(({ text }) => text),
  }
}

/** Puts a keyword behind the first of the words that is `after`: `INDEX` → `INDEX CONCURRENTLY`. */
export function insertAfter({ sql, words }: ChangeText, after: string, keyword: string): string {
  const word = words.find(({ text }) => text.toUpperCase() === after)
  if (!word) throw new Error(`There is no ${after} in: ${sql}`)
  return `${sql.slice(0, word.end)} ${keyword}${sql.slice(word.end)}`
}

function isComment(text: string): boolean {
  return text.startsWith('--') || text.startsWith('/*')
}
