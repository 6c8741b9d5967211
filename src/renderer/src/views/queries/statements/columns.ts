/** The columns of the table of statements: one object each. Pure. */
import type { ColumnKey } from '#renderer/stores/statements/choices.ts'
import type { Statement, StatementList } from '#shared/contract/statements.ts'
import {
  formatBytes,
  formatCompact,
  formatCount,
  formatMs,
  formatPercent,
  formatRate,
} from '#renderer/ui/format.ts'
import type { Milliseconds } from '#shared/units.ts'
import { hitShare, windowMs, type Figures } from './figures.ts'

/** What a column knows beside the row. */
export interface ColumnContext {
  /** How long the list covers; undefined where nobody knows. */
  windowMs: Milliseconds | undefined
  /** How many findings there are about a statement. */
  findingsOf: (statementId: string) => number
}

export interface StatementColumn {
  key: ColumnKey
  title: string
  /** What it is, for the header's tooltip and the column chooser. */
  explanation: string
  /** CSS pixels; the statement's own column takes what is left. */
  width: number
  /** Of words rather than figures: set to the left, sorted from A to Z first. */
  isText?: boolean
  /** Whether the list has the figure at all. */
  available: (list: StatementList) => boolean
  /** For sorting and for the CSV; undefined where there is none. */
  value: (statement: Statement, context: ColumnContext) => number | string | undefined
  /** What a row, a group or the total says; absent for columns of words. */
  figure?: (figures: Figures, context: ColumnContext) => number | undefined
  format?: (value: number) => string
  /** The whole figure, for the tooltip of a cell. */
  exact?: (value: number) => string
  /** What the CSV's figures are in. */
  unit?: string
}

const always = (): boolean => true

/** The list is of pg_stat_statements, which counts; looking at pg_stat_activity cannot. */
const counted = ({ source }: StatementList): boolean => source === 'pg_stat_statements'

function has(key: keyof Figures): (list: StatementList) => boolean {
  return ({ statements }) => statements.some((statement) => statement[key] !== undefined)
}

/** A column of a figure that a statement, a group and the total have alike. */
function ofFigures(
  column: Omit<StatementColumn, 'value' | 'figure'> & Required<Pick<StatementColumn, 'figure' | 'format'>>,
): StatementColumn {
  return { ...column, value: column.figure }
}

const exactMs = (ms: number): string => `${ms.toLocaleString('en-US', { maximumFractionDigits: 3 })} ms`
const exactBlocks = (blocks: number): string =>
  `${formatCount(blocks, 'blocks')}, ${formatBytes(blocks * 8192)}`

