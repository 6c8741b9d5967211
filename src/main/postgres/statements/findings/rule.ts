import type { Finding } from '#shared/contract/finding.ts'
import type { Severity } from '#shared/contract/plan.ts'
import type { Statement } from '#shared/contract/statements.ts'
import type { Bytes, Milliseconds } from '#shared/units.ts'
import { byShare } from '../../explain/findings/rule.ts'
import type { Schema } from '../../schema/schema.ts'
import type { StatementShape } from '../../statement/shape/shape.ts'
import type { StoredWidths } from './stored-widths.ts'
import type { Token } from '../../statement/parser.ts'

/** A statement with what its text means. */
export interface ReadStatement {
  statement: Statement
  /** The whole text. */
  text: string
  shape: StatementShape
  /** Of the text, comments left out. */
  tokens: readonly Token[]
}

/** Everything the rules look at; plain data. */
export interface Workload {
  /** Costliest first. */
  statements: readonly ReadStatement[]
  schema: Schema
  /** How long the counters have been counting; undefined where that is not known. */
  windowMs: Milliseconds | undefined
  workMem: Bytes
  storedWidths: StoredWidths
}

/** One kind of finding: a file of its own, and a line in the table of index.ts. */
export interface StatementRule {
  /** Stable name, as in docs/postgres.md. */
  kind: string
  find: (workload: Workload) => Found[]
}

/** What a rule saw in one statement. */
export interface Found extends Pick<
  Finding,
  'title' | 'detail' | 'advice' | 'evidence' | 'rewrite' | 'proposals'
> {
  statement: Statement
  /** The database's time that it is about, a part of the statement's own; all of it unless said. */
  costMs?: Milliseconds
}

/** By the share of the workload's time. */
export function severityOf({ statement, costMs }: Found): Severity {
  const ms = costMs ?? statement.totalMs
  const part = statement.totalMs > 0 ? ms / statement.totalMs : 0
  return byShare({ ms, share: (part * statement.sharePercent) / 100 })
}

/** Shared blocks that one run reads, from memory or disk. */
export function blocksPerCall({ sharedHit, sharedRead, calls }: Statement): number {
  return calls > 0 ? (sharedHit + sharedRead) / calls : 0
}

export function rowsPerCall({ rows, calls }: Statement): number {
  return calls > 0 ? rows / calls : 0
}
