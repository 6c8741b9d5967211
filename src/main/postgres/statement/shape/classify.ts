import type { A_Expr, Node } from 'libpg-query'
import { armsOf, conjunctsOf } from './flatten.ts'
import { likeConjunct } from './like.ts'
import { constantOf, lastName, locationOf, functionName } from './nodes.ts'
import { ingredientsOf, operandOf, tableColumn, valueOf } from './operands.ts'
import { printNode } from './print.ts'
import type { Resolver, Scope } from './scope.ts'
import type { ColumnRef, Conjunct, Join, Operand, RangeOperator, Value } from './shape.ts'

export interface Classified {
  conjuncts: Conjunct[]
  joins: Omit<Join, 'type'>[]
}

type Clause = Conjunct['clause']

/** Conditions that all have to hold, flattened out of ANDs, with what is common to all arms of an OR taken out of it. */
export function classifyAll(
  node: Node | undefined,
  clause: Clause,
  scope: Scope,
  resolver: Resolver,
): Classified {
  const found: Classified = { conjuncts: [], joins: [] }
  for (const part of conjunctsOf(node)) {
    const { conjuncts, joins } = new Classifier(part, clause, scope, resolver).classify()
    found.conjuncts.push(...conjuncts)
    found.joins.push(...joins)
  }
  return found
}

const swapped: Record<string, string> = {
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
  '@>': '<@',
  '<@': '@>',
}

function isRange(operator: string): operator is RangeOperator {
  return ['<', '<=', '>', '>='].includes(operator)
}

class Classifier {
  readonly #node: Node
  readonly #clause: Clause
  readonly #scope: Scope
  readonly #resolver: Resolver
  readonly #conjuncts: Conjunct[] = []
  readonly #joins: Classified['joins'] = []
  readonly #text: string

  constructor(node: Node, clause: Clause, scope: Scope, resolver: Resolver) {
    this.#node = node
    this.#clause = clause
    this.#scope = scope
    this.#resolver = resolver
    this.#text = printNode(node).text
  }

