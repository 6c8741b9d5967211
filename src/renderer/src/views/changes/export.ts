/** The ledger as files. Pure. */
import { csvOfRows } from '#renderer/charts/csv.ts'
import type { ChangeHead } from '#shared/contract/changes.ts'

const head = [
  'id',
  'when',
  'who',
  'environment',
  'guard',
  'target',
  'kind',
  'title',
  'status',
  'verdict',
  'message',
  'elapsed (ms)',
  'sql',
  'undo sql',
] as const

/** One line for each change, by RFC 4180. */
export function ledgerCsv(changes: readonly ChangeHead[]): string {
  return csvOfRows(
    head,
    changes.map((change) => [
      change.id,
      new Date(change.at).toISOString(),
      change.who,
      change.environment.name,
      change.environment.guard,
      change.targetName,
      change.kind,
      change.title,
      change.status,
      change.verdict,
      change.message,
      change.elapsedMs,
      change.sql,
      change.undoSql,
    ]),
  )
}

/** The changes as the contract has them, with times that people can read. */
export function ledgerJson(changes: readonly ChangeHead[]): string {
  return `${JSON.stringify(
    { changes: changes.map((change) => ({ ...change, at: new Date(change.at).toISOString() })) },
    null,
    2,
  )}\n`
}

/** `changes-2026-11-20-14-03-09` */
export function ledgerFileName(at: Date): string {
  return `changes-${at.toISOString().slice(0, 19).replace(/[T:]/g, '-')}`
}
