import type { Session } from '../../session/session.ts'
import type { CreateIndex, DropIndex, QualifiedName } from '../known-change.ts'

/** An index with those of its partitions. */
export interface IndexFamily {
  oids: string[]
  /** As plans name them, without schema. */
  names: ReadonlySet<string>
  /** Planners with an old snapshot must pass over it for now: rows were updated in place while it was built. */
  waits: boolean
}

/** The indexes that a table has now, valid or not. */
export async function indexesOf(session: Session, { table }: CreateIndex): Promise<Set<string>> {
  const rows = await session.run(
    `SELECT i.indexrelid FROM pg_catalog.pg_index i WHERE i.indrelid = pg_catalog.to_regclass($1)`,
    [quoted(table)],
  )
  return new Set(rows.map(([oid]) => oid ?? ''))
}

/** What a CREATE INDEX has made, told by what was there before it: its name may be the server's choice. */
export async function newIndex(
  session: Session,
  change: CreateIndex,
  known: ReadonlySet<string>,
): Promise<IndexFamily | undefined> {
  const now = await indexesOf(session, change)
  const own: IndexFamily[] = []
  for (const oid of now) {
    if (known.has(oid)) continue
    const family = await familyOf(session, oid)
    // Somebody else may have made another meanwhile; where the name is known, it decides.
    if (change.index === undefined || family.names.has(change.index)) own.push(family)
  }
  return own.length === 1 ? own[0] : undefined
}

export async function indexToDrop(session: Session, { index }: DropIndex): Promise<IndexFamily | undefined> {
  const [row] = await session.run(
    `SELECT i.indexrelid FROM pg_catalog.pg_index i WHERE i.indexrelid = pg_catalog.to_regclass($1)`,
    [quoted(index)],
  )
  const oid = row?.[0]
  return oid === undefined || oid === null ? undefined : await familyOf(session, oid)
}

async function familyOf(session: Session, oid: string): Promise<IndexFamily> {
  const rows = await session.run(
    `WITH RECURSIVE family (oid) AS (
        SELECT $1::oid
        UNION SELECT h.inhrelid FROM pg_catalog.pg_inherits h JOIN family ON h.inhparent = family.oid)
      SELECT c.relname,
        -- As in get_relation_info: such an index counts once its row is older than every snapshot.
        i.indcheckxmin AND age(i.xmin) <= age(
          (txid_snapshot_xmin(txid_current_snapshot()) % 4294967296)::text::xid)
      FROM family
      JOIN pg_catalog.pg_class c ON c.oid = family.oid JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid`,
    [oid],
  )
  return {
    oids: [oid],
    names: new Set(rows.map(([name]) => name ?? '')),
    waits: rows.some(([, waits]) => waits === 't'),
  }
}

function quoted({ schema, name }: QualifiedName): string {
  return [...(schema === undefined ? [] : [schema]), name]
    .map((part) => `"${part.replaceAll('"', '""')}"`)
    .join('.')
}
