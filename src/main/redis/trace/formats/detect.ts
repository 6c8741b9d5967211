import type { Collector } from '../read/collector.ts'
import { eachLine } from '../read/blocks.ts'
import { csvColumns, csvFormat } from './csv.ts'
import { jsonFormat } from './json-lines.ts'
import type { LineFormat } from './line-format.ts'
import { MonitorLine } from './monitor-line.ts'
import { monitorFormat } from './monitor.ts'
import { ownFormat } from './own.ts'
import { textFormat } from './text.ts'

/** So many lines are looked at. */
const LINES = 1000

/** The format of a trace, by its first block; the account is told. */
export function detectFormat(collector: Collector, block: Buffer): LineFormat {
  const { account } = collector
  const lines: [start: number, end: number][] = []
  eachLine(block, (start, end) => {
    if (lines.length < LINES) lines.push([start, end])
  })
  const first = textOf(block, lines[0])
  if (first.startsWith('{"pitwall":"trace"')) {
    account.format = 'pitwall'
    return ownFormat(collector)
  }
  const database = monitorDatabase(block, lines)
  if (database !== undefined) {
    account.format = 'monitor'
    account.database = database
    return monitorFormat(collector, { database })
  }
  if (lines.some((line) => /^\[?\s*\{.*\}\s*,?\]?\s*$/.test(textOf(block, line)))) {
    account.format = 'json'
    return jsonFormat(collector)
  }
  const columns = csvColumns(first) ?? csvColumns(textOf(block, lines[1]))
  if (columns) {
    account.format = 'csv'
    return csvFormat(collector, columns)
  }
  account.format = 'text'
  return textFormat(collector)
}

/** The database that most lines of MONITOR are about; undefined where there is no such line. */
function monitorDatabase(block: Buffer, lines: readonly [number, number][]): number | undefined {
  const line = new MonitorLine()
  const counts = new Map<number, number>()
  for (const [start, end] of lines) {
    if (line.read(block, start, end)) counts.set(line.database, (counts.get(line.database) ?? 0) + 1)
  }
  return [...counts].toSorted((one, other) => other[1] - one[1])[0]?.[0]
}

function textOf(block: Buffer, line: [number, number] | undefined): string {
  return line ? block.toString('utf8', line[0], Math.min(line[1], line[0] + 4096)) : ''
}
