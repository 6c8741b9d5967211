import type { Table } from '../../schema/schema.ts'

/**
 * A statement resolved against a schema: which tables it reads, by which conditions, in which order.
 * Names that cannot be resolved stay unresolved; nothing here throws on SQL that parses.
 */
export interface StatementShape {
  /** `SELECT`, `INSERT`, `UPDATE`, `DELETE`, `MERGE`, or what else it is. */
  command: string
  /** Every query in it. The outermost first where there is one; `QueryBlock.id` is the place in here. */
  blocks: QueryBlock[]
  writes: TableWrite[]
  /** Uses of `$n`, in order of n; one parameter may have several uses. */
  parameters: ParameterUse[]
  /** Tables and views read or written, each once; not WITH queries. */
  tables: TableName[]
  casts: ColumnCast[]
}

/** As far as known: `table` where the name was found in the schema. */
export interface TableName {
  /** From the schema where the table was found, else as written. */
  schema: string | undefined
  name: string
  table: Table | undefined
}

/**
 * One SELECT, one arm of a UNION…, or the body of an UPDATE, DELETE or MERGE. Views are left as they
 * are: a source whose table is of kind `view`.
 */
export interface QueryBlock {
  id: number
  kind:
    | 'outer'
    /** In FROM. */
    | 'subquery'
    | 'lateral'
    | 'cte'
    /** An arm of UNION, INTERSECT, EXCEPT. Its parent is the block with `setOperation`. */
    | 'arm'
    | 'exists'
    /** `IN (SELECT …)`, `= ANY (SELECT …)`. */
    | 'in'
    /** A subquery that stands for a value, ARRAY(SELECT …) too. */
    | 'scalar'
    /** WHERE, FROM and USING of UPDATE, DELETE, MERGE; source 0 is the table written to. */
    | 'write'
  /** The block it stands in. */
  parent: number | undefined
  /** NOT EXISTS, NOT IN, <> ALL. */
  isNegated: boolean
  /** A WITH RECURSIVE query that reads itself. */
  isRecursive: boolean
  /** How often others in the statement read this WITH query; 0 for other blocks. */
  references: number
  sources: Source[]
  /** Conditions that all have to hold, of WHERE, HAVING that names no aggregate, and inner JOIN ON. */
  conjuncts: Conjunct[]
  joins: Join[]
  groupBy: Key[]
  /** DISTINCT: all output keys. DISTINCT ON: its expressions. */
  distinct: { on: boolean; keys: Key[] } | undefined
  windows: { partitionBy: Key[]; orderBy: OrderKey[] }[]
  orderBy: OrderKey[]
  limit: Limit | undefined
  offset: Limit | undefined
  aggregates: Aggregate[]
  /** Columns of its sources that it uses anywhere (by blocks inside it as well); `*` is expanded where the table is known. */
  columns: ColumnRef[]
  /** Sources read with `*` or `alias.*`, or as a whole row. Inside `count(*)` and EXISTS it is none. */
  stars: { source: number; qualified: boolean }[]
  /** What it returns, in order. */
  outputs: Output[]
  /** On the parent of the arms. */
  setOperation: { operator: 'union' | 'intersect' | 'except'; all: boolean; arms: number[] } | undefined
  /** FOR UPDATE, FOR SHARE… */
  locksRows: boolean
}

/** Something in FROM. `index` is its place in `QueryBlock.sources`. */
export interface Source {
  index: number
  /** The name by which the block knows it. */
  alias: string
  kind: 'table' | 'block' | 'function' | 'values'
  /** As written, of a table. */
  name: TableName | undefined
  /** Of kind `block`: a subquery or a WITH query. */
  block: number | undefined
  /** On the side of an outer join that is filled with nulls. */
  isNullable: boolean
  /** A LATERAL subquery or function; or a table whose place makes it follow others. */
  isLateral: boolean
  /** TABLESAMPLE. */
  isSampled: boolean
}

/** A column of a source. Of a table whose columns are known it is certain to exist. */
export interface ColumnRef {
  block: number
  source: number
  /** As the server knows it: lower case unless quoted. */
  name: string
}

/** What a condition looks at, of one source of one block. */
export type Operand =
  | { kind: 'column'; column: ColumnRef }
  | {
      kind: 'expression'
      /**
       * As CREATE INDEX wants it, without outer parentheses and without aliases: `lower(email)`.
       * Undefined where it has parts that Pitwall does not print or that no index could hold.
       */
      text: string | undefined
      block: number
      source: number
      columns: ColumnRef[]
      /** Functions it calls, lower case, with the schema where it is written. Casts are `::type`. */
      functions: string[]
      /** `payload ->> 'kind'`: the column and the keys on the way. */
      json: { column: ColumnRef; path: string[] } | undefined
    }

/** What something is compared with. */
export type Value =
  /** `text` is the bare value; `sql` is how it is written. Computed ones (`date '…' - interval '…'`) are `other`. */
  | { kind: 'constant'; text: string; sql: string; type: 'text' | 'number' | 'boolean' | 'null' | 'other' }
  /** `cast` is the type in `$1::type`. */
  | { kind: 'parameter'; number: number; cast: string | undefined }
  /** Known only when it runs, the same for all rows: now(), a scalar subquery without correlation… */
  | { kind: 'stable'; text: string }
  /** Different for each row: random(), nextval(), clock_timestamp(). No index serves it. */
  | { kind: 'volatile'; text: string }
  /** A column of a block around this one: a value, when the inner side is run once per row outside. */
  | { kind: 'outer'; column: ColumnRef }
  /** Something computed from columns of other sources of the block, or of blocks around it. */
  | { kind: 'columns'; columns: ColumnRef[]; text: string }

