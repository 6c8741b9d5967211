import type { TraceSummary } from '#shared/contract/redis/traces.ts'
import { shownKeyName } from '#shared/redis/key-name.ts'
import { count, duration, percent } from '../wording.ts'

/** Rows of each table. */
const ROWS = 15

/** What a trace says, for people. */
export function traceAsText(summary: TraceSummary): string {
  const { head, hotKeys, namespaces, commands, reuse, limitations } = summary
  return [
    heading(summary),
    ...outcomes(summary),
    ...cost(summary),
    ...(commands.length === 0
      ? []
      : table(
          'Commands',
          ['command', 'count'],
          commands.map(({ name, count: times }) => [name, count(times)]),
        )),
    ...(namespaces.length === 0
      ? []
      : table(
          'Namespaces',
          ['share', 'keys', 'reads', 'writes', 'hit rate', 'namespace'],
          namespaces.map((one) => [
            percent(one.sharePercent / 100),
            count(one.keys),
            count(one.reads),
            count(one.writes),
            one.hitRate === null ? '–' : percent(one.hitRate),
            shownKeyName(one.pattern),
          ]),
        )),
    ...(hotKeys.length === 0
      ? []
      : table(
          'Hot keys',
          ['share', 'reads', 'writes', 'key'],
          hotKeys.map((hot) => [
            percent(hot.sharePercent / 100),
            count(hot.reads),
            count(hot.writes),
            shownKeyName(hot.key),
          ]),
        )),
    ...(reuse.length === 0
      ? []
      : table(
          'Other keys read between two reads of the same',
          ['fewer than', 'reads', ''],
          reuseRows(summary),
          Infinity,
        )),
    ...limitations.flatMap(({ message, hint }) => ['', hint === '' ? message : `${message} ${hint}`]),
    '',
    head.file,
  ].join('\n')
}

function heading({ head, reads, writes, deletes }: TraceSummary): string {
  const from = new Date(head.at).toISOString()
  const what =
    head.mode === 'statistics'
      ? `${count(head.accesses)} lookups that the server counted`
      : `${count(head.accesses)} accesses to ${count(head.keys)} keys: ${count(reads)} reads, ${count(writes)} writes, ${count(deletes)} deletions`
  return `${head.name} · ${from} · ${duration(head.durationMs)}\n${what}`
}

function outcomes({ hits, misses }: TraceSummary): string[] {
  if (hits === null || misses === null || hits + misses === 0) return []
  return [`Hit rate ${percent(hits / (hits + misses))}: ${count(hits)} hits, ${count(misses)} misses`]
}

function cost({ cost: measured }: TraceSummary): string[] {
  if (!measured) return []
  const { commandsPerSecondBefore, commandsPerSecondDuring, pingBeforeMs, pingDuringMs } = measured
  return [
    `Recording: ${count(commandsPerSecondBefore)} commands/s before, ${count(commandsPerSecondDuring)} during; PING ${duration(pingBeforeMs)} before, ${duration(pingDuringMs)} during`,
  ]
}

function reuseRows({ reuse }: TraceSummary): string[][] {
  const all = reuse.reduce((sum, { reads }) => sum + reads, 0)
  return reuse.map(({ until, reads }) => [
    until === null ? 'never before' : count(until),
    count(reads),
    percent(all === 0 ? 0 : reads / all),
  ])
}

/** The last column is text, the others figures. */
function table(title: string, head: string[], rows: readonly string[][], most = ROWS): string[] {
  const shown = [head, ...rows.slice(0, most)]
  const widths = head.map((_, at) => Math.max(...shown.map((row) => (row[at] ?? '').length)))
  const lines = shown.map((row) =>
    row
      .map((cell, at) => (at === row.length - 1 && at > 0 ? cell : cell.padStart(widths[at] ?? 0)))
      .join('  '),
  )
  const more = rows.length - most
  return ['', title, ...lines, ...(more > 0 ? [`and ${count(more)} more`] : [])]
}
