import type { Proposal, Runnable } from '#shared/contract/finding.ts'
import { quoteIdentifier } from '../../explain/account/quote-identifier.ts'
import type { Table } from '../../schema/schema.ts'
import { plainName, qualified } from '../../wording.ts'

export interface IndexPart {
  /** A column's name, or an expression as CREATE INDEX wants it. */
  kind: 'column' | 'expression'
  text: string
  descending?: boolean
}

/** Makes an index on a table for a statement, as a proposal; the server chooses its name. */
export function createIndex(table: Table, parts: readonly IndexPart[], affected: Runnable): Proposal {
  const key = parts
    .map(({ kind, text, descending }) => {
      const sql = kind === 'column' ? quoteIdentifier(text) : `(${text})`
      return descending === true ? `${sql} DESC` : sql
    })
    .join(', ')
  return {
    title: `Create the index on ${plainName(table.schema, table.name)} (${key})`,
    sql: `CREATE INDEX CONCURRENTLY ON ${qualified(table.schema, table.name)} (${key})`,
    affected: [affected],
  }
}

/** An index that can be read in the order of these columns, from its first on, forwards or backwards. */
export function hasIndex(table: Table, parts: readonly IndexPart[]): boolean {
  return table.indexes.some((index) => {
    if (!index.isValid || index.accessMethod !== 'btree' || index.predicate !== undefined) return false
    const isPrefix = parts.every(({ kind, text }, place) => {
      const key = index.keys[place]
      return kind === 'column' ? key?.column === text : key?.text === text
    })
    const flips = parts.map(({ descending = false }, place) => descending !== index.keys[place]?.descending)
    return isPrefix && flips.every((flip) => flip === flips[0])
  })
}
