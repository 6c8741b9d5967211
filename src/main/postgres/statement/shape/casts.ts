import { tableColumn } from './operands.ts'
import type { ColumnCast, Conjunct, Operand, QueryBlock, Value } from './shape.ts'

/** Casts on columns that are compared: written there, or done by the server for want of an operator. */
export function castsOf(blocks: readonly QueryBlock[]): ColumnCast[] {
  const casts: ColumnCast[] = []
  for (const block of blocks) {
    for (const conjunct of flat(block.conjuncts)) {
      if (!('operand' in conjunct)) continue
      const values = valuesOf(conjunct)
      add(casts, blocks, conjunct.operand, values.map(typeOfValue), conjunct.text)
    }
    for (const { left, right, text } of block.joins) {
      add(casts, blocks, left, [typeOfOperand(blocks, right)], text)
      add(casts, blocks, right, [typeOfOperand(blocks, left)], text)
    }
  }
  return casts
}

function flat(conjuncts: readonly Conjunct[]): Conjunct[] {
  return conjuncts.flatMap((conjunct) => (conjunct.kind === 'or' ? flat(conjunct.arms.flat()) : [conjunct]))
}

function add(
  casts: ColumnCast[],
  blocks: readonly QueryBlock[],
  operand: Operand,
  others: (string | undefined)[],
  text: string,
): void {
  const [column] = operand.kind === 'column' ? [operand.column] : operand.columns
  const found = column && tableColumn(blocks, column)
  const name = column && blocks[column.block]?.sources[column.source]?.name
  if (!column || !found || !name) return
  const push = (to: string, kind: ColumnCast['kind']): void => {
    casts.push({ column, table: name, from: found.column.type, to, kind, text })
  }
  if (operand.kind === 'expression') {
    const [cast] = operand.functions
    const isCastAlone =
      operand.functions.length === 1 && operand.columns.length === 1 && operand.json === undefined
    if (isCastAlone && cast?.startsWith('::') && /^[\w".]+::[\w ."()]+(?:\[\])?$/.test(operand.text ?? '')) {
      push(cast.slice(2), 'explicit')
    }
    return
  }
  const to = others.map((other) => other && castTo(found.column.baseType, other)).find(Boolean)
  if (to) push(to, 'implicit')
}

const integers = ['int2', 'int4', 'int8', 'smallint', 'integer', 'bigint']
const floats = ['float4', 'float8', 'real']

/**
 * The type that the server casts a column to before it compares it with something of another type:
 * where no operator takes both and the other type is preferred (parse_oper.c).
 */
function castTo(column: string, other: string): string | undefined {
  if (integers.includes(column) && other === 'numeric') return 'numeric'
  if ((integers.includes(column) || column === 'numeric') && floats.includes(other)) return 'double precision'
  if (column === 'bpchar' && ['text', 'varchar'].includes(other)) return 'text'
  return undefined
}

function valuesOf(conjunct: Conjunct): Value[] {
  if (conjunct.kind === 'between') return [conjunct.from, conjunct.to]
  if (conjunct.kind === 'in') return conjunct.values
  return 'value' in conjunct ? [conjunct.value] : []
}

function typeOfValue(value: Value): string | undefined {
  if (value.kind === 'parameter') return value.cast
  if (value.kind !== 'constant') return undefined
  const cast = /::"?(\w+)"?(?:\([\d, ]*\))?$/.exec(value.sql)
  if (cast) return cast[1]
  // An integer too great for int8 is numeric, too.
  const isNumeric = value.type === 'number' && (/[.eE]/.test(value.text) || value.text.length > 19)
  return isNumeric ? 'numeric' : undefined
}

function typeOfOperand(blocks: readonly QueryBlock[], operand: Operand): string | undefined {
  return operand.kind === 'column' ? tableColumn(blocks, operand.column)?.column.baseType : undefined
}
