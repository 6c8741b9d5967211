import type { Statement, StatementList } from '#shared/contract/statements.ts'

/** A statement with the figures that a test needs. */
export function sampleStatement(id: string, figures: Partial<Statement> = {}): Statement {
  return {
    id,
    queryId: id,
    query: `SELECT ${id}`,
    command: 'SELECT',
    tables: [],
    role: 'app',
    applications: [],
    calls: 1,
    totalMs: 1,
    meanMs: 1,
    rows: 0,
    sharedHit: 0,
    sharedRead: 0,
    sharedDirtied: 0,
    sharedWritten: 0,
    tempRead: 0,
    tempWritten: 0,
    sharePercent: 0,
    ...figures,
  }
}

/** A list of pg_stat_statements over ten seconds. */
export function sampleList(statements: Statement[], change: Partial<StatementList> = {}): StatementList {
  return {
    source: 'pg_stat_statements',
    serverVersion: '18.1',
    since: 0,
    until: 10_000,
    statements,
    limitations: [],
    ...change,
  }
}
