import type { Blocker, Change, ChangeEvent, MeasuredSide } from '#shared/contract/changes.ts'

/** A change as other programs read it. Times are milliseconds. */
export function changeAsJson(change: Change): object {
  const { proof, ...rest } = change
  if (!proof) return rest
  const { measurements, method, skipped, notes } = proof
  return {
    ...rest,
    method,
    before: measurements.map(({ sql, before }) => ({ sql, ...sideAsJson(before) })),
    after: measurements.flatMap(({ sql, after, ratio, verdict, planChanged }) =>
      after ? [{ sql, ...sideAsJson(after), ratio, verdict, planChanged }] : [],
    ),
    skipped,
    notes,
  }
}

/** Without its plan, which fills pages. */
function sideAsJson({ runs, ms, blocks }: MeasuredSide): object {
  return { runs, ms, blocks }
}

/** A change for people: what became of it, its figures, and how it is taken back. */
export function changeAsText(change: Change): string {
  const lines = [`${change.id}  ${change.status}  ${change.title}`, `  ${indented(change.sql)}`]
  if (change.message !== undefined) lines.push(`  ${change.message}`)
  if (change.hint !== undefined) lines.push(`  ${change.hint}`)
  for (const { sql, before, after, verdict } of change.proof?.measurements ?? []) {
    const now = after ? ` → ${ms(after)}${verdict === undefined ? '' : `, ${verdict}`}` : ''
    lines.push(`  ${ms(before)}${now}: ${shortened(sql)}`)
  }
  for (const { sql, reason } of change.proof?.skipped ?? []) {
    lines.push(`  not measured, ${reason}: ${shortened(sql)}`)
  }
  if (change.undoSql !== null) {
    lines.push(`  Undo: pitwall undo ${change.id}`, `  ${indented(change.undoSql)}`)
  } else if (change.status === 'applied' && change.undoNote !== undefined) {
    lines.push(`  ${change.undoNote}`)
  }
  return lines.join('\n')
}

/** The ledger, a line each. */
export function changesAsText(changes: readonly Change[]): string {
  if (changes.length === 0) return 'No changes yet.'
  const rows = changes.map(({ id, status, at, targetName, title }) => [
    id,
    status,
    new Date(at).toISOString().slice(0, 16).replace('T', ' '),
    targetName,
    title,
  ])
  const table = [['id', 'status', 'at (UTC)', 'target', 'change'], ...rows]
  const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)))
  return table.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')).join('\n')
}

/** What is new in an event, one line; undefined where nothing is. */
export function progressTeller(): (event: Extract<ChangeEvent, { type: 'progress' }>) => string | undefined {
  let told = ''
  return ({ phase, detail, blockers, backendPid }) => {
    const process = phase === 'running' && backendPid !== undefined ? ` (server process ${backendPid})` : ''
    const what = `${phase}${detail === undefined ? '' : `: ${detail}`}${process}`
    const line = [what, ...(blockers ?? []).map((blocker) => `  waits for ${blockerAsText(blocker)}`)].join(
      '\n',
    )
    if (line === told) return undefined
    told = line
    return line
  }
}

function blockerAsText({ pid, role, application, state, query, why }: Blocker): string {
  const who = [role, application].filter((part) => part !== '').join(', ')
  return `process ${pid} (${who}; ${state}): ${shortened(query)} ${why}`.trim()
}

function ms({ ms: { median } }: MeasuredSide): string {
  return `${Number(median.toPrecision(3))} ms`
}

function indented(sql: string): string {
  return sql.replaceAll('\n', '\n  ')
}

function shortened(sql: string): string {
  const line = sql.replaceAll(/\s+/g, ' ').trim()
  return line.length > 100 ? `${line.slice(0, 99)}…` : line
}
