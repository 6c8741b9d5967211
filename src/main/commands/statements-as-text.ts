import type { Finding, Limitation } from '#shared/contract/finding.ts'
import type { Statement, StatementList } from '#shared/contract/statements.ts'

/** What a terminal is wide; the statement's text gets what the figures leave of it. */
const WIDTH = 120
const SHORTEST_QUERY = 40

interface Column {
  title: string
  cell: (statement: Statement) => string
  /** Figures that only counters have. */
  countersOnly?: true
}

const columns: Column[] = [
  { title: 'share', cell: ({ sharePercent }) => `${sharePercent.toFixed(1)} %` },
  { title: 'total ms', cell: ({ totalMs }) => figure(totalMs) },
  { title: 'calls', cell: ({ calls }) => figure(calls, 0) },
  { title: 'mean ms', cell: ({ meanMs }) => figure(meanMs) },
  { title: 'rows', cell: ({ rows }) => figure(rows, 0), countersOnly: true },
  { title: 'hit %', cell: hitShare, countersOnly: true },
]

/**
 * A list of statements for people: figures, the text in one line, what was found about those listed,
 * what could not be seen.
 */
export function statementsAsText(list: StatementList, findings: readonly Finding[]): string {
  return [
    heading(list),
    '',
    ...table(list),
    ...list.statements.flatMap((statement) => findingsOf(statement, findings).flatMap(finding)),
    ...list.limitations.flatMap(limitation),
  ].join('\n')
}

export function findingsOf(statement: Statement, findings: readonly Finding[]): Finding[] {
  return findings.filter(({ subject }) => subject?.kind === 'statement' && subject.name === statement.id)
}

function heading({ source, serverVersion, since }: StatementList): string {
  const from =
    source === 'pg_stat_activity'
      ? 'seen running or run last'
      : since === null
        ? 'since the last reset'
        : `since ${new Date(since).toISOString()}`
  return [`Postgres ${serverVersion}`, source, from].join(' · ')
}

function table({ source, statements }: StatementList): string[] {
  if (statements.length === 0) return ['(no statements)']
  const shown = columns.filter(({ countersOnly }) => !countersOnly || source === 'pg_stat_statements')
  const rows = statements.map((statement) => shown.map(({ cell }) => cell(statement)))
  const widths = shown.map(({ title }, at) =>
    rows.reduce((width, row) => Math.max(width, row[at]?.length ?? 0), title.length),
  )
  const line = (cells: readonly string[], query: string): string =>
    [...cells.map((cell, at) => cell.padStart(widths[at] ?? 0)), query].join('  ')
  const taken = widths.reduce((sum, width) => sum + width + 2, 0)
  const queryWidth = Math.max(SHORTEST_QUERY, WIDTH - taken)
  return [
    line(
      shown.map(({ title }) => title),
      'statement',
    ),
    ...statements.map(({ query }, at) => line(rows[at] ?? [], inOneLine(query, queryWidth))),
  ]
}

function inOneLine(query: string, width: number): string {
  const text = query.replaceAll(/\s+/g, ' ').trim()
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`
}

function hitShare({ sharedHit, sharedRead }: Statement): string {
  const blocks = sharedHit + sharedRead
  return blocks === 0 ? '' : ((100 * sharedHit) / blocks).toFixed(1)
}

function figure(value: number, decimals: number = value < 10 ? 3 : value < 1000 ? 1 : 0): string {
  return value.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals })
}

function finding({ title, detail, advice, rewrite, proposals }: Finding): string[] {
  return [
    '',
    title,
    `  ${detail}`,
    `  ${advice}`,
    ...(rewrite ? [`  ${inOneLine(rewrite.sql, WIDTH)}`] : []),
    ...proposals.map(({ sql }) => `  ${sql};`),
  ]
}

function limitation({ message, hint, proposals }: Limitation): string[] {
  return ['', message, `  ${hint}`, ...proposals.map(({ sql }) => `  ${sql};`)]
}
