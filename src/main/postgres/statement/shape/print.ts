import type { A_Expr, FuncCall, Node, TypeName } from 'libpg-query'
import { quoteIdentifier } from '../../explain/account/quote-identifier.ts'
import { constantOf, fieldsOf, functionName, nameParts } from './nodes.ts'

/** How a column is printed; undefined where it must not be. */
export type PrintColumn = (fields: string[], node: Node) => string | undefined

export interface Printed {
  text: string
  /** False where parts were left out as `…`: the text is for people only. */
  isComplete: boolean
}

/** Prints an expression as SQL, with every operator inside another in parentheses. */
export function printNode(node: Node, column: PrintColumn = asWritten): Printed {
  const printer = new Printer(column)
  const text = printer.print(node, false)
  return { text, isComplete: printer.isComplete }
}

/** As CREATE INDEX takes it: complete, or undefined. */
export function printComplete(node: Node, column: PrintColumn): string | undefined {
  const { text, isComplete } = printNode(node, column)
  return isComplete ? text : undefined
}

function asWritten(fields: string[]): string {
  return fields.map((field) => (field === '*' ? '*' : quoteIdentifier(field))).join('.')
}

class Printer {
  isComplete = true
  readonly #column: PrintColumn

  constructor(column: PrintColumn) {
    this.#column = column
  }

  /** `inside`: within another operator, so that it needs parentheses. */
  print(node: Node | undefined, inside: boolean): string {
    if (!node) return this.#unknown()
    if ('ColumnRef' in node) {
      return this.#column(fieldsOf(node.ColumnRef.fields), node) ?? this.#unknown()
    }
    if ('A_Const' in node) return printConstant(node)
    if ('ParamRef' in node) {
      // No index holds a parameter, and its text is right for people.
      this.isComplete = false
      return `$${node.ParamRef.number ?? 0}`
    }
    if ('TypeCast' in node) return this.#cast(node.TypeCast.arg, node.TypeCast.typeName)
    if ('FuncCall' in node) return this.#call(node.FuncCall, inside)
    if ('A_Expr' in node) return wrap(this.#operator(node.A_Expr), inside)
    if ('CoalesceExpr' in node) return `COALESCE(${this.#list(node.CoalesceExpr.args)})`
    if ('MinMaxExpr' in node) {
      const name = node.MinMaxExpr.op === 'IS_LEAST' ? 'LEAST' : 'GREATEST'
      return `${name}(${this.#list(node.MinMaxExpr.args)})`
    }
    if ('BoolExpr' in node) {
      const { boolop, args = [] } = node.BoolExpr
      if (boolop === 'NOT_EXPR') return wrap(`NOT ${this.print(args[0], true)}`, inside)
      const word = boolop === 'OR_EXPR' ? ' OR ' : ' AND '
      return wrap(args.map((arg) => this.print(arg, true)).join(word), inside)
    }
    if ('NullTest' in node) {
      const not = node.NullTest.nulltesttype === 'IS_NOT_NULL' ? 'NOT ' : ''
      return wrap(`${this.print(node.NullTest.arg, true)} IS ${not}NULL`, inside)
    }
    if ('BooleanTest' in node) {
      const test = (node.BooleanTest.booltesttype ?? 'IS_TRUE').replaceAll('_', ' ')
      return wrap(`${this.print(node.BooleanTest.arg, true)} ${test}`, inside)
    }
    if ('CaseExpr' in node) return this.#case(node)
    if ('A_ArrayExpr' in node) return `ARRAY[${this.#list(node.A_ArrayExpr.elements)}]`
    if ('RowExpr' in node) return `(${this.#list(node.RowExpr.args)})`
    if ('List' in node) return `(${this.#list(node.List.items)})`
    if ('CollateClause' in node) {
      const collation = nameParts(node.CollateClause.collname).map(quoteIdentifier).join('.')
      return wrap(`${this.print(node.CollateClause.arg, true)} COLLATE ${collation}`, inside)
    }
    if ('SQLValueFunction' in node) {
      return (node.SQLValueFunction.op ?? '').replace('SVFOP_', '').replace(/_N$/, '').toLowerCase()
    }
    if ('A_Indirection' in node) return this.#indirection(node)
    if ('SubLink' in node) {
      this.isComplete = false
      return '(SELECT …)'
    }
    return this.#unknown()
  }

  #unknown(): string {
    this.isComplete = false
    return '…'
  }

