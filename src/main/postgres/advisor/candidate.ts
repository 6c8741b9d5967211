/**
 * An index that might be made: what the maker of candidates hands to the search. Plain data, compared
 * by {@link candidateKey}, so that the same index derived from two statements is one candidate.
 */
export interface Candidate {
  schema: string
  table: string
  /** `btree`, `gin`, `gist`, `brin`, `hash`. */
  accessMethod: string
  /** At least one, in the order of the index. */
  key: KeyPart[]
  /** Names of columns, in the order of the table. */
  include: string[]
  /** Of a partial index: SQL, without WHERE. */
  predicate: string | null
  /** Ids of the queries it was derived from; another query may profit, too. */
  queryIds: string[]
}

export type KeyPart = (
  | { kind: 'column'; column: string }
  /** SQL, without the parentheses of CREATE INDEX around it. */
  | { kind: 'expression'; expression: string }
) & {
  descending: boolean
  /** As it is in effect: Postgres' default is the same as `descending`. */
  nullsFirst: boolean
  /** SQL, schema-qualified where needed; null for the type's default. */
  opclass: string | null
}

/** A statement's shape with the id of its query in the workload. */
export interface QueryShape<Shape> {
  queryId: string
  shape: Shape
}

export interface CandidateLimits {
  /** Most key columns of one index. */
  maxWidth: number
}

/**
 * Makes the candidates of a workload (`candidates/`). Pure, and deterministic in order: the same
 * workload and schema give the same list. No two of them have the same {@link candidateKey}. Those
 * that an existing valid index already serves (the same key as its prefix, no predicate, nothing to
 * include that it lacks) are left in: the advisor says that they are there already.
 */
export type CandidatesFor<Shape, Schema> = (
  shapes: readonly QueryShape<Shape>[],
  schema: Schema,
  limits: CandidateLimits,
) => Candidate[]

/** The same for two candidates exactly where they would be the same index. */
export function candidateKey({
  schema,
  table,
  accessMethod,
  key,
  include,
  predicate,
}: Omit<Candidate, 'queryIds'>): string {
  return JSON.stringify([
    schema,
    table,
    accessMethod,
    key.map((part) => [
      part.kind === 'column' ? part.column : { expression: part.expression },
      part.descending,
      part.nullsFirst,
      part.opclass,
    ]),
    include,
    predicate,
  ])
}

/** A part in ascending order with the defaults of its type: what most keys are made of. */
export function columnPart(column: string): KeyPart {
  return { kind: 'column', column, descending: false, nullsFirst: false, opclass: null }
}
