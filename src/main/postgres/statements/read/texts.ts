import type { Session, TextRow } from '../../session/session.ts'
import { quoteIdentifier } from '../../explain/account/quote-identifier.ts'
import { textArray } from './text-array.ts'
import { withTypedParameters } from './typed-parameters.ts'

/** What is read of a text at once: enough for the parser; a longer one is values. */
const LONGEST_TEXT = 100_000
/** With more than so many of them it is cheaper to have all sent than to name them. */
const MOST_NAMED = 1000

/**
 * The normalised texts by query id, cut at 100,000 characters. Those of `queryIds` at least. The server reads
 * its whole file of texts for it.
 */
export async function readTexts(
  session: Session,
  schema: string,
  queryIds: readonly string[],
): Promise<Map<string, string>> {
  const named = queryIds.length <= MOST_NAMED
  const rows = await session.run(
    `SELECT /* pitwall */ queryid, pg_catalog.left(query, ${LONGEST_TEXT})
      FROM ${quoteIdentifier(schema)}.pg_stat_statements(true)
      WHERE dbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
        AND queryid IS NOT NULL${named ? ' AND queryid = ANY ($1::bigint[])' : ''}`,
    named ? [textArray(queryIds)] : undefined,
  )
  return await textsOf(rows)
}

/** A text that was lost with the server's file is null. */
async function textsOf(rows: readonly TextRow[]): Promise<Map<string, string>> {
  const texts = new Map<string, string>()
  for (const [queryId, text] of rows) texts.set(queryId ?? '', await withTypedParameters(text ?? ''))
  return texts
}

/** Whole texts by query id. */
export async function readWholeTexts(
  session: Session,
  schema: string,
  queryIds: readonly string[],
): Promise<Map<string, string>> {
  const rows = await session.run(
    `SELECT /* pitwall */ queryid, query FROM ${quoteIdentifier(schema)}.pg_stat_statements(true)
      WHERE dbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
        AND queryid = ANY ($1::bigint[]) AND query IS NOT NULL`,
    [textArray(queryIds)],
  )
  return await textsOf(rows)
}
