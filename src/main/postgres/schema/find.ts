import type { Column, Index, Schema, Table } from './schema.ts'

interface Lookup {
  byOid: Map<number, Table>
  /** `schema` NUL `name`. */
  byName: Map<string, Table>
  indexes: Map<string, { index: Index; table: Table }>
}

/** Made once per schema, and gone with it. */
const lookups = new WeakMap<Schema, Lookup>()
const columnsByName = new WeakMap<Table, Map<string, Column>>()

/**
 * The table that a name means: in the schema given, else the first along the search path. Names are as
 * the server keeps them (lower case unless they were quoted). Undefined where there is none.
 */
export function findTable(schema: Schema, name: string, inSchema?: string): Table | undefined {
  const { byName } = lookupOf(schema)
  if (inSchema !== undefined) return byName.get(`${inSchema}\0${name}`)
  for (const candidate of schema.searchPath) {
    const table = byName.get(`${candidate}\0${name}`)
    if (table) return table
  }
  return undefined
}

export function findTableByOid(schema: Schema, oid: number): Table | undefined {
  return lookupOf(schema).byOid.get(oid)
}

export function findColumn(table: Table, name: string): Column | undefined {
  let columns = columnsByName.get(table)
  if (!columns) {
    columns = new Map(table.columns.map((column) => [column.name, column]))
    columnsByName.set(table, columns)
  }
  return columns.get(name)
}

/** An index and its table, by the index's name and schema. */
export function findIndex(
  schema: Schema,
  name: string,
  inSchema: string,
): { index: Index; table: Table } | undefined {
  return lookupOf(schema).indexes.get(`${inSchema}\0${name}`)
}

function lookupOf(schema: Schema): Lookup {
  let lookup = lookups.get(schema)
  if (!lookup) {
    lookup = {
      byOid: new Map(schema.tables.map((table) => [table.oid, table])),
      byName: new Map(schema.tables.map((table) => [`${table.schema}\0${table.name}`, table])),
      indexes: new Map(
        schema.tables.flatMap((table) =>
          table.indexes.map((index) => [`${table.schema}\0${index.name}`, { index, table }] as const),
        ),
      ),
    }
    lookups.set(schema, lookup)
  }
  return lookup
}
