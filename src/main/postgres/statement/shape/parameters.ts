import type { Node } from 'libpg-query'
import { walk } from './nodes.ts'
import { originsOf } from './trace.ts'
import type { Conjunct, Operand, ParameterUse, QueryBlock, Value } from './shape.ts'

/**
 * What each `$n` of a statement stands for: first what it is compared with, then what it is assigned
 * to and which LIMIT it is; a parameter of which nothing is known is `other`.
 */
export function parametersOf(
  statement: Node,
  blocks: readonly QueryBlock[],
  known: readonly ParameterUse[],
): ParameterUse[] {
  const uses: ParameterUse[] = []
  for (const block of blocks) for (const conjunct of block.conjuncts) compared(conjunct, blocks, uses)
  uses.push(...known)
  const found = new Set(uses.map(({ number }) => number))
  walk(statement, (node) => {
    const reference = node['ParamRef'] as { number?: number } | undefined // So the parser has it under this key.
    const number = reference?.number
    if (number !== undefined && !found.has(number)) {
      found.add(number)
      uses.push({ number, cast: undefined, kind: 'other' })
    }
    return true
  })
  return uses.toSorted((a, b) => a.number - b.number)
}

const operators: Partial<Record<Conjunct['kind'], string>> = {
  equality: '=',
  boolean: '=',
  unequal: '<>',
  prefix: 'LIKE',
  in: '= ANY',
  between: 'BETWEEN',
  'text search': '@@',
}

function compared(conjunct: Conjunct, blocks: readonly QueryBlock[], uses: ParameterUse[]): void {
  if (conjunct.kind === 'or') {
    for (const inner of conjunct.arms.flat()) compared(inner, blocks, uses)
    return
  }
  if (conjunct.kind === 'row range') {
    for (const [place, value] of conjunct.values.entries()) {
      const operand = conjunct.operands[place]
      if (operand) add(operand, conjunct.operator, value, blocks, uses)
    }
    return
  }
  if (!('operand' in conjunct)) return
  const operator = 'operator' in conjunct ? conjunct.operator : (operators[conjunct.kind] ?? '=')
  const values =
    conjunct.kind === 'between'
      ? [conjunct.from, conjunct.to]
      : conjunct.kind === 'in'
        ? conjunct.values
        : 'value' in conjunct
          ? [conjunct.value]
          : []
  const isList = conjunct.kind === 'in' && conjunct.count !== undefined
  for (const value of values) add(conjunct.operand, isList ? '=' : operator, value, blocks, uses)
}

function add(
  operand: Operand,
  operator: string,
  value: Value,
  blocks: readonly QueryBlock[],
  uses: ParameterUse[],
): void {
  if (value.kind !== 'parameter') return
  const { number, cast } = value
  if (operand.kind === 'expression') {
    const text = operand.text ?? operand.columns.map(({ name }) => name).join(', ')
    uses.push({ number, cast, kind: 'expression', text, operator })
    return
  }
  const named = blocks[operand.column.block]?.sources[operand.column.source]?.name
  const [origin] = originsOf({ blocks }, operand.column)
  const table =
    named ?? (origin && { schema: origin.table.schema, name: origin.table.name, table: origin.table })
  uses.push(
    table
      ? {
          number,
          cast,
          kind: 'compared',
          table,
          column: origin?.column.name ?? operand.column.name,
          operator,
        }
      : { number, cast, kind: 'expression', text: operand.column.name, operator },
  )
}
