import { Collector } from '../read/collector.ts'
import { eachLine } from '../read/blocks.ts'
import { Failure } from '#shared/failure.ts'
import { TraceAccount } from '../read/account.ts'
import { csvColumns, csvFormat } from './csv.ts'
import { jsonFormat } from './json-lines.ts'
import { fieldOf } from './fields.ts'
import type { LineFormat } from './line-format.ts'
import { MonitorLine } from './monitor-line.ts'
import { monitorFormat } from './monitor.ts'
import { ownFormat } from './own.ts'
import { textFormat } from './text.ts'

/** So many lines are looked at. */
const LINES = 1000
/** Fewer accesses a second than that, in so many lines, are taken for a wrong unit. */
const LEAST_PER_SECOND = 20

/**
 * The format of a trace, by its first block; the account is told.
 *
 * @throws Failure BAD_INPUT for what is no trace
 */
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
  if (isJson(block, lines)) {
    account.format = 'json'
    account.smallTimes = unitOfSmallTimes(jsonFormat, block, lines)
    return jsonFormat(collector)
  }
  const columns = csvColumns(first) ?? csvColumns(textOf(block, lines[1]))
  if (columns) {
    account.format = 'csv'
    account.smallTimes = unitOfSmallTimes((scratch) => csvFormat(scratch, columns), block, lines)
    return csvFormat(collector, columns)
  }
  refuseNoKeys(lines.map((line) => textOf(block, line)))
  account.format = 'text'
  return textFormat(collector)
}

function isJson(block: Buffer, lines: readonly [number, number][]): boolean {
  const texts = lines.map((line) => textOf(block, line))
  if (texts.some((text) => /^\[?\s*\{.*\}\s*,?\]?\s*$/.test(text))) return true
  // Broken, but no list of keys.
  return texts.filter((text) => /^\[?\s*\{\s*"/.test(text)).length * 2 > texts.length
}

/** The unit of times that count from the beginning and whose field does not tell, by how close they lie. */
function unitOfSmallTimes(
  format: (scratch: Collector) => LineFormat,
  block: Buffer,
  lines: readonly [number, number][],
): 'ms' | undefined {
  const scratch = new Collector(new TraceAccount())
  const { line } = format(scratch)
  for (const [start, end] of lines) line(block, start, end)
  if (scratch.account.smallTimes === undefined || lines.length < LINES) return undefined
  const accesses = scratch.take()
  const seconds = ((accesses.at(-1)?.at ?? 0) - (accesses[0]?.at ?? 0)) / 1000
  return accesses.length < seconds * LEAST_PER_SECOND ? 'ms' : undefined
}

/** What would be taken for a list of keys, but is bytes or a table. */
function refuseNoKeys(lines: readonly string[]): void {
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  const binary = lines.filter((line) => /[\0-\x08\x0e-\x1f]/.test(line)).length
  if (binary * 2 > lines.length) {
    throw new Failure('BAD_INPUT', 'The file is not a trace: it holds bytes that are no text.', {
      hint: FORMATS,
    })
  }
  if (!isTable(lines)) return
  throw new Failure('BAD_INPUT', 'The file is a table without a column that is named key.', {
    hint: 'Name the column with the keys key in its header, those with times, operations and sizes time, op and size.',
  })
}

const FORMATS = 'A trace is of Pitwall, MONITOR, JSON lines, CSV with a header, or a key a line.'

/** Lines of as many cells each, a header of names over at least one column of numbers. */
function isTable(lines: readonly string[]): boolean {
  return [',', '\t', ';'].some((separator) => {
    const [header = [], ...rows] = lines.map((line) => line.split(separator))
    if (header.length < 2 || !header.every((name) => /^"?[a-z][\w -]*"?$/i.test(name.trim()))) return false
    if (header.filter((name) => fieldOf(name)).length >= 2) return true
    if (rows.length === 0 || !rows.every((row) => row.length === header.length)) return false
    return header.some((_, at) => rows.every((row) => /^-?[\d.]+$/.test(row[at]?.trim() ?? '')))
  })
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
