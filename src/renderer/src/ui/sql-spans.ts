/** SQL cut into coloured parts by the editor's own grammar. Pure. */
import { PostgreSQL } from '@codemirror/lang-sql'
import { classHighlighter, highlightCode } from '@lezer/highlight'

export interface SqlSpan {
  text: string
  /** `tok-keyword tok-…`; empty for plain text. */
  kind: string
}

/** A row of a table asks for the same line again and again while it is scrolled. */
const remembered = 2000
const cache = new Map<string, readonly SqlSpan[]>()

/** The parts of a short text of SQL, which may be cut off anywhere. */
export function sqlSpans(sql: string): readonly SqlSpan[] {
  const known = cache.get(sql)
  if (known !== undefined) return known
  const spans: SqlSpan[] = []
  highlightCode(
    sql,
    PostgreSQL.language.parser.parse(sql),
    classHighlighter,
    (text, kind) => spans.push({ text, kind }),
    () => spans.push({ text: '\n', kind: '' }),
  )
  if (cache.size >= remembered) cache.clear()
  cache.set(sql, spans)
  return spans
}

/** A statement as one line, at most so many characters of it; without a number, more than any screen is wide. */
export function oneLine(sql: string, longest = 400): string {
  const line = sql
    .slice(0, longest * 2)
    .replace(/\s+/g, ' ')
    .trim()
  return line.length <= longest ? line : `${line.slice(0, longest - 1).trimEnd()}…`
}
