import { findColumn } from '../../schema/find.ts'
import type { Schema, Table } from '../../schema/schema.ts'
import type {
  ColumnRef,
  Conjunct,
  Operand,
  OrderKey,
  QueryBlock,
  StatementShape,
  Value,
} from '../../statement/shape/shape.ts'
import { isTransparent, originsOf } from '../../statement/shape/trace.ts'
import { patternPart, type Part, partOf, withKey } from './part.ts'

/** Conditions that one index scan could use together. */
export interface Conditions {
  /** Compared with a value by =, or IS NULL. */
  equal: Part[]
  /** IN, = ANY. */
  lists: Part[]
  /** Compared by = with columns of other tables: the inner side of a nested loop, or a merge. */
  joined: Part[]
  ranges: Part[]
}

export type OperandConjunct = Extract<Conjunct, { operand: Operand }>

/** How one query reads one table in one place. */
export interface Access extends Conditions {
  queryId: string
  table: Table
  /** Each arm of an OR by itself: for a BitmapOr. */
  arms: Conditions[]
  /** Orders in which its rows are wanted, each ascending first. */
  orders: Part[][]
  /** All columns that the query reads here. */
  used: string[]
  /** An index-only scan is worth an index: the table is not written or locked here, nor its whole row read. */
  canCover: boolean
  /** Conditions that always hold: what a partial index may be of. Only those with an operand. */
  conjuncts: OperandConjunct[]
  /** Those of the arms of an OR. */
  armConjuncts: OperandConjunct[]
}

const noConditions = (): Conditions => ({ equal: [], lists: [], joined: [], ranges: [] })

/** Every place in which a query reads a table that can have an index. In the order of the statement. */
export function accessesOf(queryId: string, shape: StatementShape, schema: Schema): Access[] {
  const reader = new AccessReader(queryId, shape, schema)
  for (const block of shape.blocks) reader.readBlock(block)
  return reader.all()
}

class AccessReader {
  readonly #shape: StatementShape
  readonly #schema: Schema
  readonly #accesses = new Map<string, Access>()

