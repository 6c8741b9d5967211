import type { FuncCall, Node } from 'libpg-query'
import { findColumn } from '../../schema/find.ts'
import type { Column, Table } from '../../schema/schema.ts'
import { quoteIdentifier } from '../../explain/account/quote-identifier.ts'
import { constantOf, functionName, isAggregated, parameterOf, typeNameOf, walk } from './nodes.ts'
import { printComplete, printConstant, printNode } from './print.ts'
import type { Resolver, Scope } from './scope.ts'
import type { ColumnRef, Operand, QueryBlock, Value } from './shape.ts'

/** What an expression is made of, seen from one block. */
export interface Ingredients {
  /** Columns of the block's own sources, each once. */
  own: ColumnRef[]
  /** Columns of blocks around it. */
  outer: ColumnRef[]
  hasParameter: boolean
  hasSubquery: boolean
  hasUnresolved: boolean
  functions: string[]
}

export function ingredientsOf(node: Node, scope: Scope, resolver: Resolver): Ingredients {
  const found: Ingredients = {
    own: [],
    outer: [],
    hasParameter: false,
    hasSubquery: false,
    hasUnresolved: false,
    functions: [],
  }
  walk(node, (inner) => {
    if ('SubLink' in inner) {
      found.hasSubquery = true
      return false
    }
    if ('ColumnRef' in inner) {
      // One key of this name means this type of node.
      const column = resolver.resolve(inner as Extract<Node, { ColumnRef: unknown }>, scope)
      if (!column) found.hasUnresolved = true
      else addTo(column.block === scope.block.id ? found.own : found.outer, column)
    } else if ('ParamRef' in inner) found.hasParameter = true
    else if ('FuncCall' in inner) found.functions.push(functionName(inner['FuncCall'] as FuncCall))
    else if ('SQLValueFunction' in inner) found.functions.push('now')
    else if ('TypeCast' in inner) {
      const cast = inner as Extract<Node, { TypeCast: unknown }>
      found.functions.push(`::${typeNameOf(cast.TypeCast.typeName)}`)
    }
    return true
  })
  return found
}

function addTo(columns: ColumnRef[], column: ColumnRef): void {
  if (!columns.includes(column)) columns.push(column)
}

/** Undefined where it is not of exactly one source of the block. */
export function operandOf(node: Node, scope: Scope, resolver: Resolver): Operand | undefined {
  if ('ColumnRef' in node) {
    const column = resolver.resolve(node, scope)
    return column && column.block === scope.block.id ? { kind: 'column', column } : undefined
  }
  const { own, outer, hasParameter, hasSubquery, hasUnresolved, functions } = ingredientsOf(
    node,
    scope,
    resolver,
  )
  const [first] = own
  if (!first || own.some(({ source }) => source !== first.source)) return undefined
  const isOwnAlone = outer.length === 0 && !hasParameter && !hasSubquery && !hasUnresolved
  const text =
    isOwnAlone && !isAggregated(node)
      ? printComplete(node, (_, reference) => {
          const column = 'ColumnRef' in reference ? resolver.resolve(reference, scope) : undefined
          return column && quoteIdentifier(column.name)
        })
      : undefined
  return {
    kind: 'expression',
    text,
    block: scope.block.id,
    source: first.source,
    columns: own,
    functions,
    json: jsonPathOf(node, scope, resolver),
  }
}

/** `payload -> 'a' ->> 'b'`, also with a cast around it. */
function jsonPathOf(
  node: Node,
  scope: Scope,
  resolver: Resolver,
): { column: ColumnRef; path: string[] } | undefined {
  if ('TypeCast' in node && node.TypeCast.arg) return jsonPathOf(node.TypeCast.arg, scope, resolver)
  const path: string[] = []
  let at: Node | undefined = node
  while (at && 'A_Expr' in at) {
    const operator: Node | undefined = at.A_Expr.name?.[0]
    const symbol = operator && 'String' in operator ? operator.String.sval : undefined
    const right: Node | undefined = at.A_Expr.rexpr
    if ((symbol !== '->' && symbol !== '->>') || !right || !('A_Const' in right)) return undefined
    path.unshift(constantOf(right.A_Const).text)
    at = at.A_Expr.lexpr
  }
  if (path.length === 0 || !at || !('ColumnRef' in at)) return undefined
  const column = resolver.resolve(at, scope)
  return column && { column, path }
}

/** What something of another source is compared with; it has no column of that source. */
export function valueOf(node: Node, scope: Scope, resolver: Resolver): Value {
  const parameter = parameterOf(node)
  if (parameter) return { kind: 'parameter', ...parameter }
  const constant = constantValue(node)
  if (constant) return constant
  if ('ColumnRef' in node) {
    const column = resolver.resolve(node, scope)
    if (column) {
      return column.block === scope.block.id
        ? { kind: 'columns', columns: [column], text: printNode(node).text }
        : { kind: 'outer', column }
    }
  }
  const { own, outer, hasParameter, hasSubquery, functions } = ingredientsOf(node, scope, resolver)
  const { text } = printNode(node)
  if (own.length + outer.length > 0) return { kind: 'columns', columns: [...own, ...outer], text }
  // `'now'::timestamptz` is another moment each time.
  const isMoment = /^'(?:now|today|tomorrow|yesterday)'::/i.test(text)
  const volatility = functions.map((name) => volatilityOf(name, resolver))
  if (volatility.includes('volatile')) return { kind: 'volatile', text }
  const isConstant =
    !isMoment && !hasParameter && !hasSubquery && volatility.every((one) => one === 'immutable')
  return isConstant ? { kind: 'constant', text, sql: text, type: 'other' } : { kind: 'stable', text }
}

function constantValue(node: Node): Value | undefined {
  if ('A_Const' in node) {
    const { text, type } = constantOf(node.A_Const)
    return { kind: 'constant', text, sql: printConstant(node), type }
  }
  if (!('TypeCast' in node) || !node.TypeCast.arg) return undefined
  const inner = constantValue(node.TypeCast.arg)
  if (inner?.kind !== 'constant' || /^(?:now|today|tomorrow|yesterday)$/i.test(inner.text)) return undefined
  return { ...inner, sql: printNode(node).text }
}

function volatilityOf(name: string, { schema }: Resolver): 'immutable' | 'stable' | 'volatile' {
  if (name.startsWith('::')) return 'immutable'
  const own = name.slice(name.lastIndexOf('.') + 1)
  return Object.hasOwn(schema.functions, own) ? (schema.functions[own] ?? 'stable') : 'stable'
}

/** The table and column of the schema that a reference of a block stands for; only of a table. */
export function tableColumn(
  blocks: readonly QueryBlock[],
  reference: ColumnRef,
): { table: Table; column: Column } | undefined {
  const table = blocks[reference.block]?.sources[reference.source]?.name?.table
  const column = table && findColumn(table, reference.name)
  return table && column && { table, column }
}
