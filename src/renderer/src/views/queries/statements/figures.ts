/** The figures of one statement or of several together, and what follows from them. Pure. */
import type { Statement, StatementList } from '#shared/contract/statements.ts'
import type { Milliseconds } from '#shared/units.ts'

/** What a row of the table is about: one statement, a group, or all. */
export type Figures = Pick<
  Statement,
  | 'calls'
  | 'totalMs'
  | 'meanMs'
  | 'minMs'
  | 'maxMs'
  | 'stddevMs'
  | 'planMs'
  | 'rows'
  | 'sharedHit'
  | 'sharedRead'
  | 'sharedDirtied'
  | 'sharedWritten'
  | 'tempRead'
  | 'tempWritten'
  | 'ioMs'
  | 'walBytes'
  | 'sharePercent'
>

/** The sum of several statements. Their spreads do not add up, so there is none. */
export function sumOf(statements: readonly Statement[]): Figures {
  const sum: Figures = {
    calls: 0,
    totalMs: 0,
    meanMs: 0,
    rows: 0,
    sharedHit: 0,
    sharedRead: 0,
    sharedDirtied: 0,
    sharedWritten: 0,
    tempRead: 0,
    tempWritten: 0,
    sharePercent: 0,
  }
  for (const statement of statements) {
    sum.calls += statement.calls
    sum.totalMs += statement.totalMs
    sum.rows += statement.rows
    sum.sharedHit += statement.sharedHit
    sum.sharedRead += statement.sharedRead
    sum.sharedDirtied += statement.sharedDirtied
    sum.sharedWritten += statement.sharedWritten
    sum.tempRead += statement.tempRead
    sum.tempWritten += statement.tempWritten
    sum.sharePercent += statement.sharePercent
    sum.minMs = least(sum.minMs, statement.minMs)
    sum.maxMs = most(sum.maxMs, statement.maxMs)
    sum.planMs = added(sum.planMs, statement.planMs)
    sum.ioMs = added(sum.ioMs, statement.ioMs)
    sum.walBytes = added(sum.walBytes, statement.walBytes)
  }
  if (sum.calls > 0) sum.meanMs = sum.totalMs / sum.calls
  return sum
}

/** Of the blocks asked for, those found in the server's own cache, 0 to 1; undefined where none were. */
export function hitShare({ sharedHit, sharedRead }: Figures): number | undefined {
  const blocks = sharedHit + sharedRead
  return blocks === 0 ? undefined : sharedHit / blocks
}

/** How long the list covers; undefined where nobody knows when it began. */
export function windowMs({ since, until }: StatementList): Milliseconds | undefined {
  return since === null || until <= since ? undefined : until - since
}

function added(left: number | undefined, right: number | undefined): number | undefined {
  return right === undefined ? left : (left ?? 0) + right
}

function least(left: number | undefined, right: number | undefined): number | undefined {
  return right === undefined ? left : Math.min(left ?? right, right)
}

function most(left: number | undefined, right: number | undefined): number | undefined {
  return right === undefined ? left : Math.max(left ?? right, right)
}
