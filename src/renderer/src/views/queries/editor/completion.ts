/** What the SQL editor completes, from a target's catalogue. Pure data for CodeMirror. */
import type { Completion } from '@codemirror/autocomplete'
import type { SQLNamespace } from '@codemirror/lang-sql'
import type { Catalogue } from '#shared/contract/postgres.ts'

type Relation = Catalogue['relations'][number]

/**
 * Schemas with their tables and columns, and once more at the top the tables that the search path
 * finds without their schema: the first schema of the path that has the name wins, as in the server.
 */
export function namespaceOf(catalogue: Catalogue): SQLNamespace {
  const schemas: Record<string, Record<string, SQLNamespace>> = {}
  for (const relation of catalogue.relations) {
    const tables = (schemas[relation.schema] ??= {})
    tables[relation.name] = tableOf(relation)
  }
  const top: Record<string, SQLNamespace> = {}
  for (const [name, tables] of Object.entries(schemas)) {
    top[name] = { self: { label: name, type: 'namespace', detail: 'schema' }, children: tables }
  }
  for (const schema of catalogue.searchPath) {
    for (const [name, table] of Object.entries(schemas[schema] ?? {})) top[name] ??= table
  }
  return top
}

function tableOf(relation: Relation): SQLNamespace {
  return {
    self: { label: relation.name, type: 'type', detail: relation.kind },
    children: relation.columns.map((column) => columnCompletion(column)),
  }
}

function columnCompletion(column: Relation['columns'][number], of?: string): Completion {
  const type = column.notNull ? `${column.type} not null` : column.type
  return { label: column.name, type: 'property', detail: of === undefined ? type : `${type} · ${of}` }
}

/** Names in the statement that are followed into their columns, without a dot before the cursor. */
export interface BareCompletions {
  /** Columns of the relations among these names of the statement, as written there. */
  columns: (names: ReadonlySet<string>) => Completion[]
  functions: Completion[]
}

/** Columns of the tables a statement names, and functions: what may stand where no dot does. */
export function bareCompletionsOf(catalogue: Catalogue): BareCompletions {
  const byName = new Map<string, Relation[]>()
  for (const relation of catalogue.relations) {
    const same = byName.get(relation.name)
    if (same === undefined) byName.set(relation.name, [relation])
    else same.push(relation)
  }
  return {
    columns: (names) => {
      const found = new Map<string, Completion>()
      for (const name of names) {
        for (const relation of byName.get(name) ?? byName.get(name.toLowerCase()) ?? []) {
          for (const column of relation.columns) {
            const present = found.get(column.name)
            // Named in several tables: it needs its alias, so only the name and that are told.
            found.set(
              column.name,
              present === undefined
                ? { ...columnCompletion(column, relation.name), boost: 2 }
                : { label: column.name, type: 'property', detail: 'in several tables', boost: 2 },
            )
          }
        }
      }
      return [...found.values()]
    },
    functions: catalogue.functions.map((name) => ({
      label: name,
      type: 'function',
      apply: `${name}(`,
      boost: -10,
    })),
  }
}
