import type { Node, SelectStmt } from 'libpg-query'
import { fieldsOf, functionName, integerOf, isAggregated, parameterOf } from './nodes.ts'
import { operandOf } from './operands.ts'
import { printNode } from './print.ts'
import { markStar, type Resolver, type Scope } from './scope.ts'
import type { Key, Limit, OrderKey, Output } from './shape.ts'

/** What reading keys needs of the builder of blocks. */
interface KeyReader {
  resolver: Resolver
  visit: (node: unknown, scope: Scope) => void
}

/** Adds what a SELECT or RETURNING list returns; `*` becomes the columns, as far as they are known. */
export function addTargets(targets: readonly Node[] | undefined, scope: Scope, resolver: Resolver): void {
  const { block } = scope
  for (const target of targets ?? []) {
    const value = 'ResTarget' in target ? target.ResTarget.val : undefined
    if (!value || !('ResTarget' in target)) continue
    const starred = starOutputs(value, scope, resolver)
    if (starred) {
      block.outputs.push(...starred)
      continue
    }
    const operand = operandOf(value, scope, resolver)
    block.outputs.push({
      name: target.ResTarget.name ?? impliedName(value),
      column: operand?.kind === 'column' ? operand.column : undefined,
      isAggregated: isAggregated(value),
    })
  }
}

function starOutputs(node: Node, scope: Scope, resolver: Resolver): Output[] | undefined {
  if (!('ColumnRef' in node)) return undefined
  const fields = fieldsOf(node.ColumnRef.fields)
  if (fields.at(-1) !== '*') return undefined
  const alias = fields.at(-2)
  return scope.sources
    .filter(({ source }) => alias === undefined || source.alias === alias)
    .flatMap((visible): Output[] => {
      markStar(scope.block, visible.source, alias !== undefined)
      const names = resolver.columnsOf(visible)
      if (names.length === 0) return [{ name: undefined, column: undefined, isAggregated: false }]
      const block = visible.source.block === undefined ? undefined : resolver.blocks[visible.source.block]
      return names.map((name, place) => ({
        name: [...visible.renamed].find(([, own]) => own === name)?.[0] ?? name,
        column: resolver.use(scope.block, visible.source, name),
        isAggregated: block?.outputs[place]?.isAggregated ?? false,
      }))
    })
}

/** The name that the server gives a column without AS (FigureColname in parse_target.c). */
function impliedName(node: Node): string {
  if ('ColumnRef' in node) return fieldsOf(node.ColumnRef.fields).at(-1) ?? '?column?'
  if ('FuncCall' in node) return functionName(node.FuncCall).split('.').at(-1) ?? '?column?'
  if ('TypeCast' in node && node.TypeCast.arg) return impliedName(node.TypeCast.arg)
  if ('CoalesceExpr' in node) return 'coalesce'
  if ('CaseExpr' in node) return 'case'
  return '?column?'
}

const groupBy = (select: SelectStmt, scope: Scope, reader: KeyReader): void => {
  const flat = (nodes: readonly Node[]): Node[] =>
    nodes.flatMap((node) => ('GroupingSet' in node ? flat(node.GroupingSet.content ?? []) : [node]))
  for (const node of flat(select.groupClause ?? [])) {
    scope.block.groupBy.push(keyOf(node, select, scope, reader, 'input first'))
  }
}

const distinct = (select: SelectStmt, scope: Scope, reader: KeyReader): void => {
  const [first] = select.distinctClause ?? []
  if (!select.distinctClause) return
  // Plain DISTINCT is a list of one empty node.
  const isOn = first !== undefined && Object.keys(first).length > 0
  const keys = isOn
    ? select.distinctClause.map((node) => keyOf(node, select, scope, reader, 'output first'))
    : scope.block.outputs.map(({ name, column }) => ({
        operand: column && ({ kind: 'column', column } as const),
        text: name ?? '',
      }))
  scope.block.distinct = { on: isOn, keys }
}

const orderBy = (select: SelectStmt, scope: Scope, reader: KeyReader): void => {
  for (const node of select.sortClause ?? []) {
    const key = orderKeyOf(node, (inner) => keyOf(inner, select, scope, reader, 'output first'))
    if (key) scope.block.orderBy.push(key)
  }
}

const window = (
  partition: Node[] | undefined,
  order: Node[] | undefined,
  scope: Scope,
  resolver: Resolver,
): void => {
  const plain = (node: Node): Key => ({
    operand: operandOf(node, scope, resolver),
    text: printNode(node).text,
  })
  scope.block.windows.push({
    partitionBy: (partition ?? []).map(plain),
    orderBy: (order ?? []).flatMap((node) => orderKeyOf(node, plain) ?? []),
  })
}

/** Each adds its keys to the block of the scope. */
export const addKeys = { groupBy, distinct, orderBy, window }

function orderKeyOf(node: Node, keyOfNode: (node: Node) => Key): OrderKey | undefined {
  if (!('SortBy' in node) || !node.SortBy.node) return undefined
  const { sortby_dir: direction, sortby_nulls: nulls, useOp } = node.SortBy
  const [operator] = useOp ?? []
  const descending =
    direction === 'SORTBY_DESC' ||
    (operator !== undefined && 'String' in operator && operator.String.sval === '>')
  return {
    ...keyOfNode(node.SortBy.node),
    descending,
    nullsFirst: nulls === 'SORTBY_NULLS_FIRST' || (nulls !== 'SORTBY_NULLS_LAST' && descending),
  }
}

/**
 * A key may be the number of an output, the name of one, or an expression. A name means an output first
 * in ORDER BY and DISTINCT ON, and a column of FROM first in GROUP BY.
 */
function keyOf(
  node: Node,
  select: SelectStmt,
  scope: Scope,
  reader: KeyReader,
  preference: 'input first' | 'output first',
): Key {
  const text = printNode(node).text
  // Keys of a UNION are its outputs, which are of no source.
  if (scope.block.setOperation) return { operand: undefined, text }
  const place = integerOf(node)
  const target = place === undefined ? undefined : select.targetList?.[place - 1]
  const byPlace = target && 'ResTarget' in target ? target.ResTarget.val : undefined
  if (byPlace) return { operand: operandOf(byPlace, scope, reader.resolver), text: printNode(byPlace).text }
  const named = namedOutput(node, select)
  if (named && preference === 'output first') {
    return { operand: operandOf(named, scope, reader.resolver), text: printNode(named).text }
  }
  reader.visit(node, scope)
  const operand = operandOf(node, scope, reader.resolver)
  if (!operand && named)
    return { operand: operandOf(named, scope, reader.resolver), text: printNode(named).text }
  return { operand, text }
}

function namedOutput(node: Node, select: SelectStmt): Node | undefined {
  if (!('ColumnRef' in node)) return undefined
  const fields = fieldsOf(node.ColumnRef.fields)
  if (fields.length !== 1) return undefined
  for (const target of select.targetList ?? []) {
    if ('ResTarget' in target && target.ResTarget.name === fields[0]) return target.ResTarget.val
  }
  return undefined
}

export function limitOf(node: Node | undefined): Limit | undefined {
  if (!node || ('A_Const' in node && node.A_Const.isnull)) return undefined
  return { rows: integerOf(node), parameter: parameterOf(node)?.number }
}
