/**
 * Keyspace: every key of a Redis looked at without touching it, at the speed the server has or as
 * gently as its other clients need, in constant memory. {@link scanKeys} is the scan itself, in
 * batches of columns, which other rooms of Redis use too; the analysis makes totals, namespaces found
 * in the names, histograms and top lists of it.
 */
export { scanKeys, type ScanBegin, type ScanEnd, type ScanOptions } from './scan.ts'
export { keyAt, type KeyBatch, type KeyField, NEVER, ttlAt } from './key-batch.ts'
export { type AnalyseOptions, type AnalysisControl, analyse, createControl } from './analyse.ts'
export {
  createKeyspaceAnalyses,
  type KeyspaceAnalyses,
  type KeyspaceAnalysesOptions,
  type RunOptions,
} from './analyses.ts'
export type { KeysPage, PageOptions } from './keys-page.ts'