  #list(nodes: readonly Node[] | undefined): string {
    return (nodes ?? []).map((node) => this.print(node, false)).join(', ')
  }

  #cast(arg: Node | undefined, type: TypeName | undefined): string {
    const name = this.#type(type)
    const inner = this.print(arg, true)
    return /^[\w"'.]+$|^'(?:[^']|'')*'$|\)$/.test(inner) ? `${inner}::${name}` : `(${inner})::${name}`
  }

  #type(type: TypeName | undefined): string {
    const parts = nameParts(type?.names)
    // The parser's own words for SQL's types; in quotes they would be right, too, but strange.
    const isStandard = parts[0] === 'pg_catalog' && parts.length > 1
    if (isStandard) parts.shift()
    const modifiers = type?.typmods?.map((modifier) => this.print(modifier, false)) ?? []
    const name = (isStandard ? parts : parts.map(quoteIdentifier)).join('.')
    // `interval day to second` carries its fields as a mask.
    if (name === 'interval' && modifiers.length > 0) return this.#unknown()
    const dimensions = '[]'.repeat(type?.arrayBounds?.length ?? 0)
    return `${name}${modifiers.length > 0 ? `(${modifiers.join(', ')})` : ''}${dimensions}`
  }

  #call(call: FuncCall, inside: boolean): string {
    if (call.over) {
      this.isComplete = false
      return `${functionName(call)}(…) OVER (…)`
    }
    const args = call.args ?? []
    const name = functionName(call)
    if (call.funcformat === 'COERCE_SQL_SYNTAX' && name === 'extract' && args[0] && 'A_Const' in args[0]) {
      return `EXTRACT(${constantOf(args[0].A_Const).text} FROM ${this.print(args[1], false)})`
    }
    if (call.funcformat === 'COERCE_SQL_SYNTAX' && name === 'timezone') {
      return wrap(`${this.print(args[1], true)} AT TIME ZONE ${this.print(args[0], true)}`, inside)
    }
    if (call.agg_order || call.agg_filter || call.agg_within_group || call.func_variadic)
      this.isComplete = false
    const parts = nameParts(call.funcname)
    // Some of pg_catalog's names are reserved outside of their own syntax: "substring"("position").
    const written =
      call.funcformat === 'COERCE_SQL_SYNTAX' ? parts : parts.filter((part) => part !== 'pg_catalog')
    const inner = call.agg_star ? '*' : `${call.agg_distinct ? 'DISTINCT ' : ''}${this.#list(args)}`
    return `${written.map(quoteIdentifier).join('.')}(${inner})`
  }

  #operator({ kind, name, lexpr, rexpr }: A_Expr): string {
    const parts = nameParts(name)
    const symbol = parts.length > 1 ? `OPERATOR(${parts.join('.')})` : (parts[0] ?? '')
    const left = lexpr ? this.print(lexpr, true) : ''
    const right = (): string => this.print(rexpr, true)
    switch (kind) {
      case 'AEXPR_IN':
        return `${left} ${symbol === '=' ? 'IN' : 'NOT IN'} ${rexpr && 'List' in rexpr && !rexpr.List.items?.length ? '(…)' : right()}`
      case 'AEXPR_OP_ANY':
        return `${left} ${symbol} ANY (${this.print(rexpr, false)})`
      case 'AEXPR_OP_ALL':
        return `${left} ${symbol} ALL (${this.print(rexpr, false)})`
      case 'AEXPR_BETWEEN':
      case 'AEXPR_NOT_BETWEEN':
      case 'AEXPR_BETWEEN_SYM':
      case 'AEXPR_NOT_BETWEEN_SYM': {
        const items = rexpr && 'List' in rexpr ? (rexpr.List.items ?? []) : []
        return `${left} ${symbol} ${items.map((item) => this.print(item, true)).join(' AND ')}`
      }
      case 'AEXPR_DISTINCT':
        return `${left} IS DISTINCT FROM ${right()}`
      case 'AEXPR_NOT_DISTINCT':
        return `${left} IS NOT DISTINCT FROM ${right()}`
      case 'AEXPR_NULLIF':
        return `NULLIF(${this.print(lexpr, false)}, ${this.print(rexpr, false)})`
      case 'AEXPR_LIKE':
      case 'AEXPR_ILIKE': {
        const word = kind === 'AEXPR_LIKE' ? 'LIKE' : 'ILIKE'
        return `${left} ${symbol.startsWith('!') ? 'NOT ' : ''}${word} ${right()}`
      }
      case 'AEXPR_OP':
      case 'AEXPR_SIMILAR':
      case undefined:
      default:
        return lexpr ? `${left} ${symbol} ${right()}` : `${symbol} ${right()}`
    }
  }

  #case(node: Extract<Node, { CaseExpr: unknown }>): string {
    const { arg, args = [], defresult } = node.CaseExpr
    const whens = args.map((when) =>
      'CaseWhen' in when
        ? ` WHEN ${this.print(when.CaseWhen.expr, false)} THEN ${this.print(when.CaseWhen.result, false)}`
        : this.#unknown(),
    )
    const last = defresult ? ` ELSE ${this.print(defresult, false)}` : ''
    return `CASE${arg ? ` ${this.print(arg, true)}` : ''}${whens.join('')}${last} END`
  }

  #indirection(node: Extract<Node, { A_Indirection: unknown }>): string {
    const { arg, indirection = [] } = node.A_Indirection
    const steps = indirection.map((step) => {
      if ('String' in step) return `.${quoteIdentifier(step.String.sval ?? '')}`
      if ('A_Indices' in step && !step.A_Indices.is_slice)
        return `[${this.print(step.A_Indices.uidx, false)}]`
      return this.#unknown()
    })
    return `(${this.print(arg, false)})${steps.join('')}`
  }
}

function wrap(text: string, inside: boolean): string {
  return inside ? `(${text})` : text
}

export function printConstant(node: Extract<Node, { A_Const: unknown }>): string {
  const { text, type } = constantOf(node.A_Const)
  if (type === 'text') return quoteLiteral(text)
  if (type === 'other') return `${text.slice(0, 1)}'${text.slice(1)}'`
  return type === 'number' && text.startsWith('-') ? `(${text})` : text
}

/** As the server reads it whatever `standard_conforming_strings` says. */
function quoteLiteral(text: string): string {
  const doubled = text.replaceAll("'", "''")
  return doubled.includes('\\') ? `E'${doubled.replaceAll('\\', '\\\\')}'` : `'${doubled}'`
}