export type RangeOperator = '<' | '<=' | '>' | '>='

interface ConjunctPart {
  /** As written, as nearly as Pitwall prints it; for people. */
  text: string
  /** UTF-8 byte offset in the statement's text, where known: of its operator, else of its beginning. */
  location: number | undefined
  /**
   * Where it stands. What stands in the ON of an outer join limits only the side that is filled with
   * nulls; the conjuncts of a block have no others of it.
   */
  clause: 'where' | 'on' | 'outer on' | 'having'
}

export type Conjunct = ConjunctPart &
  (
    | { kind: 'equality'; operand: Operand; value: Value }
    | { kind: 'range'; operand: Operand; operator: RangeOperator; value: Value }
    | { kind: 'between'; operand: Operand; from: Value; to: Value }
    /** LIKE 'x%' (or a parameter: then `prefix` is undefined), ^@. Serves as a range where the text sorts bytewise. */
    | { kind: 'prefix'; operand: Operand; prefix: string | undefined; value: Value }
    /** IN (…), = ANY (array). `count`: how many, where known; long lists arrive shortened and count is undefined. */
    | { kind: 'in'; operand: Operand; values: Value[]; count: number | undefined }
    /** `(a, b) > (1, 2)`: one btree on all of them, in this order. */
    | { kind: 'row range'; operands: Operand[]; operator: RangeOperator; values: Value[] }
    | { kind: 'null'; operand: Operand; isNull: boolean }
    /** A boolean column by itself, NOT column, IS TRUE, = true. */
    | { kind: 'boolean'; operand: Operand; is: boolean }
    /** Any arm suffices; each arm is a list of conditions that hold together. */
    | { kind: 'or'; arms: Conjunct[][] }
    /** Containment and existence on jsonb: `@>`, `<@`, `?`, `?|`, `?&`, `@?`, `@@`. */
    | { kind: 'jsonb'; operand: Operand; operator: string; value: Value }
    /** `@>`, `&&`, `<@` on an array; `any` is `value = ANY (column)`, which no GIN index serves as written. */
    | { kind: 'array'; operand: Operand; operator: '@>' | '<@' | '&&' | 'any'; value: Value }
    /** `tsvector @@ tsquery`. */
    | { kind: 'text search'; operand: Operand; value: Value }
    /** LIKE '%x%', ILIKE, ~, ~*: what trigrams serve. `operator`: `~~`, `~~*`, `~`, `~*`, `%`. */
    | { kind: 'pattern'; operand: Operand; operator: string; value: Value }
    /** `<>`, NOT IN, NOT LIKE: seldom selective. */
    | { kind: 'unequal'; operand: Operand; value: Value }
    /** Ranges: `&&`, `@>` on range types, geometry, and whatever else an operator class may serve. */
    | { kind: 'operator'; operand: Operand; operator: string; value: Value }
    | { kind: 'other'; columns: ColumnRef[] }
  )

/** A condition between two sources of one block. USING and NATURAL are told column by column. */
export interface Join {
  left: Operand
  right: Operand
  /** `=`, `<`, `<=`, `>`, `>=`, or another. */
  operator: string
  /** `inner` stands for the comma and WHERE, too. */
  type: 'inner' | 'left' | 'right' | 'full'
  text: string
}

/** Something grouped or sorted by. Undefined operand: several sources, an aggregate, a constant. */
export interface Key {
  operand: Operand | undefined
  text: string
}

export interface OrderKey extends Key {
  descending: boolean
  nullsFirst: boolean
}

export interface Limit {
  /** Undefined where it is computed. */
  rows: number | undefined
  parameter: number | undefined
}

export interface Aggregate {
  /** Lower case: `count`, `min`, `sum`. */
  name: string
  operand: Operand | undefined
  star: boolean
  distinct: boolean
}

export interface Output {
  name: string | undefined
  /** Where it is a plain column of a source. */
  column: ColumnRef | undefined
  /** Computed from aggregates or window functions: conditions on it cannot go inside. */
  isAggregated: boolean
}

export interface TableWrite {
  command: 'INSERT' | 'UPDATE' | 'DELETE' | 'MERGE'
  table: TableName
  /** INSERT: the columns given (all where there is no list); UPDATE: those assigned; DELETE: none. */
  columns: string[]
  /** The block with its conditions, or the query whose rows are inserted. */
  block: number | undefined
  /** Of INSERT … ON CONFLICT: the columns of its arbiter. */
  conflictColumns: string[]
}

/** What one `$n` stands for. */
export type ParameterUse = { number: number; cast: string | undefined } & (
  | { kind: 'compared'; table: TableName; column: string; operator: string }
  /** In an INSERT's VALUES or an UPDATE's SET. */
  | { kind: 'assigned'; table: TableName; column: string }
  | { kind: 'limit' }
  | { kind: 'offset' }
  /** Compared with an expression over columns. */
  | { kind: 'expression'; text: string; operator: string }
  | { kind: 'other' }
)

/** A cast that keeps an index on the column from being used. */
export interface ColumnCast {
  column: ColumnRef
  table: TableName
  /** The type of the column. */
  from: string
  to: string
  /** `explicit`: written on the column; `implicit`: the server does it, because of what it is compared with. */
  kind: 'explicit' | 'implicit'
  /** The comparison, for people. */
  text: string
}
