import * as z from 'zod'
import { Failure } from '#shared/failure.ts'
import type { Session } from '../../session/session.ts'
import { insertAfter, readText } from '../change-text.ts'
import { dropConcurrently, indexByOid, indexesOf, type IndexState } from '../index-state.ts'
import { defineKind } from '../kind.ts'
import type { DropIndex } from '../known-change.ts'
import { findRelation, literal, nameOf, requireRelation } from '../relations.ts'
import { foundIndex } from './create-index.ts'

const beforeSchema = z.object({
  /** Null where IF EXISTS met none. */
  oid: z.string().nullable(),
  tableOid: z.string(),
  schema: z.string(),
  name: z.string(),
  /** Statements that make it again. */
  again: z.array(z.string()),
})
type Before = z.infer<typeof beforeSchema>

/** DROP INDEX, always CONCURRENTLY; its definition is kept. */
export const dropIndex = defineKind<DropIndex, Before>({
  kinds: ['drop-index'],
  form: 'DROP INDEX',
  waitsForLocks: true,
  before: beforeSchema,

  read(statement, text) {
    if (!('DropStmt' in statement) || statement.DropStmt.removeType !== 'OBJECT_INDEX') return undefined
    const drop = statement.DropStmt
    const [object, second] = drop.objects ?? []
    if (second) {
      throw new Failure('BAD_INPUT', 'Several indexes are named, and CONCURRENTLY drops one at a time.', {
        hint: 'Make a change of each.',
      })
    }
    if (drop.behavior === 'DROP_CASCADE') {
      throw new Failure('BAD_INPUT', 'CASCADE would drop more than the index.', {
        hint: 'Leave CASCADE out; the server then says what depends on the index.',
      })
    }
    const parts = object && 'List' in object ? (object.List.items ?? []) : []
    const names = parts.map((part) => ('String' in part ? (part.String.sval ?? '') : ''))
    const index = { schema: names.at(-2), name: names.at(-1) ?? '' }
    const isConcurrent = drop.concurrent === true
    return {
      kind: 'drop-index',
      title: `Drop index ${nameOf(index)}`,
      sql: isConcurrent ? text.sql : insertAfter(text, 'INDEX', 'CONCURRENTLY'),
      notes: isConcurrent ? [] : ['CONCURRENTLY was added: the table stays free while the index is dropped.'],
      index,
      ifExists: drop.missing_ok === true,
    }
  },

  async plan(session, change) {
    const statements = [change.sql]
    const found = change.ifExists
      ? await findRelation(session, change.index)
      : await requireRelation(session, change.index)
    if (!found) {
      return {
        statements,
        undo: { sql: null, note: notThereNote },
        warnings: [...change.notes, notThereNote],
        before: { oid: null, tableOid: '0', schema: '', name: change.index.name, again: [] },
      }
    }
    const index = await indexByOid(session, found.oid)
    if (!index) {
      throw new Failure('BAD_INPUT', `${found.sql} is no index.`, { hint: 'Give the name of an index.' })
    }
    await refuseDependents(session, index, found.kind)
    const again = await definitionOf(session, index)
    return {
      statements,
      undo: { sql: again },
      warnings: [...change.notes, ...(await losses(session, index))],
      before: { oid: index.oid, tableOid: index.tableOid, schema: index.schema, name: index.name, again },
    }
  },

  async look(session, _change, before) {
    if (before.oid === null) {
      return { state: 'done', message: notThereNote, undo: { sql: null, note: notThereNote }, made: {} }
    }
    const { oid, tableOid, schema, name, again } = before
    const index = await indexByOid(session, oid)
    const made = { tableOid, schema, name, again }
    if (!index) return { state: 'done', undo: { sql: again }, made }
    if (index.valid) return { state: 'nothing' }
    return {
      state: 'left',
      message: `The index ${index.sql} was not dropped to the end and is INVALID now: it is not used for reading.`,
      // Not cleaned at once: whether to drop it or to have it back is the user's to say.
      clean: [],
      undo: {
        sql: [dropConcurrently(index), ...again],
        note: 'Undo makes it anew; to be rid of it, drop it again.',
      },
      made: { ...made, halfDropped: oid },
    }
  },

  async differs(session, made) {
    const { tableOid, schema, name, halfDropped } = madeSchema.parse(made)
    const there = await findRelation(session, { schema, name })
    if (there && there.oid !== halfDropped) return `There is a relation named ${there.sql} again.`
    if (!there && halfDropped !== undefined) return `${nameOf({ schema, name })} is not there any more.`
    const [table] = await session.run('SELECT 1 FROM pg_class WHERE oid = $1::oid', [tableOid])
    return table ? undefined : 'The table of the index is not there any more.'
  },

  async lookUndo(session, _change, made) {
    const { tableOid, name, halfDropped, again } = madeSchema.parse(made)
    const index = (await indexesOf(session, tableOid)).find((one) => one.name === name)
    if (!index || index.oid === halfDropped) return { state: 'nothing' }
    const found = foundIndex(index)
    if (found.state !== 'left') return found
    return {
      ...found,
      undo: { sql: [dropConcurrently(index), ...again] },
      made: { ...made, halfDropped: index.oid },
    }
  },
})

