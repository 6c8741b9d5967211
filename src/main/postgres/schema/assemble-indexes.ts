import type { TextRow } from '../session/session.ts'
import { list, number, optionalNumber, text, yes } from './cells.ts'
import type { Index, IndexKey, Table } from './schema.ts'

/** The answers that indexes are made of; see `queries.ts`. */
interface IndexRows {
  indexes: TextRow[]
  indexSizes: TextRow[] | undefined
  foreignKeys: TextRow[]
  collations: TextRow[]
}

/** Gives each table its indexes, in the order in which they were made. `blockSize` is bytes. */
export function assembleIndexes(rows: IndexRows, tables: Map<number, Table>, blockSize: number): void {
  const sizes = new Map((rows.indexSizes ?? []).map(([oid, bytes]) => [oid, number(bytes)]))
  const collations = new Map(rows.collations.map(([oid, name]) => [oid, name]))
  const supported = Map.groupBy(rows.foreignKeys, (row) => row[11])
  for (const row of rows.indexes) {
    const [tableOid, oid, name, definition, accessMethod, ...rest] = row
    const table = tables.get(number(tableOid))
    if (!table) continue
    const [unique, primary, exclusion, replica, clustered, valid, ready, notDistinct, parent] = rest
    const [tuples, pages, scans, lastScan, keyCount, parts, constraint, isPartial] = rest.slice(9)
    const all = list(parts)
    const columns = new Map(table.columns.map((column) => [column.number, column]))
    const keys = all.slice(0, number(keyCount)).map((part): IndexKey => {
      const column = columns.get(Number(part['number']))
      const option = Number(part['option'])
      const collation = collations.get(text(part['collation'])) ?? undefined
      const own = column?.collation ?? (column ? 'default' : undefined)
      return {
        column: column?.name,
        text: text(part['text']),
        // INDOPTION_DESC and INDOPTION_NULLS_FIRST of access/amapi.h.
        descending: (option & 1) !== 0,
        nullsFirst: (option & 2) !== 0,
        operatorClass: typeof part['opclass'] === 'string' ? part['opclass'] : undefined,
        collation: column === undefined || collation === own ? undefined : collation,
      }
    })
    const index: Index = {
      oid: number(oid),
      name: name ?? '',
      definition: definition ?? '',
      accessMethod: accessMethod ?? '',
      isUnique: yes(unique),
      isPrimary: yes(primary),
      isExclusion: yes(exclusion),
      constraint: constraint ?? undefined,
      isReplicaIdentity: yes(replica),
      isClustered: yes(clustered),
      isValid: yes(valid),
      isReady: yes(ready),
      nullsNotDistinct: yes(notDistinct),
      parent: optionalNumber(parent),
      keys,
      include: all.slice(number(keyCount)).flatMap((part) => columns.get(Number(part['number']))?.name ?? []),
      predicate: yes(isPartial) ? predicateOf(definition ?? '') : undefined,
      sizeBytes:
        table.kind === 'partitioned table' ? undefined : (sizes.get(oid ?? '') ?? number(pages) * blockSize),
      rows: number(tuples) < 0 ? undefined : number(tuples),
      scans: optionalNumber(scans),
      lastScan: optionalNumber(lastScan),
      supportsForeignKeys: (supported.get(oid ?? '') ?? []).map((key) => key[2] ?? ''),
    }
    table.indexes.push(index)
  }
}

/**
 * The text behind WHERE in a definition as `pg_get_indexdef` prints it: the only WHERE that stands
 * outside of parentheses and quotes. (`pg_get_expr` would lock the table.)
 */
function predicateOf(definition: string): string | undefined {
  let depth = 0
  for (let at = 0; at < definition.length; at++) {
    const letter = definition[at]
    if (letter === '"' || letter === "'") {
      at = definition.indexOf(letter, at + 1)
      if (at < 0) return undefined
    } else if (letter === '(') depth++
    else if (letter === ')') depth--
    else if (depth === 0 && definition.startsWith(' WHERE ', at)) {
      const predicate = definition.slice(at + 7).trim()
      return isWrapped(predicate) ? predicate.slice(1, -1) : predicate
    }
  }
  return undefined
}

/** One pair of parentheses is around all of it. */
function isWrapped(predicate: string): boolean {
  if (!predicate.startsWith('(') || !predicate.endsWith(')')) return false
  let depth = 0
  for (let at = 0; at < predicate.length - 1; at++) {
    const letter = predicate[at]
    if (letter === '"' || letter === "'") at = predicate.indexOf(letter, at + 1)
    else if (letter === '(') depth++
    else if (letter === ')') depth--
    if (depth === 0) return false
  }
  return true
}
