import type { Statement } from '#shared/contract/statements.ts'
import type { Entry } from './counters.ts'
import type { TextFacts } from './texts/understand.ts'

/** The contract's length of `query` in a list. */
export const LONGEST_QUERY = 2000
/** The contract's length of a list. */
export const MOST_STATEMENTS = 5000

/** What the text of an entry is and tells. */
export interface EntryText {
  query: string
  facts: TextFacts
  tables: string[]
}

export interface Ranked {
  entry: Entry
  text: EntryText
  applications: string[]
}

/** Costliest first; shares are of the time of all that are given, also of those beyond the limit. */
export function toStatements(ranked: readonly Ranked[], limit: number = MOST_STATEMENTS): Statement[] {
  const total = ranked.reduce((sum, { entry }) => sum + entry.counters.totalMs, 0)
  return ranked
    .toSorted(
      ({ entry: a }, { entry: b }) =>
        b.counters.totalMs - a.counters.totalMs || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
    )
    .slice(0, Math.min(limit, MOST_STATEMENTS))
    .map((one) => toStatement(one, total))
}

function toStatement({ entry, text, applications }: Ranked, total: number): Statement {
  const { calls, totalMs, planMs, ioMs, walBytes, ...sums } = entry.counters
  return {
    id: entry.id,
    queryId: entry.queryId,
    query: shortened(text.query),
    command: text.facts.command,
    tables: text.tables,
    role: entry.role,
    applications,
    calls,
    totalMs,
    meanMs: calls === 0 ? 0 : totalMs / calls,
    ...entry.spread,
    ...(planMs === null ? {} : { planMs }),
    ...sums,
    ...(ioMs === null ? {} : { ioMs }),
    ...(walBytes === null ? {} : { walBytes }),
    sharePercent: total === 0 ? 0 : (100 * totalMs) / total,
  }
}

/** Not in the middle of a character of two units. */
export function shortened(query: string): string {
  const cut = query.slice(0, LONGEST_QUERY)
  return /[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut
}
