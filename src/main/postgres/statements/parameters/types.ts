import { Failure, throwIfCancelled } from '#shared/failure.ts'
import type { Session } from '../../session/session.ts'

/** The types that the server finds for the parameters; undefined where it cannot. */
export async function typesOf(
  session: Session,
  text: string,
  signal: AbortSignal | undefined,
): Promise<(string | null)[] | undefined> {
  try {
    // Analysed, not planned and not run; it ends with the connection, or sooner behind a pooler.
    await session.run(`PREPARE pitwall_parameters AS ${text}`)
    const [row] = await session.run(
      `SELECT /* pitwall */ pg_catalog.to_json(parameter_types::text[])
        FROM pg_catalog.pg_prepared_statements WHERE name = 'pitwall_parameters'`,
    )
    await session.run('DEALLOCATE pitwall_parameters')
    // The query above makes it so.
    return JSON.parse(row?.[0] ?? '[]') as (string | null)[]
  } catch (error) {
    throwIfCancelled(signal)
    if (!(error instanceof Failure) || error.facts['sqlState'] === undefined) throw error
    await session.restart('READ ONLY')
    return undefined
  }
}