const notThereNote = 'There was no index of that name, so nothing was done.'

const madeSchema = z.object({
  tableOid: z.string(),
  schema: z.string(),
  name: z.string(),
  again: z.array(z.string()),
  /** An INVALID index of that name that may still be there. */
  halfDropped: z.string().optional(),
})

/** Throws REFUSED where something stands on the index. */
async function refuseDependents(session: Session, index: IndexState, kind: string): Promise<void> {
  if (kind === 'I') {
    throw new Failure(
      'REFUSED',
      `${index.sql} belongs to a partitioned table and cannot be dropped CONCURRENTLY.`,
      {
        hint: 'Dropped at once it would lock every partition, if only for a moment: do that without Pitwall.',
      },
    )
  }
  const [constraint] = await session.run(
    `SELECT conname, conrelid::regclass, contype FROM pg_constraint WHERE conindid = $1::oid
      ORDER BY contype = 'f' LIMIT 1`,
    [index.oid],
  )
  if (constraint) {
    const [name, table, type] = constraint
    throw new Failure(
      'REFUSED',
      type === 'f'
        ? `The foreign key ${name} of ${table} needs ${index.sql}.`
        : `${index.sql} stands behind the constraint ${name} of ${table}, which would go with it.`,
      { hint: 'What a constraint promises is not a matter of speed: Pitwall does not drop it.' },
    )
  }
  const [parent] = await session.run('SELECT inhparent::regclass FROM pg_inherits WHERE inhrelid = $1::oid', [
    index.oid,
  ])
  if (parent) {
    throw new Failure('REFUSED', `${index.sql} is the part of ${parent[0]} for one partition.`, {
      hint: 'It cannot be dropped by itself.',
    })
  }
}

/** What else goes with the index. */
async function losses(session: Session, index: IndexState): Promise<string[]> {
  const [row] = await session.run(
    'SELECT indisunique, indisreplident, indisclustered FROM pg_index WHERE indexrelid = $1::oid',
    [index.oid],
  )
  const [unique, replicaIdentity, clustered] = row ?? []
  return [
    ...(unique === 't' ? ['It is unique: without it, the same values can be written twice.'] : []),
    ...(replicaIdentity === 't'
      ? [
          'It is the replica identity of its table: without it, logical replication refuses UPDATE and DELETE.',
        ]
      : []),
    ...(clustered === 't' ? ['CLUSTER uses it for its table and will have forgotten it.'] : []),
  ]
}

/** The statements that make the index again, with its tablespace and its comment. */
async function definitionOf(session: Session, index: IndexState): Promise<string[]> {
  const [row] = await session.run(
    `SELECT t.spcname, obj_description(c.oid, 'pg_class') FROM pg_class c
      LEFT JOIN pg_tablespace t ON t.oid = c.reltablespace WHERE c.oid = $1::oid`,
    [index.oid],
  )
  const [tablespace, comment] = row ?? []
  const concurrent = insertAfter(await readText(index.definition), 'INDEX', 'CONCURRENTLY')
  const sql = tablespace ? await withTablespace(concurrent, tablespace) : concurrent
  return comment ? [sql, `COMMENT ON INDEX ${index.sql} IS ${literal(comment).trim()}`] : [sql]
}

/** TABLESPACE stands before the WHERE of a partial index, at the end of any other. */
async function withTablespace(sql: string, tablespace: string): Promise<string> {
  const clause = `TABLESPACE ${nameOf({ name: tablespace })}`
  let depth = 0
  for (const { text, start } of (await readText(sql)).words) {
    if (text === '(') depth++
    if (text === ')') depth--
    if (depth === 0 && text.toUpperCase() === 'WHERE')
      return `${sql.slice(0, start)}${clause} ${sql.slice(start)}`
  }
  return `${sql} ${clause}`
}
