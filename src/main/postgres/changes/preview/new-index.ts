import type { IndexElem, IndexStmt, Node } from 'libpg-query'
import { type ChangeText, readText, type Word } from '../change-text.ts'
import { nameOf } from '../relations.ts'

/** One key of an index to be made. */
export interface NewKey {
  /** Its column; undefined for an expression. */
  column: string | undefined
  /** The column or expression as SQL writes it, without order or operator class. */
  sql: string
  /** The operator class, where one is named. */
  opclass: string | undefined
  /** Ascending with nulls last, as without a word about it. */
  inPlainOrder: boolean
}

/** What CREATE INDEX says, in pieces that can be put into other statements. */
export interface NewIndex {
  keys: NewKey[]
  included: string[]
  /** The condition of a partial index. */
  predicate: string | undefined
  fillfactor: number | undefined
}

/** Takes a CREATE INDEX apart; undefined for anything else. */
export async function readNewIndex(sql: string, signal?: AbortSignal): Promise<NewIndex | undefined> {
  const text = await readText(sql, signal)
  if (!('IndexStmt' in text.statement)) return undefined
  const index = text.statement.IndexStmt
  const pieces = keyPieces(text)
  return {
    keys: (index.indexParams ?? []).map((node, at) => keyOf(elementOf(node), pieces[at] ?? '')),
    included: (index.indexIncludingParams ?? []).flatMap((node) => elementOf(node).name ?? []),
    predicate: index.whereClause ? behindWhere(text) : undefined,
    fillfactor: fillfactorOf(index),
  }
}

function elementOf(node: Node): IndexElem {
  return 'IndexElem' in node ? node.IndexElem : {}
}

function keyOf({ name, ordering, nulls_ordering: nulls, opclass }: IndexElem, piece: string): NewKey {
  const [last] = (opclass ?? []).slice(-1)
  return {
    column: name,
    sql: name === undefined ? piece : nameOf({ name }),
    opclass: last && 'String' in last ? last.String.sval : undefined,
    inPlainOrder: ordering !== 'SORTBY_DESC' && (nulls === undefined || nulls === 'SORTBY_NULLS_DEFAULT'),
  }
}

function fillfactorOf({ options }: IndexStmt): number | undefined {
  for (const option of options ?? []) {
    if (!('DefElem' in option) || option.DefElem.defname !== 'fillfactor') continue
    const { arg } = option.DefElem
    if (arg && 'Integer' in arg) return arg.Integer.ival
  }
  return undefined
}

/** The text of each key, up to where an operator class or an order would begin. */
function keyPieces({ sql, words }: ChangeText): string[] {
  const pieces: string[] = []
  let depth = 0
  let begin: Word | undefined
  let end: Word | undefined
  const on = words.findIndex(({ text }) => text.toUpperCase() === 'ON')
  for (const word of words.slice(on + 1)) {
    if (word.text === ')') depth--
    const isEnd = (depth === 1 && word.text === ',') || depth === 0
    if (depth >= 1 && !isEnd) {
      begin ??= word
      // An expression ends with its first closing parenthesis: `lower(name) text_pattern_ops DESC`.
      if (depth === 1 && word.text === ')') end ??= word
    } else if (isEnd && begin) {
      pieces.push(sql.slice(begin.start, (end ?? begin).end))
      begin = end = undefined
      if (depth === 0) break
    }
    if (word.text === '(') depth++
  }
  return pieces
}

function behindWhere({ sql, words }: ChangeText): string | undefined {
  let depth = 0
  for (const { text, end } of words) {
    if (text === '(') depth++
    if (text === ')') depth--
    if (depth === 0 && text.toUpperCase() === 'WHERE') return sql.slice(end).trim()
  }
  return undefined
}
