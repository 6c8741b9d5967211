import { quoteIdentifier } from '../../explain/account/quote-identifier.ts'
import { findColumn } from '../../schema/find.ts'
import type { Column, Schema, Table } from '../../schema/schema.ts'
import type { KeyPart } from '../candidate.ts'
import type { Access, OperandConjunct } from './access.ts'
import { isIndexable } from './immutable.ts'

/** One key of an index of another access method than btree. */
interface SpecialKey {
  accessMethod: 'gin' | 'gist' | 'brin'
  key: KeyPart
  columns: string[]
}

/** GIN for what is inside of values, GiST where only it has a default operator class, BRIN for huge tables in order. */
export function specialKeys(access: Access, schema: Schema): SpecialKey[] {
  const conjuncts = [...access.conjuncts, ...access.armConjuncts]
  return conjuncts.flatMap((conjunct) => keysFor(conjunct, access.table, schema))
}

function keysFor(conjunct: OperandConjunct, table: Table, schema: Schema): SpecialKey[] {
  const target = targetOf(conjunct, table, schema)
  if (!target) return []
  const { column } = target
  const gin = (opclass: string | null): SpecialKey => ({
    accessMethod: 'gin',
    key: { ...target.key, opclass },
    columns: target.columns,
  })
  switch (conjunct.kind) {
    case 'jsonb': {
      if (conjunct.operator === '<@') return []
      // The smaller operator class knows whole paths to values, not the keys by themselves.
      const servesPaths = ['@>', '@?', '@@'].includes(conjunct.operator)
      return servesPaths ? [gin('jsonb_path_ops'), gin(null)] : [gin(null)]
    }
    case 'array':
      // `value = ANY (column)` is served by no index; `column @> ARRAY[value]` would be.
      return conjunct.operator === 'any' ? [] : [gin(null)]
    case 'text search':
      return [gin(null)]
    case 'pattern':
      return trigram(schema, gin)
    case 'prefix':
      return conjunct.prefix === undefined ? trigram(schema, gin) : []
    case 'operator':
      return column?.indexable.gist && !column.indexable.btree
        ? [{ accessMethod: 'gist', key: target.key, columns: target.columns }]
        : rangeType(column, target)
    case 'range':
    case 'between':
      return brin(column, table, target)
    // What btree serves.
    case 'equality':
    case 'boolean':
    case 'in':
    case 'null':
    case 'unequal':
    default:
      return []
  }
}

interface Target {
  key: KeyPart
  column: Column | undefined
  columns: string[]
}

function targetOf({ operand }: OperandConjunct, table: Table, schema: Schema): Target | undefined {
  const plain = { descending: false, nullsFirst: false, opclass: null }
  if (operand.kind === 'column') {
    const column = findColumn(table, operand.column.name)
    return (
      column && { key: { kind: 'column', column: column.name, ...plain }, column, columns: [column.name] }
    )
  }
  const columns = operand.columns.flatMap(({ name }) => findColumn(table, name) ?? [])
  if (operand.text === undefined || columns.length < operand.columns.length) return undefined
  if (!isIndexable(operand, columns, schema)) return undefined
  return {
    key: { kind: 'expression', expression: operand.text, ...plain },
    column: undefined,
    columns: columns.map(({ name }) => name),
  }
}

/** Only where the extension is installed; its operator class is found outside of the search path, too. */
function trigram(schema: Schema, gin: (opclass: string) => SpecialKey): SpecialKey[] {
  const extension = schema.extensions.find(({ name }) => name === 'pg_trgm')
  if (!extension) return []
  const isOnPath = schema.searchPath.includes(extension.schema)
  return [gin(isOnPath ? 'gin_trgm_ops' : `${quoteIdentifier(extension.schema)}.gin_trgm_ops`)]
}

/** `&&` and `@>` on ranges: they sort, but only GiST finds what overlaps. */
function rangeType(column: Column | undefined, target: Target): SpecialKey[] {
  const isRange = column?.baseType.endsWith('range') ?? false
  return isRange && column?.indexable.gist
    ? [{ accessMethod: 'gist', key: target.key, columns: target.columns }]
    : []
}

/** 128 MiB: below it a btree is small enough. */
const BRIN_PAGES = 16_384
/** Of order on disk and of values; less, and each range of pages spans most values. */
const BRIN_CORRELATION = 0.95

function brin(column: Column | undefined, table: Table, target: Target): SpecialKey[] {
  const correlation = column?.statistics?.correlation ?? 0
  const fits =
    column?.indexable.brin === true && table.pages >= BRIN_PAGES && Math.abs(correlation) >= BRIN_CORRELATION
  return fits ? [{ accessMethod: 'brin', key: target.key, columns: target.columns }] : []
}
