import * as z from 'zod'
import { Failure } from '#shared/failure.ts'
import type { Session } from '../../session/session.ts'
import { defineKind, neverUndone, undoneWhenDifferent } from '../kind.ts'
import type { CreateMaterializedView, QualifiedName, RefreshMaterializedView } from '../known-change.ts'
import { findRelation, nameOf, nameOfRange, relationByOid, requireRelation } from '../relations.ts'

const createdSchema = z.object({ schema: z.string(), name: z.string(), existing: z.string().nullable() })

/** CREATE MATERIALIZED VIEW; says how it is refreshed. */
export const createMaterializedView = defineKind<CreateMaterializedView, z.infer<typeof createdSchema>>({
  kinds: ['create-materialized-view'],
  form: 'CREATE MATERIALIZED VIEW',
  waitsForLocks: false,
  before: createdSchema,

  read(statement, text) {
    if (!('CreateTableAsStmt' in statement)) return undefined
    const { objtype, into, if_not_exists: ifNotExists } = statement.CreateTableAsStmt
    if (objtype !== 'OBJECT_MATVIEW') return undefined
    const view = nameOfRange(into?.rel)
    return {
      kind: 'create-materialized-view',
      title: `Create materialized view ${nameOf(view)}`,
      sql: text.sql,
      notes: [],
      view,
      ifNotExists: ifNotExists === true,
    }
  },

  async plan(session, change) {
    const view = await placeOf(session, change.view)
    const there = await findRelation(session, view)
    if (there && !change.ifNotExists) {
      throw new Failure('REFUSED', `There is a relation named ${there.sql} already.`, {
        hint: 'Give the view another name.',
      })
    }
    return {
      statements: [change.sql],
      undo: there
        ? { sql: null, note: isThereNote }
        : { sql: [`DROP MATERIALIZED VIEW ${nameOf(view)}`], note: undoNote },
      warnings: [...change.notes, refreshNote(nameOf(view))],
      before: { ...view, existing: there?.oid ?? null },
    }
  },

  async look(session, _change, { schema, name, existing }, ending) {
    const view = await findRelation(session, { schema, name })
    if (existing !== null || !view || view.kind !== 'm') {
      return existing !== null && ending.how === 'succeeded'
        ? { state: 'done', message: isThereNote, undo: { sql: null, note: isThereNote }, made: {} }
        : { state: 'nothing' }
    }
    return {
      state: 'done',
      message: refreshNote(view.sql),
      undo: { sql: [`DROP MATERIALIZED VIEW ${view.sql}`], note: undoNote },
      made: { oid: view.oid, sql: view.sql, definition: await definitionOf(session, view.oid) },
    }
  },

  differs,
  lookUndo: undoneWhenDifferent(differs),
})

const refreshedSchema = z.object({ oid: z.string(), file: z.string() })
const refreshNoteOfUndo = 'The former content is not kept: it was what the tables said before.'

/** REFRESH MATERIALIZED VIEW. */
export const refreshMaterializedView = defineKind<RefreshMaterializedView, z.infer<typeof refreshedSchema>>({
  kinds: ['refresh-materialized-view'],
  form: 'REFRESH MATERIALIZED VIEW',
  waitsForLocks: false,
  before: refreshedSchema,
  ...neverUndone,

  read(statement, text) {
    if (!('RefreshMatViewStmt' in statement)) return undefined
    const { relation, concurrent } = statement.RefreshMatViewStmt
    const view = nameOfRange(relation)
    return {
      kind: 'refresh-materialized-view',
      title: `Refresh materialized view ${nameOf(view)}`,
      sql: text.sql,
      notes: [],
      view,
      concurrently: concurrent === true,
    }
  },

  async plan(session, change) {
    const view = await requireRelation(session, change.view)
    if (view.kind !== 'm') {
      throw new Failure('BAD_INPUT', `${view.sql} is no materialized view.`, {
        hint: 'An ordinary view is never out of date.',
      })
    }
    return {
      statements: [change.sql],
      undo: { sql: null, note: refreshNoteOfUndo },
      warnings: [
        ...change.notes,
        ...(change.concurrently
          ? []
          : [
              'Nobody can read the view until it is refreshed; CONCURRENTLY lets them, and needs a unique index.',
            ]),
      ],
      before: { oid: view.oid, file: await fileOf(session, view.oid) },
    }
  },

  async look(session, change, { oid, file }, ending) {
    const isDone =
      ending.how === 'succeeded' || (!change.concurrently && (await fileOf(session, oid)) !== file)
    if (isDone) return { state: 'done', undo: { sql: null, note: refreshNoteOfUndo }, made: {} }
    return ending.how === 'unknown' && change.concurrently
      ? {
          state: 'nothing',
          message: 'Whether it was refreshed cannot be seen; no harm is done. Refresh it again.',
        }
      : { state: 'nothing' }
  },
})

const isThereNote = 'A relation of that name was there already, so nothing was done.'
const undoNote = 'What was read from it has to be read from the tables again.'

function refreshNote(sql: string): string {
  return `It shows the tables as they are now; bring it up to date with REFRESH MATERIALIZED VIEW ${sql}, or, so that it can be read meanwhile, with CONCURRENTLY, which needs a unique index on it.`
}

async function placeOf(session: Session, view: QualifiedName): Promise<{ schema: string; name: string }> {
  if (view.schema !== undefined) return { schema: view.schema, name: view.name }
  const [row] = await session.run('SELECT current_schema()')
  return { schema: row?.[0] ?? 'public', name: view.name }
}

async function differs(session: Session, made: unknown): Promise<string | undefined> {
  const was = z.object({ oid: z.string(), sql: z.string(), definition: z.string() }).parse(made)
  const view = await relationByOid(session, was.oid)
  if (!view) return `${was.sql} is not there any more, or is another one now.`
  if (view.sql !== was.sql) return `${was.sql} is named ${view.sql} now.`
  const definition = await definitionOf(session, was.oid)
  return definition === was.definition ? undefined : `${was.sql} is defined otherwise now.`
}

async function definitionOf(session: Session, oid: string): Promise<string> {
  const [row] = await session.run('SELECT pg_get_viewdef($1::oid)', [oid])
  return row?.[0] ?? ''
}

async function fileOf(session: Session, oid: string): Promise<string> {
  const [row] = await session.run('SELECT relfilenode FROM pg_class WHERE oid = $1::oid', [oid])
  return row?.[0] ?? ''
}
