import type { PostgresTarget, Timeouts } from '../postgres-target.ts'
import { withSession } from '../session/session.ts'
import { whyNotReadable } from './limitations.ts'
import { readServerFacts } from './read/server-facts.ts'
import { readWholeTexts } from './read/texts.ts'

/** The whole texts of statements by their ids, as far as the server has them. Throws a Failure. */
export async function readStatementTexts(
  target: PostgresTarget,
  statementIds: readonly string[],
  timeouts: Timeouts,
  signal: AbortSignal | undefined,
): Promise<Map<string, string>> {
  const queryIds = new Map(
    statementIds.flatMap((id) => {
      const queryId = /^(-?\d+):/.exec(id)?.[1]
      return queryId === undefined ? [] : [[id, queryId] as const]
    }),
  )
  if (queryIds.size === 0) return new Map()
  const texts = await withSession(target, timeouts, signal, async (session) => {
    const facts = await readServerFacts(session)
    if (!facts.extension || whyNotReadable(facts)) return new Map<string, string>()
    return await readWholeTexts(session, facts.extension.schema, [...new Set(queryIds.values())])
  })
  return new Map(
    [...queryIds].flatMap(([id, queryId]) => {
      const text = texts.get(queryId)
      return text === undefined ? [] : [[id, text] as const]
    }),
  )
}
