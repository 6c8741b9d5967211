import { bytes as inBytes } from '../../wording.ts'
import type { CreateIndex, DropIndex, Reindex } from '../known-change.ts'
import { indexesOf } from '../index-state.ts'
import { findRelation, type Relation, relationByOid } from '../relations.ts'
import type { Session } from '../../session/session.ts'
import { type Aspects, type Look, together } from './aspects.ts'
import { eachOnce, lockHolders, snapshotHolders, unseenBlockers } from './blockers.ts'
import { estimateIndexSize } from './index-size.ts'
import { guessedText, readIndexShape } from './index-shape.ts'
import { conflictsOf, takes } from './lock-modes.ts'
import { type NewIndex, readNewIndex } from './new-index.ts'
import { ifAllowed, type ServerFacts } from './server.ts'
import { likeIndexes } from './superfluous.ts'
import { ownerRefusal, replicaWarning, writeWarning } from './table-facts.ts'

const FREE_SPACE = 'SQL does not tell how much is free on the disk of the server: look there first.'

/** CREATE INDEX CONCURRENTLY. */
export const lookAtCreateIndex: Look<CreateIndex> = async (session, change, server) => {
  const table = await findRelation(session, change.table)
  const index = await readNewIndex(change.sql)
  if (!table || !index) return {}
  return together([
    await ownerRefusal(session, table, false),
    await schemaRefusal(session, table, server),
    {
      locks: [
        takes(
          'ShareUpdateExclusiveLock',
          table.sql,
          'Before each of its two scans the build waits for the transactions that have written to the table, and at the end for those of this database with an older snapshot, whatever they read.',
        ),
      ],
      blockers: eachOnce([
        ...(await lockHolders(session, [table.oid], conflictsOf('ShareUpdateExclusiveLock', 'ShareLock'))),
        ...(await snapshotHolders(session)),
      ]),
      warnings: [
        ...(await likeIndexes(session, table, change, index)),
        ...uniqueWarning(change, table, index),
        ...(await writeWarning(session, table)),
      ],
    },
    await diskOfNew(session, change, index, table, server),
    { warnings: unseenBlockers(server) },
  ])
}

/** Methods whose size follows from the rows and their width. */
const foreseeable: ReadonlySet<string> = new Set(['btree', 'hash', 'brin'])

async function diskOfNew(
  session: Session,
  change: CreateIndex,
  index: NewIndex,
  table: Relation,
  server: ServerFacts,
): Promise<Partial<Aspects>> {
  const { shape, guessed } = await readIndexShape(session, change, index, table, server)
  const { bytes, sortBytes } = estimateIndexSize(shape)
  const imagined = await imaginedSize(session, change, index)
  const size = imagined ?? bytes
  const spills = sortBytes > server.maintenanceWorkMem
  const source =
    imagined === undefined ? 'estimated from the statistics of the table' : 'as HypoPG estimates it'
  const rough = foreseeable.has(shape.method)
    ? ''
    : ` How often the keys of a ${shape.method} index repeat is a guess, so it may be several times off.`
  return {
    diskBytes: size + (spills ? sortBytes : 0),
    diskNote: `The index about ${inBytes(size)}, ${source}${spills ? `, and ${inBytes(sortBytes)} of temporary files while it is sorted` : ''}.${guessedText(guessed)}${rough} ${FREE_SPACE}`,
    warnings: [
      ...buildWarnings(sortBytes, server),
      ...replicaWarning(server, `about ${inBytes(size)} of WAL`),
    ],
  }
}

/**
 * HypoPG's size where it is installed, for what it knows better: expressions and partial indexes. Of
 * columns that repeat their values it knows nothing, and says up to four times too much.
 */
async function imaginedSize(
  session: Session,
  { sql, method }: CreateIndex,
  index: NewIndex,
): Promise<number | undefined> {
  if (method !== 'btree' || index.keys.every(({ column }) => column !== undefined)) return undefined
  const [extension] = await session.run(
    `SELECT quote_ident(n.nspname) FROM pg_catalog.pg_extension e
      JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'hypopg'`,
  )
  if (!extension) return undefined
  const schema = extension[0] ?? ''
  return await ifAllowed(
    session,
    async () => {
      const [row] = await session.run(
        `SELECT ${schema}.hypopg_relation_size(indexrelid) FROM ${schema}.hypopg_create_index($1)`,
        [sql],
      )
      const size = Number(row?.[0])
      return size > 0 ? size : undefined
    },
    undefined,
  )
}

/** Below this nobody waits for a build. */
const NOTEWORTHY_SORT = 256 * 1024 ** 2

function buildWarnings(sortBytes: number, server: ServerFacts): string[] {
  const spills = sortBytes > server.maintenanceWorkMem
  return [
    ...(spills
      ? [
          `About ${inBytes(sortBytes)} are sorted, and maintenance_work_mem is ${inBytes(server.maintenanceWorkMem)}: the rest goes through temporary files. With more of it the build is faster.`,
        ]
      : []),
    ...(sortBytes > NOTEWORTHY_SORT && server.maintenanceWorkers === 0
      ? ['One process builds it alone: max_parallel_maintenance_workers is 0.']
      : []),
  ]
}

