import { isSystemTable } from './read/relations.ts'

/**
 * Not of the workload: an application's name is not in pg_stat_statements, so it is told by what a
 * statement says.
 *
 * - the texts of this folder carry a mark; it stands after the first word, because since 18 the server
 *   drops a comment before it;
 * - EXPLAIN: people and tools run it, applications do not;
 * - what a session of Pitwall begins with.
 */
export function isOwnStatement(text: string, command: string): boolean {
  return text.includes('/* pitwall */') || command === 'EXPLAIN' || sessionTexts.test(text)
}

/** Pitwall's other questions, monitoring, drivers that look up types: not of the workload either. */
export function readsOnlyCatalogues(tables: readonly string[]): boolean {
  return tables.length > 0 && tables.every(isSystemTable)
}

/** The whole texts of the session and of run-explain.ts, as they are and as 17 and later keep them. */
const sessionTexts =
  /^(?:BEGIN TRANSACTION READ (?:ONLY|WRITE)|(?:ROLLBACK TO )?SAVEPOINT (?:attempt|\$1)|SET LOCAL (?:statement_timeout|lock_timeout|idle_in_transaction_session_timeout|standard_conforming_strings|client_encoding|client_connection_check_interval) = \S+|PREPARE pitwall_\w+ AS .*|DEALLOCATE (?:pitwall_\w+|\$1)|SELECT [\w."]*pg_stat_statements_reset\(.*)$/s
