/**
 * Postgres: the way to the user's databases and what is learnt there. Statements are read with the
 * server's own parser before anything is sent; everything is run in a transaction with timeouts on a
 * connection of its own, which is rolled back and cancelled on the server at once when asked; plans
 * from here and from elsewhere become the contract's Plan; the catalogue serves completion.
 */
export { adviseIndexes, compareIndexes, workloadOfStatements } from './advisor/index.ts'
export { applyChange, settleChanges, undoChange } from './changes/index.ts'
export { previewChange } from './changes/preview/index.ts'
export { prepareProof } from './changes/proof/index.ts'
export { readCatalogue } from './catalogue.ts'
export { planFromText } from './explain/index.ts'
export { checkHealth, createTableSizes, type TableSizes, watchActivity } from './health/index.ts'
export { type PostgresTarget, requirePostgres } from './postgres-target.ts'
export { explainStatement } from './run-explain.ts'
export { checkStatement } from './statement/statement.ts'
export {
  createStatements,
  readStatements,
  readStatementTexts,
  type StatementsRoom,
  suggestParameters,
} from './statements/index.ts'
export { findStatementFindings } from './statements/findings/read-workload.ts'