export const statementColumns: readonly StatementColumn[] = [
  ofFigures({
    key: 'share',
    title: 'Share',
    explanation: 'Of the time of all statements of the list',
    width: 104,
    available: always,
    figure: ({ sharePercent }) => sharePercent,
    format: (percent) => formatPercent(percent / 100),
    exact: (percent) => `${percent.toFixed(3)} %`,
    unit: '%',
  }),
  {
    key: 'query',
    title: 'Statement',
    explanation: 'Its text, with $1 in place of values',
    width: 260,
    isText: true,
    available: always,
    value: ({ query }) => query,
  },
  {
    key: 'findings',
    title: 'Findings',
    explanation: 'What it shows that costs time, by severity',
    width: 66,
    available: always,
    value: ({ id }, { findingsOf }) => findingsOf(id),
  },
  {
    key: 'tables',
    title: 'Tables',
    explanation: 'What it reads and writes, as far as its text tells',
    width: 116,
    isText: true,
    available: always,
    value: ({ tables }) => tables.join(', '),
  },
  ofFigures({
    key: 'totalMs',
    title: 'Total',
    explanation: 'Time of all its runs together',
    width: 84,
    available: always,
    figure: ({ totalMs }) => totalMs,
    format: formatMs,
    exact: exactMs,
    unit: 'ms',
  }),
  ofFigures({
    key: 'calls',
    title: 'Calls',
    explanation: 'How often it was run',
    width: 62,
    available: always,
    figure: ({ calls }) => calls,
    format: formatCompact,
    exact: (calls) => formatCount(calls, 'calls'),
  }),
  ofFigures({
    key: 'callsPerSecond',
    title: 'Calls/s',
    explanation: 'How often it was run, over the window',
    width: 66,
    available: (list) => windowMs(list) !== undefined,
    figure: ({ calls }, context) =>
      context.windowMs === undefined ? undefined : calls / (context.windowMs / 1000),
    format: (rate) => formatCompact(rate),
    exact: (rate) => formatRate(rate, 'calls'),
    unit: '1/s',
  }),
  ofFigures({
    key: 'meanMs',
    title: 'Mean',
    explanation: 'Time of one run',
    width: 72,
    available: always,
    figure: ({ meanMs }) => meanMs,
    format: formatMs,
    exact: exactMs,
    unit: 'ms',
  }),
  ofFigures({
    key: 'stddevMs',
    title: '±',
    explanation: 'Standard deviation of the runs since the reset: how much they differ',
    width: 72,
    available: has('stddevMs'),
    figure: ({ stddevMs }) => stddevMs,
    format: formatMs,
    exact: exactMs,
    unit: 'ms',
  }),
  ofFigures({
    key: 'maxMs',
    title: 'Max',
    explanation: 'The longest run since the reset',
    width: 72,
    available: has('maxMs'),
    figure: ({ maxMs }) => maxMs,
    format: formatMs,
    exact: exactMs,
    unit: 'ms',
  }),
  ofFigures({
    key: 'minMs',
    title: 'Min',
    explanation: 'The shortest run since the reset',
    width: 72,
    available: has('minMs'),
    figure: ({ minMs }) => minMs,
    format: formatMs,
    exact: exactMs,
    unit: 'ms',
  }),
  ofFigures({
    key: 'rows',
    title: 'Rows',
    explanation: 'Rows given or changed, all runs together',
    width: 62,
    available: counted,
    figure: ({ rows }) => rows,
    format: formatCompact,
    exact: (rows) => formatCount(rows, 'rows'),
  }),
  ofFigures({
    key: 'rowsPerCall',
    title: 'Rows/call',
    explanation: 'Rows given or changed by one run',
    width: 76,
    available: counted,
    figure: ({ rows, calls }) => (calls === 0 ? undefined : rows / calls),
    format: formatCompact,
    exact: (rows) => `${formatCount(rows)} rows per call`,
  }),
  ofFigures({
    key: 'sharedHit',
    title: 'Hit',
    explanation: 'Blocks found in the server’s cache',
    width: 76,
    available: counted,
    figure: ({ sharedHit }) => sharedHit,
    format: formatCompact,
    exact: exactBlocks,
    unit: 'blocks',
  }),
  ofFigures({
    key: 'sharedRead',
    title: 'Read',
    explanation: 'Blocks read from the system, its cache or the disk',
    width: 76,
    available: counted,
    figure: ({ sharedRead }) => sharedRead,
    format: formatCompact,
    exact: exactBlocks,
    unit: 'blocks',
  }),
  ofFigures({
    key: 'hitPercent',
    title: 'Cache',
    explanation: 'Of the blocks asked for, those found in the server’s cache',
    width: 64,
    available: counted,
    figure: (figures) => hitShare(figures),
    format: formatPercent,
    exact: (share) => `${(share * 100).toFixed(2)} % of the blocks`,
    unit: 'of 1',
  }),
  ofFigures({
    key: 'sharedDirtied',
    title: 'Dirtied',
    explanation: 'Blocks changed',
    width: 76,
    available: counted,
    figure: ({ sharedDirtied }) => sharedDirtied,
    format: formatCompact,
    exact: exactBlocks,
    unit: 'blocks',
  }),
  ofFigures({
    key: 'temp',
    title: 'Temp',
    explanation: 'Blocks of temporary files read and written: what did not fit into work_mem',
    width: 76,
    available: counted,
    figure: ({ tempRead, tempWritten }) => tempRead + tempWritten,
    format: (blocks) => formatBytes(blocks * 8192),
    exact: exactBlocks,
    unit: 'blocks',
  }),
  ofFigures({
    key: 'walBytes',
    title: 'WAL',
    explanation: 'Written to the write-ahead log',
    width: 80,
    available: has('walBytes'),
    figure: ({ walBytes }) => walBytes,
    format: formatBytes,
    exact: (bytes) => formatCount(bytes, 'bytes'),
    unit: 'bytes',
  }),
  ofFigures({
    key: 'ioMs',
    title: 'I/O',
    explanation: 'Time waiting for reads and writes of blocks',
    width: 76,
    available: has('ioMs'),
    figure: ({ ioMs }) => ioMs,
    format: formatMs,
    exact: exactMs,
    unit: 'ms',
  }),
  ofFigures({
    key: 'planMs',
    title: 'Planning',
    explanation: 'Time the planner took, all runs together',
    width: 80,
    available: has('planMs'),
    figure: ({ planMs }) => planMs,
    format: formatMs,
    exact: exactMs,
    unit: 'ms',
  }),
  {
    key: 'role',
    title: 'Role',
    explanation: 'Who ran it',
    width: 104,
    isText: true,
    available: always,
    value: ({ role }) => role,
  },
  {
    key: 'applications',
    title: 'Application',
    explanation: 'The application_names lately seen running it',
    width: 120,
    isText: true,
    available: always,
    value: ({ applications }) => applications.join(', '),
  },
]

/** Those that the list has figures for and the user has not put away. */
export function shownColumns(list: StatementList, hidden: readonly ColumnKey[]): readonly StatementColumn[] {
  return statementColumns.filter((column) => !hidden.includes(column.key) && column.available(list))
}

/** The tracks of the table's grid, and the width below which it scrolls sideways. */
export function tableLayout(columns: readonly StatementColumn[]): { template: string; minWidth: number } {
  const tracks = columns.map(({ key, width }) => (key === 'query' ? `minmax(${width}px, 1fr)` : `${width}px`))
  return { template: tracks.join(' '), minWidth: columns.reduce((sum, { width }) => sum + width, 0) }
}
