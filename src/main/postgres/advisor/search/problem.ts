import type { Bytes, Milliseconds } from '#shared/units.ts'

/**
 * The search for a set of indexes, as a problem over a cost function: no server, no SQL. Queries and
 * candidates are known by their place in the lists, and sets of candidates are ascending lists of
 * such places.
 */
export interface SearchProblem {
  queries: readonly SearchQuery[]
  candidates: readonly SearchCandidate[]
  /** For the chosen candidates together. Infinity for none. */
  budgetBytes: Bytes
  /**
   * What one run of a query costs where these candidates (and no others) exist. It need not be
   * monotone, but it should be deterministic. A failure ends the search.
   */
  cost: (query: number, candidates: readonly number[]) => CostAnswer | Promise<CostAnswer>
  limits: SearchLimits
  signal?: AbortSignal | undefined
  onProgress?: (progress: SearchProgress) => void
  /**
   * More candidates, made from pairs of those that plans wanted: their merged forms. Asked once, with
   * the wanted ones. They are appended to the list of candidates.
   */
  derive?: (wanted: readonly number[]) => Promise<readonly SearchCandidate[]>
}

export interface SearchQuery {
  weight: number
  /** What it costs with no candidate, where that is known already. */
  baseCost?: number
}

export interface SearchCandidate {
  sizeBytes: Bytes
  /** Weighted cost of having it: writes, and whatever else must be outweighed. At least 0. */
  keepCost: number
  /** The queries whose cost it can change; absent: any. */
  queries?: readonly number[]
  /** The same for candidates that stand in for each other: their table. */
  group?: string
  /** Narrow, and asked for by itself: the search begins with these. Absent: with whatever is there. */
  isSimple?: boolean
  /** Neither partial nor with columns included. */
  isPlain?: boolean
  /** Places of narrower ones whose work it does, too. */
  widens?: readonly number[]
}

export interface CostAnswer {
  cost: number
  /**
   * Which of the candidates the plan uses. With the others away the plan stays the same: this is what
   * saves most questions. Absent where it is not known.
   */
  uses?: readonly number[]
}

export interface SearchLimits {
  /** Most questions to the cost function. The bound that keeps the search deterministic. */
  maxCalls: number
  /** Safety stop by the clock; the result says when it cut. */
  maxMs?: Milliseconds
  /** The clock, in milliseconds. */
  now?: () => Milliseconds
}

export interface SearchProgress {
  calls: number
  baselineCost: number
  /** Of the best set so far, with what keeping it costs. */
  cost: number
}

export interface SearchResult {
  /** Ascending. */
  chosen: number[]
  /** With those that were derived. */
  candidates: readonly SearchCandidate[]
  /** Weighted, of all queries; without the cost of keeping indexes. */
  baselineCost: number
  cost: number
  /** Of the chosen candidates. */
  keepCost: number
  /** Of one run; `uses` are chosen candidates that its plan uses. */
  queries: { before: number; after: number; uses: readonly number[] }[]
  calls: number
  /** `time`: another run may find another set. */
  ended: 'done' | 'calls' | 'time'
  rejected: { candidate: number; reason: RejectReason }[]
}

export type RejectReason =
  /** No plan wants it, even with every candidate there. */
  | { kind: 'unused' }
  | { kind: 'over-budget' }
  /** What it would still save beside the chosen ones, at most. */
  | { kind: 'little-gain'; gain: number }
  | { kind: 'keep-cost'; gain: number }
  /** Chosen ones do its work. */
  | { kind: 'replaced'; by: number[]; gain: number }
  /** It would still gain, but the budget is better spent. */
  | { kind: 'budget'; gain: number }