  constructor(queryId: string, shape: StatementShape, schema: Schema) {
    this.#shape = shape
    this.#schema = schema
    for (const block of shape.blocks) {
      for (const source of block.sources) {
        const table = source.name?.table
        if (!table || !canHaveIndex(table)) continue
        const isTarget =
          source.index === 0 &&
          shape.writes.some(
            (write) => write.table.table === table && (write.block === block.id || block.kind === 'write'),
          )
        this.#accesses.set(`${block.id} ${source.index}`, {
          queryId,
          table,
          ...noConditions(),
          arms: [],
          orders: [],
          used: block.columns.filter((column) => column.source === source.index).map(({ name }) => name),
          canCover:
            !isTarget && !block.locksRows && !block.stars.some((star) => star.source === source.index),
          conjuncts: [],
          armConjuncts: [],
        })
      }
    }
  }

  all(): Access[] {
    return [...this.#accesses.values()]
  }

  readBlock(block: QueryBlock): void {
    for (const conjunct of block.conjuncts) this.#conjunct(conjunct, (access) => access)
    for (const { left, right, operator } of block.joins) {
      const role =
        operator === '=' ? 'joined' : ['<', '<=', '>', '>='].includes(operator) ? 'ranges' : undefined
      if (role === undefined) continue
      this.#add(left, (access) => access, role)
      this.#add(right, (access) => access, role)
    }
    this.#orders(block)
  }

  /** The operand as it is where the table itself is read, which may be inside of subqueries. */
  #placesOf(operand: Operand): { access: Access; operand: Operand }[] {
    if (operand.kind === 'expression') {
      const access = this.#accesses.get(`${operand.block} ${operand.source}`)
      return access ? [{ access, operand }] : []
    }
    return this.#reached(operand.column).flatMap((column) => {
      const access = this.#accesses.get(`${column.block} ${column.source}`)
      return access ? [{ access, operand: { kind: 'column', column } as const }] : []
    })
  }

  #reached(column: ColumnRef): ColumnRef[] {
    const source = this.#shape.blocks[column.block]?.sources[column.source]
    if (source?.block === undefined) return [column]
    const inner = this.#shape.blocks[source.block]
    if (!inner || !isTransparent(inner)) return []
    return originsOf(this.#shape, column).map((origin) => origin.column)
  }

  #add(
    operand: Operand,
    into: (access: Access) => Conditions,
    role: keyof Conditions,
    change: (part: Part) => Part = (part) => part,
  ): void {
    for (const { access, operand: inner } of this.#placesOf(operand)) {
      const found = partOf(inner, access.table, this.#schema)
      if (!found) continue
      const part = change(found)
      const parts = into(access)[role]
      if (!parts.some(({ id }) => id === part.id)) parts.push(part)
    }
  }

  #conjunct(conjunct: Conjunct, into: (access: Access) => Conditions, isInArm = false): void {
    switch (conjunct.kind) {
      case 'equality':
        this.#equality(conjunct.operand, conjunct.value, into)
        break
      case 'boolean':
        this.#add(conjunct.operand, into, 'equal')
        break
      case 'null':
        if (conjunct.isNull) this.#add(conjunct.operand, into, 'equal')
        break
      case 'in':
        if (conjunct.values.every(({ kind }) => kind !== 'volatile'))
          this.#add(conjunct.operand, into, 'lists')
        break
      case 'range':
        if (conjunct.value.kind !== 'volatile') this.#add(conjunct.operand, into, 'ranges')
        break
      case 'between':
        this.#add(conjunct.operand, into, 'ranges')
        break
      case 'prefix':
        this.#add(conjunct.operand, into, 'ranges', patternPart)
        break
      case 'row range':
        this.#rowRange(conjunct.operands)
        break
      case 'or':
        this.#or(conjunct)
        break
      // No btree serves these; see `special.ts`.
      case 'jsonb':
      case 'array':
      case 'text search':
      case 'pattern':
      case 'operator':
      case 'unequal':
      case 'other':
      default:
    }
    if ('operand' in conjunct) this.#remember(conjunct, isInArm)
  }

  #equality(operand: Operand, value: Value, into: (access: Access) => Conditions): void {
    if (value.kind === 'volatile') return
    const isJoin = value.kind === 'outer' || value.kind === 'columns'
    this.#add(operand, into, isJoin ? 'joined' : 'equal')
    // A subquery that is pulled up is joined from either side.
    if (value.kind === 'outer')
      this.#add({ kind: 'column', column: value.column }, (access) => access, 'joined')
  }

  #rowRange(operands: readonly Operand[]): void {
    const places = operands.map((operand) => this.#placesOf(operand)[0])
    const [first] = places
    if (!first || places.some((place) => place?.access !== first.access)) return
    const parts = places.flatMap(
      (place) => (place && partOf(place.operand, place.access.table, this.#schema)) ?? [],
    )
    if (parts.length < operands.length) return
    first.access.orders.push(parts)
    const [lead] = parts
    if (lead && !first.access.ranges.some(({ id }) => id === lead.id)) first.access.ranges.push(lead)
  }

  #or({ arms }: Extract<Conjunct, { kind: 'or' }>): void {
    for (const arm of arms) {
      const ofArm = new Map<Access, Conditions>()
      const into = (access: Access): Conditions => {
        const known = ofArm.get(access) ?? noConditions()
        ofArm.set(access, known)
        return known
      }
      for (const conjunct of arm) this.#conjunct(conjunct, into, true)
      for (const [access, conditions] of ofArm) access.arms.push(conditions)
    }
  }

  #remember(conjunct: OperandConjunct, isInArm: boolean): void {
    for (const { access, operand } of this.#placesOf(conjunct.operand)) {
      const list = isInArm ? access.armConjuncts : access.conjuncts
      list.push({ ...conjunct, operand })
    }
  }

  #orders(block: QueryBlock): void {
    this.#order(block.orderBy)
    this.#order(block.groupBy.map(ascending))
    if (block.distinct) {
      const keys = block.distinct.keys.map(ascending)
      // DISTINCT ON with an ORDER BY reads in that order; the order alone is already wanted above.
      if (!block.distinct.on || block.orderBy.length === 0) this.#order(keys)
    }
    for (const { partitionBy, orderBy } of block.windows)
      this.#order([...partitionBy.map(ascending), ...orderBy])
    for (const { name, operand } of block.aggregates) {
      if ((name === 'min' || name === 'max') && operand && block.groupBy.length === 0) {
        this.#order([ascending({ operand, text: '' })])
      }
    }
  }

  /** As far as it is of one table, from its beginning. */
  #order(keys: readonly OrderKey[]): void {
    const parts: Part[] = []
    let owner: Access | undefined
    for (const key of keys) {
      const [place] = key.operand ? this.#placesOf(key.operand) : []
      if (!place || (owner && owner !== place.access)) break
      const part = partOf(place.operand, place.access.table, this.#schema)
      if (!part) break
      owner = place.access
      if (!parts.some(({ id }) => id === part.id))
        parts.push(withKey(part, directionOf(key, part, place.access.table)))
    }
    if (owner && parts.length > 0) owner.orders.push(ascendingFirst(parts))
  }
}

const ascending = (key: { operand: Operand | undefined; text: string }): OrderKey => ({
  ...key,
  descending: false,
  nullsFirst: false,
})

/** Where there are no nulls, where they would come does not matter. */
function directionOf(key: OrderKey, part: Part, table: Table): { descending: boolean; nullsFirst: boolean } {
  const isNeverNull = part.column !== undefined && findColumn(table, part.column.name)?.notNull === true
  return { descending: key.descending, nullsFirst: isNeverNull ? key.descending : key.nullsFirst }
}

/** A btree is read both ways: of an order and its opposite, that which begins ascending. */
function ascendingFirst(parts: Part[]): Part[] {
  if (parts[0]?.key.descending !== true) return parts
  return parts.map((part) =>
    withKey(part, { descending: !part.key.descending, nullsFirst: !part.key.nullsFirst }),
  )
}

/** A table of a page or two is read as a whole, whatever indexes it has. */
const SMALLEST_TABLE_PAGES = 3

export function canHaveIndex(table: Table): boolean {
  if (table.kind === 'view' || table.kind === 'foreign table' || table.isLocked) return false
  return table.rows === undefined || table.pages >= SMALLEST_TABLE_PAGES
}
