import type { IndexElem, Node } from 'libpg-query'
import * as z from 'zod'
import type { Facts } from '#main/changes/index.ts'
import { Failure } from '#shared/failure.ts'
import type { Session } from '../../session/session.ts'
import { insertAfter } from '../change-text.ts'
import { dropConcurrently, indexByOid, indexesOf, type IndexState } from '../index-state.ts'
import { defineKind, type Found } from '../kind.ts'
import type { CreateIndex, QualifiedName } from '../known-change.ts'
import { freeName, longestName } from '../names.ts'
import { findRelation, nameOf, nameOfRange, requireRelation } from '../relations.ts'
import { refusePartitioned } from './partitioned.ts'

const beforeSchema = z.object({
  tableOid: z.string(),
  schema: z.string(),
  /** Of the index to be made. */
  name: z.string(),
  /** OIDs of the indexes that the table had. */
  existing: z.array(z.string()),
})

/** CREATE INDEX, always CONCURRENTLY. */
export const createIndex = defineKind<CreateIndex, z.infer<typeof beforeSchema>>({
  kinds: ['create-index'],
  form: 'CREATE INDEX',
  waitsForLocks: true,
  progress: 'create-index',
  before: beforeSchema,

  read(statement, text) {
    if (!('IndexStmt' in statement)) return undefined
    const index = statement.IndexStmt
    const table = nameOfRange(index.relation)
    const name = index.idxname
    const isConcurrent = index.concurrent === true
    return {
      kind: 'create-index',
      title: titleOf(name, table),
      sql: isConcurrent ? text.sql : insertAfter(text, 'INDEX', 'CONCURRENTLY'),
      notes: isConcurrent
        ? []
        : ['CONCURRENTLY was added: the table can be written to while the index is built.'],
      index: name,
      defaultName: defaultName(table.name, index.indexParams ?? [], index.indexIncludingParams ?? []),
      table,
      unique: index.unique === true,
      method: index.accessMethod ?? 'btree',
      ifNotExists: index.if_not_exists === true,
    }
  },

  async plan(session, change) {
    const table = await requireRelation(session, change.table)
    if (table.kind === 'p') await refusePartitioned(session, table, change)
    const name = change.index ?? (await freeName(session, table.schema, change.defaultName))
    const there = await findRelation(session, { schema: table.schema, name })
    if (there && !change.ifNotExists) {
      throw new Failure('REFUSED', `There is a relation named ${there.sql} already.`, {
        hint: 'Give the index another name, or look whether it is the one you want.',
      })
    }
    const existing = (await indexesOf(session, table.oid)).map(({ oid }) => oid)
    const sql = dropConcurrently({ sql: nameOf({ schema: table.schema, name }) })
    return {
      ...(change.index === undefined ? { title: titleOf(name, change.table) } : {}),
      statements: [change.index === undefined ? withName(change.sql, name) : change.sql],
      undo: there ? { sql: null, note: isThereNote } : { sql: [sql] },
      warnings: change.notes,
      before: { tableOid: table.oid, schema: table.schema, name, existing },
    }
  },

  async look(session, _change, before, ending) {
    const isOthers = ending.how === 'failed' && ending.failure.facts['sqlState'] === DUPLICATE_TABLE
    const mine = isOthers
      ? undefined
      : (await indexesOf(session, before.tableOid)).find(
          ({ oid, name }) => name === before.name && !before.existing.includes(oid),
        )
    if (mine) return foundIndex(mine)
    if (ending.how !== 'succeeded') return { state: 'nothing' }
    // IF NOT EXISTS met one.
    return { state: 'done', message: isThereNote, undo: { sql: null, note: isThereNote }, made: {} }
  },

  differs: indexDiffers,

  async lookUndo(session, _change, made) {
    const { oid } = madeIndexSchema.parse(made)
    const index = await indexByOid(session, oid)
    if (!index) return { state: 'done', undo: { sql: null }, made: {} }
    return index.valid ? { state: 'nothing' } : foundIndex(index)
  },
})

const DUPLICATE_TABLE = '42P07'
const isThereNote = 'An index of that name was there already, so nothing was done.'

function titleOf(name: string | undefined, table: QualifiedName): string {
  return `Create index ${name === undefined ? '' : `${nameOf({ name })} `}on ${nameOf(table)}`
}

/** What an index that Pitwall made is known by. */
export const madeIndexSchema = z.object({
  oid: z.string(),
  schema: z.string(),
  name: z.string(),
  definition: z.string(),
})

/** An index that was made, whole or broken. */
export function foundIndex(index: IndexState): Found {
  const { oid, schema, name, definition } = index
  const drop = dropConcurrently(index)
  const made = { oid, schema, name, definition }
  if (index.valid) return { state: 'done', undo: { sql: [drop] }, made }
  const message = `An INVALID index ${index.sql} is left: it is not used for reading, and every write pays for it.`
  return { state: 'left', message, clean: [drop], undo: { sql: [drop] }, made }
}

export async function indexDiffers(session: Session, made: Facts): Promise<string | undefined> {
  const was = madeIndexSchema.parse(made)
  const index = await indexByOid(session, was.oid)
  const name = nameOf(was)
  if (!index) {
    const other = await findRelation(session, was)
    return other
      ? `${name} is another index now: the one that was made is gone.`
      : `${name} is not there any more.`
  }
  if (index.sql !== name) return `${name} is named ${index.sql} now.`
  if (index.definition !== was.definition) return `${name} is defined otherwise now: ${index.definition}.`
  const [row] = await session.run(
    `SELECT conname FROM pg_constraint WHERE conindid = $1::oid AND contype IN ('p', 'u', 'x', 'f') LIMIT 1`,
    [was.oid],
  )
  return row ? `The constraint ${String(row[0])} stands on ${name} now.` : undefined
}

function withName(sql: string, name: string): string {
  // The text before the first CONCURRENTLY holds no names: CREATE, UNIQUE, INDEX.
  const at = /concurrently/i.exec(sql)
  const end = (at?.index ?? 0) + 'concurrently'.length
  return `${sql.slice(0, end)} ${nameOf({ name })}${sql.slice(end)}`
}

/** As the server's ChooseIndexName: table, columns (`expr` for an expression) and `idx`. */
function defaultName(table: string, keys: readonly Node[], included: readonly Node[]): string {
  const columns = [...keys, ...included].map((node) => columnOf(node))
  return `${longestName(`${table}_${columns.join('_')}`, '_idx'.length)}_idx`
}

function columnOf(node: Node): string {
  const element: IndexElem = 'IndexElem' in node ? node.IndexElem : {}
  return element.name ?? 'expr'
}