function uniqueWarning({ unique }: CreateIndex, table: Relation, { keys, predicate }: NewIndex): string[] {
  if (!unique) return []
  const columns = keys.map(({ sql }) => sql).join(', ')
  const where = predicate === undefined ? '' : ` WHERE ${predicate}`
  return [
    `It fails at the end of the build if two rows have the same values. Look first: SELECT ${columns}, count(*) FROM ${table.sql}${where} GROUP BY ${keys.map((_, at) => at + 1).join(', ')} HAVING count(*) > 1 LIMIT 10`,
  ]
}

async function schemaRefusal(
  session: Session,
  { schema }: Relation,
  { role }: ServerFacts,
): Promise<Partial<Aspects>> {
  const [row] = await session.run(`SELECT has_schema_privilege($1, 'CREATE')`, [schema])
  if (row?.[0] !== 'f') return {}
  return {
    refusal: {
      message: `The role ${role} may not create anything in the schema ${schema}.`,
      hint: `Have CREATE on the schema granted, or connect as its owner.`,
    },
  }
}

/** DROP INDEX CONCURRENTLY. */
export const lookAtDropIndex: Look<DropIndex> = async (session, change, server) => {
  const found = await indexAndTable(session, await findRelation(session, change.index))
  if (!found) return {}
  const { index, table, bytes, scans } = found
  return {
    ...(await ownerRefusal(session, index, false)),
    locks: [
      takes(
        'ShareUpdateExclusiveLock',
        table.sql,
        'It waits twice for every transaction that has touched the table, readers too: until none uses the index any more.',
      ),
      takes('ShareUpdateExclusiveLock', index.sql),
    ],
    // Even AccessShareLock counts: any use of the index has to end.
    blockers: eachOnce(
      await lockHolders(session, [table.oid, index.oid], conflictsOf('AccessExclusiveLock')),
    ),
    diskBytes: 0,
    diskNote: `None; ${inBytes(bytes)} become free.`,
    warnings: [
      ...(scans > 0 ? [`It was used ${scans} times since the statistics of this server began.`] : []),
      ...(server.receivers > 0
        ? ['Standbys lose it, too; whether their queries use it is counted there, not here.']
        : []),
      ...unseenBlockers(server),
    ],
  }
}

async function indexAndTable(
  session: Session,
  index: Relation | undefined,
): Promise<{ index: Relation; table: Relation; bytes: number; scans: number } | undefined> {
  if (!index) return undefined
  const [row] = await session.run(
    `SELECT i.indrelid, pg_relation_size(i.indexrelid), coalesce(s.idx_scan, 0)
      FROM pg_catalog.pg_index i LEFT JOIN pg_catalog.pg_stat_all_indexes s USING (indexrelid)
      WHERE i.indexrelid = $1::oid`,
    [index.oid],
  )
  const table = row && (await relationByOid(session, row[0] ?? '0'))
  return table && { index, table, bytes: Number(row[1]), scans: Number(row[2]) }
}

/** REINDEX CONCURRENTLY. */
export const lookAtReindex: Look<Reindex> = async (session, change, server) => {
  const relation = await findRelation(session, change.relation)
  if (!relation) return {}
  const one = change.of === 'index' ? await indexAndTable(session, relation) : undefined
  const table = one?.table ?? relation
  const oids = one ? [relation.oid] : (await indexesOf(session, table.oid)).map(({ oid }) => oid)
  const [size] = await session.run('SELECT sum(pg_relation_size(oid)) FROM unnest($1::oid[]) AS oid', [
    `{${oids.join(',')}}`,
  ])
  const bytes = Number(size?.[0])
  return {
    ...(await ownerRefusal(session, relation, true)),
    locks: [
      takes(
        'ShareUpdateExclusiveLock',
        table.sql,
        'The build waits for transactions that write to the table and for older snapshots; before the old index is taken away, for everybody who may still use it, readers too.',
      ),
      takes('ShareUpdateExclusiveLock', one ? relation.sql : `the indexes of ${table.sql}`),
    ],
    blockers: eachOnce([
      ...(await lockHolders(session, [table.oid, ...oids], conflictsOf('AccessExclusiveLock'))),
      ...(await snapshotHolders(session)),
    ]),
    diskBytes: bytes,
    diskNote: `As much as now: ${inBytes(bytes)}, for old and new are there together; a bloated index will be smaller. Sorting may need as much again in temporary files. ${FREE_SPACE}`,
    warnings: [
      ...(bytes > server.maintenanceWorkMem ? buildWarnings(bytes, server) : []),
      ...replicaWarning(server, `about ${inBytes(bytes)} of WAL`),
      ...unseenBlockers(server),
    ],
  }
}