  classify(): Classified {
    const node = this.#node
    if (!this.#read(node)) this.#other(node)
    return { conjuncts: this.#conjuncts, joins: this.#joins }
  }

  /** False where nothing more is known of it than its columns. */
  #read(node: Node): boolean {
    if ('ColumnRef' in node) return this.#boolean(node, true)
    if ('BoolExpr' in node) return this.#logic(node)
    if ('NullTest' in node) {
      const operand = node.NullTest.arg && this.#operand(node.NullTest.arg)
      return this.#add(operand, (one) => ({
        kind: 'null',
        operand: one,
        isNull: node.NullTest.nulltesttype !== 'IS_NOT_NULL',
      }))
    }
    if ('BooleanTest' in node && node.BooleanTest.arg) {
      const { booltesttype, arg } = node.BooleanTest
      if (booltesttype === 'IS_FALSE') return this.#boolean(arg, false)
      return (booltesttype ?? 'IS_TRUE') === 'IS_TRUE' && this.#boolean(arg, true)
    }
    if ('FuncCall' in node && functionName(node.FuncCall) === 'starts_with') {
      const [text, prefix] = node.FuncCall.args ?? []
      return text !== undefined && prefix !== undefined && this.#compare(text, '^@', prefix)
    }
    return 'A_Expr' in node && this.#expression(node.A_Expr)
  }

  #logic(node: Extract<Node, { BoolExpr: unknown }>): boolean {
    const { boolop, args = [] } = node.BoolExpr
    const [first] = args
    if (boolop === 'NOT_EXPR') {
      if (first && 'ColumnRef' in first) return this.#boolean(first, false)
      if (
        first &&
        'A_Expr' in first &&
        first.A_Expr.kind === 'AEXPR_OP' &&
        lastName(first.A_Expr.name) === '='
      ) {
        const { lexpr, rexpr } = first.A_Expr
        return lexpr !== undefined && rexpr !== undefined && this.#compare(lexpr, '<>', rexpr)
      }
      return false
    }
    if (boolop !== 'OR_EXPR') return false
    const arms = armsOf(node).map((arm) => {
      const { conjuncts, joins } = classifyAll(arm, this.#clause, this.#scope, this.#resolver)
      const asOther = joins.map((join): Conjunct => ({
        ...this.#part(),
        text: join.text,
        kind: 'other',
        columns: [...columnsOfOperand(join.left), ...columnsOfOperand(join.right)],
      }))
      return [...conjuncts, ...asOther]
    })
    this.#conjuncts.push({ ...this.#part(), kind: 'or', arms })
    return true
  }

  #expression(expression: A_Expr): boolean {
    const { kind, lexpr, rexpr } = expression
    const operator = lastName(expression.name)
    if (!rexpr || !lexpr) return false
    switch (kind) {
      case 'AEXPR_OP':
        if ('RowExpr' in lexpr && 'RowExpr' in rexpr) {
          return this.#rows(lexpr.RowExpr.args ?? [], operator, rexpr.RowExpr.args ?? [])
        }
        return this.#compare(lexpr, operator, rexpr)
      case 'AEXPR_LIKE':
      case 'AEXPR_ILIKE':
      case 'AEXPR_SIMILAR':
        return this.#compare(lexpr, operator, rexpr)
      case 'AEXPR_IN':
        return this.#in(lexpr, operator, 'List' in rexpr ? (rexpr.List.items ?? []) : [rexpr])
      case 'AEXPR_OP_ANY':
        return this.#any(lexpr, operator, rexpr)
      case 'AEXPR_OP_ALL':
        return (
          operator === '<>' &&
          this.#add(this.#operand(lexpr), (operand) => ({
            kind: 'unequal',
            operand,
            value: this.#value(rexpr),
          }))
        )
      case 'AEXPR_BETWEEN': {
        const [from, to] = 'List' in rexpr ? (rexpr.List.items ?? []) : []
        return from !== undefined && to !== undefined && this.#between(lexpr, from, to)
      }
      case 'AEXPR_NOT_BETWEEN':
      case 'AEXPR_BETWEEN_SYM':
      case 'AEXPR_NOT_BETWEEN_SYM':
      case 'AEXPR_DISTINCT':
      case 'AEXPR_NOT_DISTINCT':
      case 'AEXPR_NULLIF':
      case undefined:
      default:
        return false
    }
  }

  #between(operand: Node, from: Node, to: Node): boolean {
    const hasOwn = (node: Node): boolean => this.#own(node) > 0
    if (this.#own(operand) > 0 && !hasOwn(from) && !hasOwn(to)) {
      return this.#add(this.#operand(operand), (one) => ({
        kind: 'between',
        operand: one,
        from: this.#value(from),
        to: this.#value(to),
      }))
    }
    // $1 BETWEEN low AND high, a.at BETWEEN b.start AND b.finish
    const low = this.#compare(operand, '>=', from)
    const high = this.#compare(operand, '<=', to)
    return low || high
  }

  #rows(left: Node[], operator: string, right: Node[]): boolean {
    if (operator === '=' && left.length === right.length) {
      return left
        .map((one, place) => {
          const other = right[place]
          return other !== undefined && this.#compare(one, '=', other)
        })
        .some(Boolean)
    }
    const hasOwn = left.some((node) => this.#own(node) > 0)
    const [columns, values] = hasOwn ? [left, right] : [right, left]
    const direction = hasOwn ? operator : (swapped[operator] ?? operator)
    const operands = columns.flatMap((node) => this.#operand(node) ?? [])
    const [first] = operands
    const isOneSource = operands.every((operand) => sourceOf(operand) === (first && sourceOf(first)))
    if (!isRange(direction) || !first || !isOneSource || operands.length < left.length) return false
    if (values.some((node) => this.#own(node) > 0)) return false
    this.#conjuncts.push({
      ...this.#part(),
      kind: 'row range',
      operands,
      operator: direction,
      values: values.map((node) => this.#value(node)),
    })
    return true
  }

  #in(left: Node, operator: string, items: Node[]): boolean {
    const operand = this.#operand(left)
    if (items.some((item) => this.#own(item) > 0)) return false
    const values = items.map((item) => this.#value(item))
    if (operator !== '=') {
      const [value = { kind: 'constant', text: '', sql: '', type: 'other' } as const] = values
      return this.#add(operand, (one) => ({ kind: 'unequal', operand: one, value }))
    }
    // The parser leaves long lists of constants out.
    const count = items.length > 0 ? items.length : undefined
    return this.#add(operand, (one) => ({ kind: 'in', operand: one, values, count }))
  }

  #any(left: Node, operator: string, right: Node): boolean {
    if (this.#own(right) > 0) {
      if (operator !== '=' || this.#own(left) > 0) return false
      return this.#add(this.#operand(right), (operand) => ({
        kind: 'array',
        operand,
        operator: 'any',
        value: this.#value(left),
      }))
    }
    if (operator !== '=') return false
    const array = 'TypeCast' in right ? (right.TypeCast.arg ?? right) : right
    if ('A_ArrayExpr' in array) return this.#in(left, '=', array.A_ArrayExpr.elements ?? [])
    const value = this.#value(right)
    return this.#add(this.#operand(left), (operand) => ({
      kind: 'in',
      operand,
      values: [value],
      count: undefined,
    }))
  }

  #compare(left: Node, operator: string, right: Node): boolean {
    const [ofLeft, ofRight] = [this.#own(left), this.#own(right)]
    if (ofLeft === 0 && ofRight === 0) return false
    if (ofLeft > 0 && ofRight > 0) return this.#join(left, operator, right)
    if (ofLeft > 0) return this.#withValue(left, operator, this.#value(right), right)
    const turned = swapped[operator] ?? (['=', '<>', '&&'].includes(operator) ? operator : undefined)
    // tsquery @@ tsvector works both ways.
    const known = turned ?? (operator === '@@' ? '@@' : undefined)
    return known !== undefined && this.#withValue(right, known, this.#value(left), left)
  }

  #join(left: Node, operator: string, right: Node): boolean {
    const [one, other] = [this.#operand(left), this.#operand(right)]
    if (one && other) {
      if (sourceOf(one) === sourceOf(other)) return false
      this.#joins.push({ left: one, right: other, operator, text: this.#text })
      return true
    }
    // One side is computed from several sources: for the other it is a value that comes from outside.
    if (one) return this.#withValue(left, operator, this.#value(right), right)
    const turned = operator === '=' ? '=' : swapped[operator]
    if (other && turned) return this.#withValue(right, turned, this.#value(left), left)
    return false
  }

  #withValue(node: Node, operator: string, value: Value, valueNode: Node): boolean {
    const operand = this.#operand(node)
    if (!operand) return false
    const add = (conjunct: Rest<Conjunct>): boolean => this.#add(operand, () => conjunct)
    if (operator === '=') {
      if (value.kind === 'constant' && value.type === 'boolean') {
        return add({ kind: 'boolean', operand, is: value.text === 'true' })
      }
      return add({ kind: 'equality', operand, value })
    }
    if (isRange(operator)) return add({ kind: 'range', operand, operator, value })
    if (operator === '<>' || operator.startsWith('!')) return add({ kind: 'unequal', operand, value })
    if (operator === '~~' || operator === '^@') return add(likeConjunct(operand, operator, value))
    if (['~~*', '~', '~*'].includes(operator)) return add({ kind: 'pattern', operand, operator, value })
    const type = this.#typeOf(operand, node)
    if (operator === '%' && type === 'text') return add({ kind: 'pattern', operand, operator, value })
    if (operator === '@@' && type !== 'jsonb') return add({ kind: 'text search', operand, value })
    if (type === 'jsonb' || ['?', '?|', '?&', '@?'].includes(operator)) {
      return ['@>', '<@', '?', '?|', '?&', '@?', '@@'].includes(operator)
        ? add({ kind: 'jsonb', operand, operator, value })
        : add({ kind: 'operator', operand, operator, value })
    }
    const isArray = type === 'array' || (type === undefined && isArrayNode(valueNode))
    if (isArray && (operator === '@>' || operator === '<@' || operator === '&&')) {
      return add({ kind: 'array', operand, operator, value })
    }
    return add({ kind: 'operator', operand, operator, value })
  }

  /** What kind of type decides which index serves an operator. */
  #typeOf(operand: Operand, node: Node): 'jsonb' | 'array' | 'text' | 'other' | undefined {
    if (operand.kind === 'column') {
      const found = tableColumn(this.#resolver.blocks, operand.column)
      if (!found) return undefined
      const { baseType } = found.column
      if (baseType === 'jsonb') return 'jsonb'
      if (baseType.startsWith('_')) return 'array'
      return ['text', 'varchar', 'bpchar', 'citext'].includes(baseType) ? 'text' : 'other'
    }
    if (operand.json)
      return operand.functions.some((one) => one.startsWith('::') && one !== '::jsonb') ? 'other' : 'jsonb'
    if ('TypeCast' in node && operand.functions[0] === '::jsonb') return 'jsonb'
    return operand.functions.some((one) => ['lower', 'upper', 'unaccent', '::text'].includes(one))
      ? 'text'
      : undefined
  }

  #boolean(node: Node, is: boolean): boolean {
    return this.#add(this.#operand(node), (operand) => ({ kind: 'boolean', operand, is }))
  }

  #other(node: Node): void {
    const { own } = ingredientsOf(node, this.#scope, this.#resolver)
    this.#conjuncts.push({ ...this.#part(), kind: 'other', columns: own })
  }

  #part(): { text: string; location: number | undefined; clause: Clause } {
    const location = locationOf(this.#node)
    return {
      text: this.#text,
      location: location === undefined ? undefined : location - this.#resolver.begin,
      clause: this.#clause,
    }
  }

  #add(operand: Operand | undefined, make: (operand: Operand) => Rest<Conjunct>): boolean {
    if (!operand) return false
    this.#conjuncts.push({ ...make(operand), ...this.#part() })
    return true
  }

  #operand(node: Node): Operand | undefined {
    return operandOf(node, this.#scope, this.#resolver)
  }

  #value(node: Node): Value {
    return valueOf(node, this.#scope, this.#resolver)
  }

  /** How many columns of this block's sources it has. */
  #own(node: Node): number {
    return ingredientsOf(node, this.#scope, this.#resolver).own.length
  }
}

/** Omit of each member of the union. */
type Rest<T> = T extends unknown ? Omit<T, 'text' | 'location' | 'clause'> : never

export function sourceOf(operand: Operand): number {
  return operand.kind === 'column' ? operand.column.source : operand.source
}

function columnsOfOperand(operand: Operand): ColumnRef[] {
  return operand.kind === 'column' ? [operand.column] : operand.columns
}

function isArrayNode(node: Node): boolean {
  if ('A_ArrayExpr' in node) return true
  if ('A_Const' in node) return constantOf(node.A_Const).text.startsWith('{')
  return 'TypeCast' in node && (node.TypeCast.typeName?.arrayBounds?.length ?? 0) > 0
}
