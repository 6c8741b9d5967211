import type { TextRow } from '../session/session.ts'
import { list, number, optionalNumber, textList, yes } from './cells.ts'
import type { Column, ColumnStatistics, Table } from './schema.ts'

/** Bytes the planner takes for a value of unknown width (get_typavgwidth in lsyscache.c). */
const UNKNOWN_WIDTH = 32

/** The answers that columns are made of; see `queries.ts`. */
interface ColumnRows {
  columns: TextRow[]
  types: TextRow[]
  collations: TextRow[]
  statistics: TextRow[] | undefined
}

interface ColumnReading {
  /** Values of columns were limited to a few. */
  isShortened: boolean
  /** The database's own collation compares bytes. */
  collatesBytewise: boolean
}

/** Gives each table its columns with their statistics, and names for the numbers of its partition key. */
export function assembleColumns(rows: ColumnRows, tables: Map<number, Table>, reading: ColumnReading): void {
  const types = new Map(rows.types.map(([id, ...rest]) => [id, rest]))
  const collations = new Map(rows.collations.map(([id, ...rest]) => [id, rest]))
  const statistics = statisticsByColumn(rows, tables, reading)
  for (const [table, columnNumber, name, type, typeId, notNull, collation] of rows.columns) {
    const owner = tables.get(number(table))
    if (!owner) continue
    const [baseType, length, typeCollation, methods] = types.get(typeId ?? '') ?? []
    const known = new Set(textList(methods))
    const [collationName, isDefault, comparesBytes] = collations.get(collation ?? '') ?? []
    const measured = statistics.get(`${owner.oid} ${name}`)
    const column: Column = {
      number: number(columnNumber),
      name: name ?? '',
      type: type ?? '',
      baseType: baseType ?? '',
      notNull: yes(notNull),
      collation: collation === typeCollation ? undefined : (collationName ?? undefined),
      collatesBytewise: yes(isDefault) ? reading.collatesBytewise : yes(comparesBytes),
      indexable: {
        btree: known.has('btree'),
        hash: known.has('hash'),
        gin: known.has('gin'),
        gist: known.has('gist'),
        brin: known.has('brin'),
      },
      statistics: measured,
      width: measured?.averageWidth ?? (number(length) > 0 ? number(length) : UNKNOWN_WIDTH),
    }
    owner.columns.push(column)
  }
  for (const table of tables.values()) {
    const names = new Map(table.columns.map((column) => [String(column.number), column.name]))
    table.partitionKey = table.partitionKey.flatMap((key) => names.get(key) ?? [])
  }
}

function statisticsByColumn(
  rows: ColumnRows,
  tables: Map<number, Table>,
  { isShortened }: ColumnReading,
): Map<string, ColumnStatistics> {
  const found = new Map<string, ColumnStatistics>()
  const byName = new Map([...tables.values()].map((table) => [`${table.schema}\0${table.name}`, table]))
  for (const row of rows.statistics ?? []) {
    const [schema, name, column, inherited, width, distinct, nulls, correlation, common, shares, bounds] = row
    const table = byName.get(`${schema}\0${name}`)
    const key = `${table?.oid} ${column}`
    // Of a table with children, the row with `inherited` is about all of them together.
    if (!table || (found.has(key) && !yes(inherited))) continue
    const frequencies = list(shares).map(Number)
    found.set(key, {
      averageWidth: number(width),
      distinct: number(distinct) < 0 ? Math.round(-number(distinct) * (table.rows ?? 0)) : number(distinct),
      nullShare: number(nulls),
      correlation: optionalNumber(correlation),
      common: textList(common).map((value, place) => ({ value: cut(value), share: frequencies[place] ?? 0 })),
      histogram: textList(bounds).map(cut),
      isShortened,
    })
  }
  return found
}

const LONGEST_VALUE = 1000

function cut(value: string): string {
  return value.length > LONGEST_VALUE ? value.slice(0, LONGEST_VALUE) : value
}
