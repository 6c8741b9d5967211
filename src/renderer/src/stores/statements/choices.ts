/** What the user chose about the list of statements: its order, groups, columns. Read back through a schema. */
import * as z from 'zod'
import { readKept } from '../kept-text.ts'

/** A column of the table. The order is that of the table. */
export const columnKeys = [
  'share',
  'query',
  'findings',
  'tables',
  'totalMs',
  'calls',
  'callsPerSecond',
  'meanMs',
  'stddevMs',
  'maxMs',
  'minMs',
  'rows',
  'rowsPerCall',
  'sharedHit',
  'sharedRead',
  'hitPercent',
  'sharedDirtied',
  'temp',
  'walBytes',
  'ioMs',
  'planMs',
  'role',
  'applications',
] as const
export type ColumnKey = (typeof columnKeys)[number]

export const groupings = ['none', 'table', 'application', 'role'] as const
export type Grouping = (typeof groupings)[number]

export interface StatementSort {
  key: ColumnKey
  descending: boolean
}

export interface StatementChoices {
  sort: StatementSort
  grouping: Grouping
  search: string
  /** Columns that are not shown. */
  hidden: readonly ColumnKey[]
  /** Names of the groups that are folded. */
  folded: ReadonlySet<string>
  /** The finding whose evidence is open, by its id. */
  finding: string | null
  /** The findings below the table are in sight. */
  findingsOpen: boolean
  /** Read again every few seconds. */
  autoRefresh: boolean
}

/** Columns that only some need; the chooser shows them. */
const hiddenAtFirst: readonly ColumnKey[] = [
  'minMs',
  'rowsPerCall',
  'sharedHit',
  'sharedRead',
  'sharedDirtied',
  'walBytes',
  'ioMs',
  'planMs',
  'role',
  'applications',
]

export const firstChoices: StatementChoices = {
  sort: { key: 'totalMs', descending: true },
  grouping: 'none',
  search: '',
  hidden: hiddenAtFirst,
  folded: new Set(),
  finding: null,
  findingsOpen: true,
  autoRefresh: false,
}

/** What of the choices outlives a reload. */
const keptSchema = z.object({
  sort: z.object({ key: z.enum(columnKeys), descending: z.boolean() }),
  grouping: z.enum(groupings),
  hidden: z.array(z.enum(columnKeys)),
  findingsOpen: z.boolean(),
})

/** The text to keep; {@link readChoices} reads it. */
export function writeChoices({ sort, grouping, hidden, findingsOpen }: StatementChoices): string {
  return JSON.stringify({ sort, grouping, hidden: [...hidden], findingsOpen } satisfies z.infer<
    typeof keptSchema
  >)
}

/** The first choices with those that were kept; what cannot be read is forgotten. */
export function readChoices(stored: string | null): StatementChoices {
  return { ...firstChoices, ...readKept(stored, keptSchema) }
}

/** Whether what is kept of the choices would differ. */
export function choicesDiffer(before: StatementChoices, after: StatementChoices): boolean {
  return (
    before.sort !== after.sort ||
    before.grouping !== after.grouping ||
    before.hidden !== after.hidden ||
    before.findingsOpen !== after.findingsOpen
  )
}
