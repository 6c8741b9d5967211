/**
 * Traces: who accessed which key when. Records them from a server (MONITOR, always for a stated time,
 * its cost measured; or the server's counters alone), reads them from files of several formats, keeps
 * them, and tells what one says: hot keys and namespaces, mix, hits and misses, reuse distances.
 * A value never gets into a trace, only its size. The simulation and the warm-up read traces here.
 */
export type { Access, AccessKind } from './access.ts'
export { NO_TIMES } from './formats/json-lines.ts'
export type { TraceAccount, TraceFormat } from './read/account.ts'
export type { TraceSource } from './read/blocks.ts'
export { readTrace, type TraceReading } from './read/read-trace.ts'
export { traceSummary, type TraceSummaryOptions } from './summary/trace-summary.ts'
export { expectedCost } from './record/expected-cost.ts'
export { recordTrace, type RecordOptions } from './record/record-trace.ts'
export { createTraces, type Traces, type TracesOptions } from './kept/traces.ts'
