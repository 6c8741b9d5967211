/** What the TTL policies page knows of one Redis. Rows are edited as a draft; saving puts it in place. */
import type { ChangeStatus } from '#shared/contract/changes.ts'
import type { Limitation } from '#shared/contract/finding.ts'
import type { Compliance } from '#shared/contract/redis/keyspace.ts'
import type { ComplianceEvent, TtlPolicy } from '#shared/contract/redis/ttl-policies.ts'
import type { Failure } from '#shared/failure.ts'
import type { EpochMilliseconds, Milliseconds } from '#shared/units.ts'

/** Fields in which something may stand that cannot be used. */
export type TypedField = 'ttlSeconds' | 'jitterPercent'

/** As fast as it goes, or no more than other clients bear. */
export type CheckPace = 'gentle' | 'full'

export type CheckProgress = Extract<ComplianceEvent, { type: 'progress' }>

export type CheckWork =
  | { kind: 'idle' }
  /** Progress is null until the server was asked for the first time. */
  | { kind: 'running'; startedAt: EpochMilliseconds; progress: CheckProgress | null }
  | { kind: 'failed'; failure: Failure }

/** How the keys kept to the policies at a check. */
export interface Checked {
  at: EpochMilliseconds
  elapsedMs: Milliseconds
  /** The table it was checked by. */
  policies: readonly TtlPolicy[]
  compliance: readonly Compliance[]
  unmatched: number
  limitations: readonly Limitation[]
  /** What the ledger said of the target's changes then, by their ids. */
  ledger: ReadonlyMap<string, ChangeStatus>
}

/** The table as it is edited. */
export interface EditedTable {
  rows: readonly TtlPolicy[]
  /** What was typed and cannot be used, by {@link cellId}; the row has its former value then. */
  wrong: Readonly<Record<string, string>>
}

export interface TargetPolicies extends EditedTable {
  /** The table as it is kept; null until it was read. */
  kept: readonly TtlPolicy[] | null
  reading: boolean
  /** Why reading failed. */
  failure: Failure | null
  /** Earlier tables, the latest last, and those that were undone, the latest first. */
  past: readonly EditedTable[]
  future: readonly EditedTable[]
  saving: boolean
  saveFailure: Failure | null
  work: CheckWork
  checked: Checked | null
}

export const neverOpened: TargetPolicies = {
  kept: null,
  reading: false,
  failure: null,
  rows: [],
  wrong: {},
  past: [],
  future: [],
  saving: false,
  saveFailure: null,
  work: { kind: 'idle' },
  checked: null,
}

export function cellId(policyId: string, field: TypedField): string {
  return `${policyId} ${field}`
}

/** The table differs from the kept one, or something is typed that cannot be used. */
export function isEdited({ kept, rows, wrong }: TargetPolicies): boolean {
  return kept !== null && (!isSameTable(kept, rows) || rows.some(({ id }) => hasWrong(wrong, id)))
}

/** Rows that cannot be saved yet. */
export function unfinishedRows({ rows, wrong }: EditedTable): TtlPolicy[] {
  return rows.filter(({ id, pattern }) => pattern.trim() === '' || hasWrong(wrong, id))
}

/**
 * The figures of the last check for a row, if they still hold: it is as it was then, and the same
 * patterns come before it.
 */
export function complianceOf(
  { checked, rows }: Pick<TargetPolicies, 'checked' | 'rows'>,
  id: string,
): { compliance: Compliance; holds: boolean } | undefined {
  const compliance = checked?.compliance.find((one) => one.policyId === id)
  if (checked === null || compliance === undefined) return undefined
  const [now, then] = [upTo(rows, id), upTo(checked.policies, id)]
  const [row, former] = [now.at(-1), then.at(-1)]
  const isSameRow =
    row !== undefined &&
    former !== undefined &&
    row.pattern === former.pattern &&
    row.ttlSeconds === former.ttlSeconds &&
    row.jitterPercent === former.jitterPercent
  return { compliance, holds: isSameRow && patternsOf(now) === patternsOf(then) }
}

export function isSameTable(one: readonly TtlPolicy[], other: readonly TtlPolicy[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

function hasWrong(wrong: TargetPolicies['wrong'], id: string): boolean {
  return wrong[cellId(id, 'ttlSeconds')] !== undefined || wrong[cellId(id, 'jitterPercent')] !== undefined
}

function upTo(policies: readonly TtlPolicy[], id: string): readonly TtlPolicy[] {
  return policies.slice(0, policies.findIndex((policy) => policy.id === id) + 1)
}

/** In which order the earlier ones stand makes no difference to the later. */
function patternsOf(policies: readonly TtlPolicy[]): string {
  return policies
    .map(({ pattern }) => pattern)
    .toSorted()
    .join('\n')
}
