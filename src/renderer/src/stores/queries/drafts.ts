/**
 * What of the Queries view outlives a reload: every text the user typed, and the plans that fit. Read
 * back through a schema, because what is stored may be of another version or damaged.
 */
import * as z from 'zod'
import { readKept } from '../kept-text.ts'
import {
  newPlan,
  newStatement,
  type PlanDocument,
  type QueryDocument,
  type StatementDocument,
} from './documents.ts'

/** Characters kept in all: browsers give an origin about 5 million. */
export const draftBudget = 4_000_000
/** A plan above this is not kept beside a statement: running it again is quicker than reading it. */
const largestResult = 500_000
const keptClosed = 10

const statementDraft = z.object({
  kind: z.literal('statement'),
  id: z.string(),
  title: z.string().nullable(),
  targetId: z.string().nullable(),
  sql: z.string(),
  parameters: z.array(z.object({ text: z.string(), isNull: z.boolean() })),
  useParameters: z.boolean(),
  statementTimeoutMs: z.number().nullable(),
  plan: z.string().nullable(),
})
const planDraft = z.object({
  kind: z.literal('plan'),
  id: z.string(),
  title: z.string().nullable(),
  /** Null: it was too large. */
  text: z.string().nullable(),
  characters: z.number(),
})
const draft = z.discriminatedUnion('kind', [statementDraft, planDraft])
type Draft = z.infer<typeof draft>

const draftsSchema = z.object({
  version: z.literal(1),
  active: z.string().nullable(),
  open: z.array(draft),
  closed: z.array(draft),
})

export interface KeptDocuments {
  active: string | null
  documents: QueryDocument[]
  closed: QueryDocument[]
}

/**
 * The text to store, at most about `budget` characters: statements first, then texts of plans, then
 * results of statements, the shown tab before the others and open tabs before closed ones.
 */
export function writeDrafts(kept: KeptDocuments, budget: number = draftBudget): string {
  const closed = kept.closed.slice(0, keptClosed)
  const all = [...kept.documents].sort(
    (left, right) => Number(right.id === kept.active) - Number(left.id === kept.active),
  )
  all.push(...closed)
  const drafts = new Map<string, Draft>()
  let left = budget
  const fits = (text: string): boolean => {
    if (text.length > left) return false
    left -= text.length
    return true
  }
  for (const document of all) {
    if (document.kind === 'statement') drafts.set(document.id, statementToDraft(document, fits))
  }
  for (const document of all) {
    if (document.kind === 'plan') drafts.set(document.id, planToDraft(document, fits))
  }
  for (const document of all) {
    const made = drafts.get(document.id)
    const raw = document.unread ?? document.result?.plan.raw
    if (made?.kind !== 'statement' || raw === undefined) continue
    if (raw.length <= largestResult && fits(raw)) made.plan = raw
  }
  const inOrder = (documents: readonly QueryDocument[]): Draft[] =>
    documents.flatMap((document) => drafts.get(document.id) ?? [])
  return JSON.stringify({
    version: 1,
    active: kept.active,
    open: inOrder(kept.documents),
    closed: inOrder(closed),
  } satisfies z.infer<typeof draftsSchema>)
}

function statementToDraft(document: StatementDocument, fits: (text: string) => boolean): Draft {
  return {
    kind: 'statement',
    id: document.id,
    title: document.title,
    targetId: document.targetId,
    sql: fits(document.sql) ? document.sql : '',
    parameters: document.parameters,
    useParameters: document.useParameters,
    statementTimeoutMs: document.statementTimeoutMs,
    plan: null,
  }
}

function planToDraft(document: PlanDocument, fits: (text: string) => boolean): Draft {
  const characters = document.lostCharacters ?? document.text.length
  const keep = document.lostCharacters === null && fits(document.text)
  return {
    kind: 'plan',
    id: document.id,
    title: document.title,
    text: keep ? document.text : null,
    characters,
  }
}

/** Reads back what {@link writeDrafts} wrote; null when it is not that. */
export function readDrafts(stored: string | null): KeptDocuments | null {
  const drafts = readKept(stored, draftsSchema)
  if (drafts === null) return null
  const documents = drafts.open.map(fromDraft)
  const { active: kept } = drafts
  // None is active while a pinned page is shown.
  const active =
    kept === null || documents.some((document) => document.id === kept) ? kept : (documents[0]?.id ?? null)
  return { active, documents, closed: drafts.closed.map(fromDraft) }
}

function fromDraft(kept: Draft): QueryDocument {
  if (kept.kind === 'plan') {
    const document = newPlan(kept.id, kept.text ?? '', kept.title)
    const unread = kept.text === null || kept.text.trim() === '' ? null : kept.text
    return { ...document, unread, lostCharacters: kept.text === null ? kept.characters : null }
  }
  return {
    ...newStatement(kept.id, kept.targetId, kept.sql),
    title: kept.title,
    parameters: kept.parameters,
    useParameters: kept.useParameters,
    statementTimeoutMs: kept.statementTimeoutMs,
    unread: kept.plan,
  }
}

/** Whether what is stored would differ; progress of work and choices in results do not count. */
export function draftsDiffer(before: KeptDocuments, after: KeptDocuments): boolean {
  if (before.active !== after.active || before.closed !== after.closed) return true
  if (before.documents === after.documents) return false
  if (before.documents.length !== after.documents.length) return true
  return before.documents.some((document, place) => {
    const other = after.documents[place]
    return other === undefined || (other !== document && !sameDraft(document, other))
  })
}

function sameDraft(left: QueryDocument, right: QueryDocument): boolean {
  if (left.id !== right.id || left.result !== right.result || left.unread !== right.unread) return false
  if (left.title !== right.title) return false
  if (left.kind === 'plan') return right.kind === 'plan' && left.text === right.text
  return (
    right.kind === 'statement' &&
    left.sql === right.sql &&
    left.targetId === right.targetId &&
    left.parameters === right.parameters &&
    left.useParameters === right.useParameters &&
    left.statementTimeoutMs === right.statementTimeoutMs
  )
}
