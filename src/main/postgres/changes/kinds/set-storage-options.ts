import type { Node } from 'libpg-query'
import * as z from 'zod'
import type { Undo } from '#main/changes/index.ts'
import type { Session } from '../../session/session.ts'
import { defineKind, undoneWhenDifferent } from '../kind.ts'
import type { SetStorageOptions } from '../known-change.ts'
import { listed, literal, nameOf, nameOfRange, relationByOid, requireRelation } from '../relations.ts'

const optionsSchema = z.record(z.string(), z.string().nullable())
/** Values by name, as in pg_class.reloptions; null where an option is not set. */
type Options = z.infer<typeof optionsSchema>

const beforeSchema = z.object({ oid: z.string(), sql: z.string(), options: optionsSchema })
type Before = z.infer<typeof beforeSchema>

const objects = {
  OBJECT_TABLE: 'TABLE',
  OBJECT_INDEX: 'INDEX',
  OBJECT_MATVIEW: 'MATERIALIZED VIEW',
} as const

/** ALTER TABLE … SET (…) and RESET (…): fillfactor, autovacuum_…. */
export const setStorageOptions = defineKind<SetStorageOptions, Before>({
  kinds: ['set-storage-options'],
  form: 'ALTER TABLE … SET (…) or RESET (…)',
  waitsForLocks: false,
  before: beforeSchema,

  read(statement, text) {
    if (!('AlterTableStmt' in statement)) return undefined
    const { relation, cmds, objtype } = statement.AlterTableStmt
    const of = Object.entries(objects).find(([name]) => name === objtype)?.[1]
    const [command, second] = cmds ?? []
    if (of === undefined || second || !command || !('AlterTableCmd' in command)) return undefined
    const { subtype, def } = command.AlterTableCmd
    if (subtype !== 'AT_SetRelOptions' && subtype !== 'AT_ResetRelOptions') return undefined
    const reset = subtype === 'AT_ResetRelOptions'
    const name = nameOfRange(relation)
    const options = def && 'List' in def ? (def.List.items ?? []).flatMap((item) => optionName(item)) : []
    return {
      kind: 'set-storage-options',
      title: `${reset ? 'Reset' : 'Set'} ${listed(options)} of ${nameOf(name)}`,
      sql: text.sql,
      notes: [],
      of,
      relation: name,
      options,
      reset,
    }
  },

  async plan(session, change) {
    const relation = await requireRelation(session, change.relation)
    const options = await optionsOf(session, relation.oid, change.options)
    const isFillfactor = change.options.includes('fillfactor')
    return {
      statements: [change.sql],
      undo: undoOf(change, relation.sql, options),
      warnings: [
        ...change.notes,
        ...(isFillfactor
          ? [
              'fillfactor counts for pages that are written from now on; those there are stay as full as they are.',
            ]
          : []),
      ],
      before: { oid: relation.oid, sql: relation.sql, options },
    }
  },

  async look(session, change, before, ending) {
    const now = await optionsOf(session, before.oid, change.options)
    if (ending.how !== 'succeeded' && same(now, before.options)) return { state: 'nothing' }
    return {
      state: 'done',
      undo: undoOf(change, before.sql, before.options),
      made: { oid: before.oid, sql: before.sql, options: now },
    }
  },

  differs,
  lookUndo: undoneWhenDifferent(differs),
})

function optionName(item: Node): string[] {
  if (!('DefElem' in item)) return []
  const { defnamespace, defname } = item.DefElem
  return [defnamespace === undefined ? (defname ?? '') : `${defnamespace}.${defname ?? ''}`]
}

async function differs(session: Session, made: unknown): Promise<string | undefined> {
  const { oid, sql, options } = beforeSchema.parse(made)
  const relation = await relationByOid(session, oid)
  if (!relation) return `${sql} is not there any more.`
  if (relation.sql !== sql) return `${sql} is named ${relation.sql} now.`
  const now = await optionsOf(session, oid, Object.keys(options))
  const [changed] = Object.keys(options).filter((name) => now[name] !== options[name])
  if (changed === undefined) return undefined
  const value = now[changed]
  return `${changed} of ${sql} was changed since: it is ${value ? `${value} now` : 'no longer set'}.`
}

function undoOf({ of }: SetStorageOptions, sql: string, former: Options): Undo {
  const set = Object.entries(former).flatMap(([name, value]) =>
    value === null ? [] : [`${name} = ${literal(value).trim()}`],
  )
  const reset = Object.entries(former).flatMap(([name, value]) => (value === null ? [name] : []))
  return {
    sql: [
      ...(set.length > 0 ? [`ALTER ${of} ${sql} SET (${set.join(', ')})`] : []),
      ...(reset.length > 0 ? [`ALTER ${of} ${sql} RESET (${reset.join(', ')})`] : []),
    ],
  }
}

/** Options of the table itself and, as `toast.…`, of its TOAST table. */
async function optionsOf(session: Session, oid: string, names: readonly string[]): Promise<Options> {
  const rows = await session.run(
    `SELECT lower(split_part(entry, '=', 1)), substr(entry, strpos(entry, '=') + 1)
        FROM pg_class, unnest(reloptions) entry WHERE oid = $1::oid
      UNION ALL
      SELECT 'toast.' || lower(split_part(entry, '=', 1)), substr(entry, strpos(entry, '=') + 1)
        FROM pg_class t JOIN pg_class c ON c.reltoastrelid = t.oid, unnest(t.reloptions) entry
        WHERE c.oid = $1::oid`,
    [oid],
  )
  const there = new Map(rows.map(([name, value]) => [name ?? '', value ?? '']))
  return Object.fromEntries(names.map((name) => [name, there.get(name.toLowerCase()) ?? null]))
}

function same(one: Options, other: Options): boolean {
  return Object.keys(one).every((name) => one[name] === other[name])
}
