import { ClientNumbers } from '../read/client-numbers.ts'
import type { Collector } from '../read/collector.ts'
import { addFields, fieldOf, millisecondsPerTtl, unitOfName, type FieldName } from './fields.ts'
import { NO_TIMES, outcomeOf } from './json-lines.ts'
import type { LineFormat } from './line-format.ts'
import { Times } from './times.ts'

/** Where which field stands. */
export interface CsvColumns {
  separator: string
  columns: ReadonlyMap<FieldName, { at: number; name: string }>
  /** The first line is the header. */
  hasHeader: boolean
}

/**
 * The columns of Twitter's public cache traces, which come without a header:
 * `timestamp,anonymized key,key size,value size,client id,operation,TTL`.
 */
const twitter = ['timestamp', 'key', 'key size', 'value size', 'client id', 'operation', 'ttl']
const twitterLine = /^\d+(?:\.\d+)?,.+,\d+,\d+,\d+,[a-z]+,\d+$/

/** The columns that a first line tells, or undefined where it does not look like CSV of accesses. */
export function csvColumns(line: string): CsvColumns | undefined {
  if (twitterLine.test(line)) return columnsOf(twitter, ',', false)
  for (const separator of [',', '\t', ';', '|']) {
    const names = splitCsv(line, separator)
    if (names.length < 2) continue
    const found = columnsOf(names, separator, true)
    if (found.columns.has('key')) return found
  }
  // One column under its name is a list of keys.
  return fieldOf(line) === 'key' ? columnsOf([line], ',', true) : undefined
}

function columnsOf(names: readonly string[], separator: string, hasHeader: boolean): CsvColumns {
  const columns = new Map<FieldName, { at: number; name: string }>()
  for (const [at, name] of names.entries()) {
    const field = fieldOf(name)
    if (field && !columns.has(field)) columns.set(field, { at, name })
  }
  return { separator, columns, hasHeader }
}

/** CSV of other programs; the fields are found by the names in its header. */
export function csvFormat(collector: Collector, { separator, columns, hasHeader }: CsvColumns): LineFormat {
  const { account } = collector
  const clients = new ClientNumbers()
  const timeColumn = columns.get('time')
  const times = new Times(account, timeColumn && unitOfName(timeColumn.name))
  const ttlColumn = columns.get('ttl')
  const ttlScale = ttlColumn ? millisecondsPerTtl(ttlColumn.name) : 1000
  const hitColumn = columns.get('hit')
  const width = Math.max(...[...columns.values()].map(({ at }) => at)) + 1
  let headerSeen = !hasHeader
  account.hasTimes = timeColumn !== undefined
  if (!account.hasTimes) account.note(NO_TIMES)

  return {
    line(block, start, end) {
      if (!headerSeen) {
        headerSeen = true
        return true
      }
      const cells = splitCsv(block.toString('utf8', start, end), separator)
      // A key with separators in it that nobody quoted.
      if (!hasHeader) joinKey(cells, twitter.length, separator)
      const cell = (field: FieldName): string | undefined => {
        const column = columns.get(field)
        return column && cells[column.at]
      }
      const key = cell('key')
      if (key === undefined || key === '' || cells.length < width) return false
      const time = cell('time')
      const at = time === undefined ? undefined : times.read(time)
      if (timeColumn && at === undefined) return false
      const ttl = numberIn(cell('ttl'))
      return addFields(
        collector,
        clients,
        {
          at,
          client: cell('client'),
          op: cell('op'),
          key,
          bytes: numberIn(cell('bytes')),
          ttlMs: ttl === undefined ? undefined : ttl * ttlScale,
          outcome: outcomeOf(hitColumn?.name, cell('hit')),
        },
        account.lines,
      )
    },
  }
}

function numberIn(cell: string | undefined): number | undefined {
  if (cell === undefined || cell.trim() === '') return undefined
  const number = Number(cell)
  return Number.isFinite(number) ? number : undefined
}

function joinKey(cells: string[], width: number, separator: string): void {
  const extra = cells.length - width
  if (extra > 0) cells.splice(1, extra + 1, cells.slice(1, extra + 2).join(separator))
}

/** The cells of a line; `"…"` may hold separators, and `""` for a quote. */
function splitCsv(line: string, separator: string): string[] {
  if (!line.includes('"')) return line.split(separator)
  const cells: string[] = []
  let at = 0
  while (at <= line.length) {
    if (line[at] === '"') {
      let cell = ''
      at += 1
      for (;;) {
        const quote = line.indexOf('"', at)
        if (quote < 0) {
          cell += line.slice(at)
          at = line.length
          break
        }
        cell += line.slice(at, quote)
        at = quote + 1
        if (line[at] !== '"') break
        cell += '"'
        at += 1
      }
      const next = line.indexOf(separator, at)
      cells.push(cell)
      at = (next < 0 ? line.length : next) + 1
    } else {
      const next = line.indexOf(separator, at)
      cells.push(line.slice(at, next < 0 ? line.length : next))
      at = (next < 0 ? line.length : next) + 1
    }
  }
  return cells
}
