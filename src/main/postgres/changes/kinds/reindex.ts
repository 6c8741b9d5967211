import * as z from 'zod'
import { Failure } from '#shared/failure.ts'
import { insertAfter } from '../change-text.ts'
import { dropConcurrently, indexByOid, indexesOf } from '../index-state.ts'
import { defineKind, neverUndone } from '../kind.ts'
import type { Reindex } from '../known-change.ts'
import { listed, nameOf, nameOfRange, requireRelation } from '../relations.ts'

const beforeSchema = z.object({
  tableOid: z.string(),
  /** Of the table's TOAST table, which is rebuilt too; `0` where there is none. */
  toastOid: z.string(),
  /** Names of the indexes that were broken already. */
  broken: z.array(z.string()),
  /** `relfilenode` of one of the indexes: a rebuilt one has another. */
  indexOid: z.string().nullable(),
  file: z.string().nullable(),
})

const note =
  'The same index with the same entries takes the place of the old one: there is nothing to take back.'

/** REINDEX INDEX and TABLE, always CONCURRENTLY. */
export const reindex = defineKind<Reindex, z.infer<typeof beforeSchema>>({
  kinds: ['reindex'],
  form: 'REINDEX INDEX or TABLE',
  waitsForLocks: true,
  progress: 'create-index',
  before: beforeSchema,
  ...neverUndone,

  read(statement, text) {
    if (!('ReindexStmt' in statement)) return undefined
    const { kind, relation, params } = statement.ReindexStmt
    if (kind !== 'REINDEX_OBJECT_INDEX' && kind !== 'REINDEX_OBJECT_TABLE') {
      throw new Failure('BAD_INPUT', 'REINDEX of a schema or a database is more than one change.', {
        hint: 'Rebuild one index or the indexes of one table at a time.',
      })
    }
    const of = kind === 'REINDEX_OBJECT_INDEX' ? 'index' : 'table'
    const name = nameOfRange(relation)
    const isConcurrent = (params ?? []).some(
      (param) => 'DefElem' in param && param.DefElem.defname === 'concurrently',
    )
    return {
      kind: 'reindex',
      title: of === 'index' ? `Rebuild index ${nameOf(name)}` : `Rebuild the indexes of ${nameOf(name)}`,
      sql: isConcurrent ? text.sql : insertAfter(text, of.toUpperCase(), 'CONCURRENTLY'),
      notes: isConcurrent
        ? []
        : ['CONCURRENTLY was added: the table can be written to while its indexes are rebuilt.'],
      of,
      relation: name,
    }
  },

  async plan(session, change) {
    const relation = await requireRelation(session, change.relation)
    const index = change.of === 'index' ? await indexByOid(session, relation.oid) : undefined
    if (change.of === 'index' && !index) {
      throw new Failure('BAD_INPUT', `${relation.sql} is no index.`, {
        hint: 'REINDEX TABLE rebuilds all indexes of a table.',
      })
    }
    const tableOid = index?.tableOid ?? relation.oid
    const [toast] = await session.run('SELECT reltoastrelid FROM pg_class WHERE oid = $1::oid', [tableOid])
    const toastOid = toast?.[0] ?? '0'
    const indexes = [...(await indexesOf(session, tableOid)), ...(await indexesOf(session, toastOid))]
    const indexOid = index?.oid ?? indexes[0]?.oid ?? null
    return {
      statements: [change.sql],
      undo: { sql: null, note },
      warnings: change.notes,
      before: {
        tableOid,
        toastOid,
        broken: indexes.filter(({ valid }) => !valid).map(({ sql }) => sql),
        indexOid,
        file: await fileOf(session, indexOid),
      },
    }
  },

  async look(session, _change, before, ending) {
    const { tableOid, toastOid, broken } = before
    const indexes = [...(await indexesOf(session, tableOid)), ...(await indexesOf(session, toastOid))]
    const left = indexes.filter(
      ({ valid, name, sql }) => !valid && /_cc(new|old)\d*$/.test(name) && !broken.includes(sql),
    )
    if (left.length > 0) {
      const clean = left.map((one) => dropConcurrently(one))
      const names = listed(left.map(({ sql }) => sql))
      return {
        state: 'left',
        message: `Half-built copies are left: ${names}.`,
        clean,
        undo: { sql: clean, note: 'Undo drops the copies; the indexes themselves are as they were.' },
        made: { leftOids: left.map(({ oid }) => oid) },
      }
    }
    if (ending.how === 'succeeded') return { state: 'done', undo: { sql: null, note }, made: {} }
    // CONCURRENTLY swaps the copy in under another OID.
    const rebuilt = before.indexOid !== null && (await fileOf(session, before.indexOid)) !== before.file
    return rebuilt ? { state: 'done', undo: { sql: null, note }, made: {} } : { state: 'nothing' }
  },

  async differs(session, made) {
    const { leftOids } = z.object({ leftOids: z.array(z.string()) }).parse(made)
    for (const oid of leftOids) {
      const index = await indexByOid(session, oid)
      if (!index || index.valid || !/_cc(new|old)\d*$/.test(index.name)) {
        return 'The half-built copies are not as they were left.'
      }
    }
    return undefined
  },

  async lookUndo(session, _change, made) {
    const { leftOids } = z.object({ leftOids: z.array(z.string()) }).parse(made)
    for (const oid of leftOids) if (await indexByOid(session, oid)) return { state: 'nothing' }
    return { state: 'done', undo: { sql: null, note }, made: {} }
  },
})

async function fileOf(
  session: { run: (sql: string, values?: readonly string[]) => Promise<(string | null)[][]> },
  indexOid: string | null,
): Promise<string | null> {
  if (indexOid === null) return null
  const [row] = await session.run('SELECT relfilenode FROM pg_class WHERE oid = $1::oid', [indexOid])
  return row?.[0] ?? null
}
