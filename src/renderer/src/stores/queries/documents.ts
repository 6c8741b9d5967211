/**
 * The documents of the Queries view: statements to explain and plans from elsewhere. Pure data and
 * pure operations on it; `stores/queries.ts` holds it and does the work.
 */
import type { Plan } from '#shared/contract/plan.ts'
import type { StatementCheck } from '#shared/contract/postgres.ts'
import type { ParameterSuggestion } from '#shared/contract/statements.ts'
import type { Failure } from '#shared/failure.ts'
import type { PlanMetric } from '#shared/profile/importers/plan.ts'
import type { Bytes, EpochMilliseconds, Milliseconds } from '#shared/units.ts'

/** A part of a text, from an offset in UTF-16 units on. */
export interface SelectedPart {
  from: number
  text: string
}

export interface Parameter {
  text: string
  isNull: boolean
  /** Filled in from the server's statistics, not by the user: another statement may replace it. */
  isSuggested?: true
}

/** How a result is shown. The order is that of the keys 1 to 4. */
export const resultViews = ['flame', 'table', 'raw', 'statement'] as const
export type ResultView = (typeof resultViews)[number]

export type TableSortKey =
  | 'plan'
  | 'exclusiveMs'
  | 'inclusiveMs'
  | 'rows'
  | 'plannedRows'
  | 'estimateFactor'
  | 'loops'
  | 'blocks'
  | 'io'
  | 'cost'

/** What is chosen in a document's result. It stays with the document when another tab is shown. */
export interface ResultChoices {
  view: ResultView
  /** Null: the first metric that the plan has. */
  metric: PlanMetric | null
  direction: 'icicle' | 'flame'
  /** The search in the flame chart and the table. */
  search: string
  selected: number | null
  /** The finding whose nodes are highlighted, by its place in `plan.findings`. */
  finding: number | null
  sort: { key: TableSortKey; descending: boolean }
  collapsed: ReadonlySet<number>
}

export interface PlanResult {
  plan: Plan
  /** The statement as it was sent, where Pitwall ran it. */
  sql: string | null
  /** It was a selected part of what stood in the editor. */
  isPart: boolean
  at: EpochMilliseconds
}

export type Task = 'explain' | 'analyze' | 'read' | 'load'

/** What a document is busy with, or how that ended. */
export type Work =
  | { kind: 'idle' }
  /** Waits for the user to accept what the statement does. */
  | { kind: 'asking'; check: StatementCheck }
  | {
      kind: 'running'
      task: Task
      phase: string
      startedAt: EpochMilliseconds
      backendPid?: number | undefined
      progress?: { done: Bytes; total: Bytes } | undefined
    }
  /** `sent` is the statement it is about: what the failure's position is in. */
  | { kind: 'failed'; task: Task; failure: Failure; sent: SelectedPart | null }
  | { kind: 'cancelled'; task: Task; afterMs: Milliseconds }

/** What the server's parser says of the statement as it stands in the editor. */
export type CheckState =
  | { kind: 'none' }
  | { kind: 'done'; sql: string; check: StatementCheck }
  | { kind: 'failed'; sql: string; failure: Failure }

/** What the server's statistics offer for the parameters of a statement. Not kept. */
export type SuggestionState =
  | { kind: 'none' }
  | { kind: 'loading'; sql: string; targetId: string }
  | { kind: 'done'; sql: string; targetId: string; parameters: readonly ParameterSuggestion[] }
  | { kind: 'failed'; sql: string; targetId: string; failure: Failure }

interface CommonDocument {
  id: string
  /** Given by a file or by the code that opened it; otherwise the content names the tab. */
  title: string | null
  /** The editor, or the box of the text, is shown above the result. */
  editorOpen: boolean
  work: Work
  result: PlanResult | null
  /** A plan kept over a reload as text, to be read when its tab is shown. */
  unread: string | null
  choices: ResultChoices
}

export interface StatementDocument extends CommonDocument {
  kind: 'statement'
  targetId: string | null
  sql: string
  /** The part of `sql` that is selected in the editor: it alone is explained. Not kept. */
  selection: SelectedPart | null
  parameters: Parameter[]
  /** False: a statement with `$n` gets its generic plan. */
  useParameters: boolean
  /** Overrides the setting. */
  statementTimeoutMs: Milliseconds | null
  check: CheckState
  suggestions: SuggestionState
}

export interface PlanDocument extends CommonDocument {
  kind: 'plan'
  text: string
  /** The text was too large to be kept over a reload; its length in characters. */
  lostCharacters: number | null
}

export type QueryDocument = StatementDocument | PlanDocument

export const idle: Work = { kind: 'idle' }

const freshChoices: ResultChoices = {
  view: 'flame',
  metric: null,
  direction: 'icicle',
  search: '',
  selected: null,
  finding: null,
  sort: { key: 'plan', descending: false },
  collapsed: new Set(),
}

function common(id: string, title: string | null): CommonDocument {
  return { id, title, editorOpen: true, work: idle, result: null, unread: null, choices: freshChoices }
}

/** A statement that was not run yet. */
export function newStatement(id: string, targetId: string | null, sql: string): StatementDocument {
  return {
    ...common(id, null),
    kind: 'statement',
    targetId,
    sql,
    selection: null,
    parameters: [],
    useParameters: false,
    statementTimeoutMs: null,
    check: { kind: 'none' },
    suggestions: { kind: 'none' },
  }
}

/** A plan from elsewhere that was not read yet. */
export function newPlan(id: string, text: string, title: string | null): PlanDocument {
  return { ...common(id, title), kind: 'plan', text, lostCharacters: null }
}

/** What was chosen for the last result, where it makes sense for the next one of the same tab. */
export function choicesForNewResult(choices: ResultChoices): ResultChoices {
  return { ...choices, search: '', selected: null, finding: null, collapsed: new Set() }
}

/** Nothing was typed into it, so it may be reused or dropped without a word. */
export function isUntouched(document: QueryDocument): boolean {
  const content = document.kind === 'statement' ? document.sql : document.text
  return content.trim() === '' && document.result === null && document.work.kind === 'idle'
}

/** A name for the tab, at most about 40 characters. */
export function titleOf(document: QueryDocument): string {
  if (document.title !== null) return document.title
  if (document.kind === 'statement') return shorten(document.sql) || 'New statement'
  const sql = document.result?.plan.sql
  if (sql !== undefined) return shorten(sql)
  return document.result?.plan.nodes[0]?.label ?? 'Pasted plan'
}

function shorten(text: string): string {
  const line = text.slice(0, 400).replace(/\s+/g, ' ').trim()
  return line.length <= 40 ? line : `${line.slice(0, 39).trimEnd()}…`
}

/** What is explained: the selected part, or all where nothing is selected. */
export function statementOf(document: Pick<StatementDocument, 'sql' | 'selection'>): SelectedPart {
  const { selection, sql } = document
  return selection !== null && selection.text.trim() !== '' ? selection : { from: 0, text: sql }
}

/** The parameters to send, or undefined for the generic plan. */
export function parametersToSend(document: StatementDocument, count: number): (string | null)[] | undefined {
  if (!document.useParameters || count === 0) return undefined
  return Array.from({ length: count }, (_, index) => {
    const parameter = document.parameters[index]
    return parameter?.isNull === true ? null : (parameter?.text ?? '')
  })
}

/** Which tab to show after `closing` is closed: its right neighbour, else its left one. */
export function neighbourOf(documents: readonly QueryDocument[], closing: string): string | null {
  const place = documents.findIndex((document) => document.id === closing)
  return (documents[place + 1] ?? documents[place - 1])?.id ?? null
}
