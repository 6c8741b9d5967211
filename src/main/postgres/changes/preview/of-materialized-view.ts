import { bytes as inBytes } from '../../wording.ts'
import type { Session } from '../../session/session.ts'
import { contentsOf } from '../../statement/contents.ts'
import { readText } from '../change-text.ts'
import type { CreateMaterializedView, RefreshMaterializedView } from '../known-change.ts'
import { findRelation, listed, type Relation, relationByOid } from '../relations.ts'
import { type Aspects, type Look, together } from './aspects.ts'
import { eachOnce, lockHolders, unseenBlockers } from './blockers.ts'
import { estimated } from './index-shape.ts'
import { conflictsOf, takes } from './lock-modes.ts'
import type { ServerFacts } from './server.ts'
import { ownerRefusal, replicaWarning } from './table-facts.ts'

/** A row on a page: its header with alignment, and its line pointer (htup_details.h). */
const ROW_OVERHEAD = 24 + 4

/** CREATE MATERIALIZED VIEW. */
export const lookAtCreateView: Look<CreateMaterializedView> = async (session, change, server) => {
  const { statement } = await readText(change.sql)
  const sources: Relation[] = []
  for (const name of contentsOf(statement).relations) {
    if (name.name === change.view.name && name.schema === change.view.schema) continue
    const source = await findRelation(session, name)
    if (source && !sources.some(({ oid }) => oid === source.oid)) sources.push(source)
  }
  return together([
    await mayCreate(session, change, server),
    await ofSources(session, sources, server),
    // EXPLAIN takes the whole statement and makes nothing.
    await sizeOf(session, change.sql),
    { warnings: replicaWarning(server, 'the whole content of the view') },
  ])
}

/** REFRESH MATERIALIZED VIEW. */
export const lookAtRefreshView: Look<RefreshMaterializedView> = async (session, change, server) => {
  const view = await findRelation(session, change.view)
  if (!view) return {}
  const mode = change.concurrently ? 'ExclusiveLock' : 'AccessExclusiveLock'
  const [definition] = await session.run('SELECT pg_get_viewdef($1::oid), pg_total_relation_size($1::oid)', [
    view.oid,
  ])
  const bytes = Number(definition?.[1])
  return together([
    await ownerRefusal(session, view, true),
    change.concurrently ? await concurrentRefusal(session, view) : {},
    {
      locks: [takes(mode, view.sql, 'From the beginning to the end of the refresh.')],
      blockers: eachOnce(await lockHolders(session, [view.oid], conflictsOf(mode))),
      diskBytes: bytes,
      diskNote: `About as much as the view and its indexes have now, ${inBytes(bytes)}: ${change.concurrently ? 'the new content is written to a temporary table and compared' : 'old and new are there together until the end'}.`,
      warnings: [
        ...(change.concurrently
          ? ['Rows that differ are deleted and inserted, so the view needs VACUUM like a table.']
          : []),
        ...replicaWarning(server, change.concurrently ? 'what differs' : 'the whole content of the view'),
        ...(server.receivers > 0 && !change.concurrently
          ? ['Standbys take the lock, too, and may cancel queries there that read the view.']
          : []),
      ],
    },
    await ofSources(session, await sourcesOf(session, view), server),
  ])
}

async function mayCreate(
  session: Session,
  { view }: CreateMaterializedView,
  { role }: ServerFacts,
): Promise<Partial<Aspects>> {
  const [row] = await session.run(
    `SELECT wanted, has_schema_privilege(wanted, 'CREATE')
      FROM coalesce($1, current_schema()::text) AS wanted WHERE wanted IN (SELECT nspname FROM pg_catalog.pg_namespace)`,
    [view.schema ?? null],
  )
  if (row?.[1] === 't') return {}
  return {
    refusal: row
      ? {
          message: `The role ${role} may not create anything in the schema ${row[0]}.`,
          hint: 'Have CREATE on the schema granted, or name another schema.',
        }
      : {
          message: `There is no schema ${view.schema ?? 'in the search path'} to create it in.`,
          hint: 'Name a schema that is there.',
        },
  }
}

async function ofSources(
  session: Session,
  sources: readonly Relation[],
  server: ServerFacts,
): Promise<Partial<Aspects>> {
  if (sources.length === 0) return {}
  return {
    locks: [
      takes(
        'AccessShareLock',
        listed(sources.map(({ sql }) => sql).toSorted()),
        'For as long as the query runs.',
      ),
    ],
    blockers: eachOnce(
      await lockHolders(
        session,
        sources.map(({ oid }) => oid),
        conflictsOf('AccessShareLock'),
      ),
    ),
    warnings: [
      'Its query is one long snapshot: until it ends, VACUUM keeps what dies meanwhile in every table of the database.',
      ...unseenBlockers(server),
    ],
  }
}

async function sizeOf(session: Session, statement: string): Promise<Partial<Aspects>> {
  const plan = await estimated(session, statement)
  if (!plan) {
    return {
      diskNote: 'Not known: the query could not be planned with the rights of this role.',
      warnings: ['The query could not be planned: the role may lack the right to read one of its tables.'],
    }
  }
  const bytes = plan.rows * (Math.ceil(plan.width / 8) * 8 + ROW_OVERHEAD)
  return {
    diskBytes: bytes,
    diskNote: `The planner expects ${plan.rows.toLocaleString('en')} rows of ${plan.width} bytes, about ${inBytes(bytes)} without indexes; estimates of aggregates are often far off.`,
  }
}

/** What the view's query reads: its rule depends on it. */
async function sourcesOf(session: Session, { oid }: Relation): Promise<Relation[]> {
  const rows = await session.run(
    `SELECT DISTINCT d.refobjid FROM pg_catalog.pg_rewrite r JOIN pg_catalog.pg_depend d
        ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid AND d.refclassid = 'pg_class'::regclass
      WHERE r.ev_class = $1::oid AND d.refobjid <> $1::oid`,
    [oid],
  )
  const sources: Relation[] = []
  for (const [source] of rows) {
    const relation = await relationByOid(session, source ?? '0')
    if (relation) sources.push(relation)
  }
  return sources
}

async function concurrentRefusal(session: Session, { oid, sql }: Relation): Promise<Partial<Aspects>> {
  const [row] = await session.run(
    `SELECT c.relispopulated, EXISTS (SELECT FROM pg_catalog.pg_index i WHERE i.indrelid = c.oid AND i.indisunique
        AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL)
      FROM pg_catalog.pg_class c WHERE c.oid = $1::oid`,
    [oid],
  )
  const [isPopulated, hasUnique] = row ?? []
  if (isPopulated === 'f') {
    return {
      refusal: {
        message: `${sql} has no content yet, and CONCURRENTLY only brings one up to date.`,
        hint: 'Refresh it once without CONCURRENTLY.',
      },
    }
  }
  if (hasUnique === 't') return {}
  return {
    refusal: {
      message: `${sql} has no unique index, which CONCURRENTLY needs to tell its rows apart.`,
      hint: 'Create one over whole columns and without WHERE, or refresh without CONCURRENTLY.',
    },
  }
}
