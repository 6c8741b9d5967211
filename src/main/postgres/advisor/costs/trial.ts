import { Failure } from '#shared/failure.ts'
import type { Bytes } from '#shared/units.ts'
import type { Session } from '../../session/session.ts'
import type { AskPlan } from './plannable.ts'

export interface TrialIndex {
  /** For each table that holds its rows: CREATE INDEX with the name. */
  builds: { sql: string; schema: string; name: string }[]
}

export interface TrialAnswer {
  sizeBytes: Bytes
  /** In the order of the queries asked about; `uses` are places in the list of indexes tried. */
  costs: { cost: number; uses: number[] }[]
  /** Places of indexes that this transaction's planner does not look at (`indcheckxmin`). */
  ignored: number[]
}

/**
 * Builds indexes for real, asks for plans, and goes back: the savepoint also gives back the locks, so
 * writers to a table wait for one build and a few plans, not for the whole search. Readers never wait.
 *
 * Where a row was updated in place (a HOT chain) and a snapshot that can see the old version is still
 * there, the server marks the new index `indcheckxmin`, and the transaction that built it does not use
 * it: the plans then say nothing about it.
 *
 * Throws a Failure of the server's own for a lock that is not to be had in time, a disk that is full…;
 * everything is undone then, too.
 */
export async function tryIndexes(
  session: Session,
  indexes: readonly TrialIndex[],
  queries: readonly AskPlan[],
): Promise<TrialAnswer> {
  await session.runSimple('SAVEPOINT pitwall_trial')
  try {
    let sizeBytes = 0
    const ignored: number[] = []
    const owners = new Map<string, number>()
    for (const [place, { builds }] of indexes.entries()) {
      for (const { sql, schema, name } of builds) {
        await session.run(sql)
        owners.set(name, place)
        const [row] = await session.run(
          `SELECT pg_catalog.pg_relation_size(c.oid), i.indcheckxmin FROM pg_catalog.pg_class c
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid WHERE n.nspname = $1 AND c.relname = $2`,
          [schema, name],
        )
        sizeBytes += Number(row?.[0] ?? 0)
        if (row?.[1] === 't' && !ignored.includes(place)) ignored.push(place)
      }
    }
    const costs: TrialAnswer['costs'] = []
    for (const ask of queries) {
      const { cost, indexes: used } = await ask()
      costs.push({
        cost,
        uses: [...new Set(used.flatMap((name) => owners.get(name) ?? []))].toSorted((a, b) => a - b),
      })
    }
    return { sizeBytes, costs, ignored }
  } finally {
    await undo(session)
  }
}

async function undo(session: Session): Promise<void> {
  try {
    await session.runSimple('ROLLBACK TO SAVEPOINT pitwall_trial')
  } catch (error) {
    // A connection that is gone has rolled back already; what ended it is told by the caller's error.
    if (!(error instanceof Failure)) throw error
  }
}
