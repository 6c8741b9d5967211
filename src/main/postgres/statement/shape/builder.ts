import type { CommonTableExpr, FuncCall, Node, SelectStmt, SubLink, WithClause } from 'libpg-query'
import type { Schema } from '../../schema/schema.ts'
import { classifyAll } from './classify.ts'
import { addFrom, type FromBuilder } from './from.ts'
import { addKeys, addTargets, limitOf } from './keys.ts'
import { functionName, isAggregate, isAggregated, lastName, nameParts, parameterOf, walk } from './nodes.ts'
import { operandOf, valueOf } from './operands.ts'
import { Resolver, type Scope } from './scope.ts'
import type { ParameterUse, QueryBlock, TableName, TableWrite } from './shape.ts'
import { isWrite, type WriteBuilder, type WriteNode, WriteReader } from './writes.ts'

type BlockKind = QueryBlock['kind']

/** Makes the blocks of one statement. The walk follows the tree, a subquery before what stands around it. */
export class ShapeBuilder implements FromBuilder, WriteBuilder {
  readonly blocks: QueryBlock[] = []
  readonly writes: TableWrite[] = []
  readonly tables = new Map<string, TableName>()
  /** Parameters of which more is known than the conditions tell. */
  readonly parameters: ParameterUse[] = []
  readonly resolver: Resolver
  /** A subquery is met once as a condition and once as an expression. */
  readonly #subLinks = new WeakMap<SubLink, QueryBlock>()
  readonly #calls = new WeakSet<FuncCall>()

  constructor(schema: Schema, begin: number) {
    this.resolver = new Resolver(schema, this.blocks, begin)
  }

  statement(node: Node): void {
    if ('SelectStmt' in node) this.select(node.SelectStmt, 'outer', undefined)
    else if (isWrite(node)) this.#write(node, undefined, 'write')
    else {
      // CREATE TABLE AS, DECLARE CURSOR, COPY, PREPARE, EXPLAIN: the query in it.
      const [body] = Object.values(node) as { query?: Node }[] // One key: the node's type.
      if (body?.query) this.statement(body.query)
    }
  }

  named(table: TableName): void {
    const key = `${table.schema ?? ''}\0${table.name}`
    if (!this.tables.has(key)) this.tables.set(key, table)
  }

  subquery(node: Node, kind: BlockKind, scope: Scope): QueryBlock {
    if ('SelectStmt' in node) return this.select(node.SelectStmt, kind, scope)
    return isWrite(node) ? this.#write(node, scope, kind) : this.#open(kind, scope).block
  }

  /** Resolves every column of an expression, builds its subqueries and notes its aggregates. */
  visit(tree: unknown, scope: Scope): void {
    walk(tree, (node) => {
      if ('SubLink' in node) {
        const link = node['SubLink'] as SubLink // So the parser has it under this key.
        this.#subLink(link, scope, false)
        this.visit(link.testexpr, scope)
        return false
      }
      if ('BoolExpr' in node) this.#negated(node as Extract<Node, { BoolExpr: unknown }>, scope)
      if ('ColumnRef' in node) {
        this.resolver.resolve(node as Extract<Node, { ColumnRef: unknown }>, scope)
        return false
      }
      if ('FuncCall' in node) this.#call(node['FuncCall'] as FuncCall, scope)
      return true
    })
  }

  /** NOT EXISTS and NOT IN are met before the subquery in them. */
  #negated(node: Extract<Node, { BoolExpr: unknown }>, scope: Scope): void {
    const [arg] = node.BoolExpr.args ?? []
    if (node.BoolExpr.boolop === 'NOT_EXPR' && arg && 'SubLink' in arg)
      this.#subLink(arg.SubLink, scope, true)
  }

  #call(call: FuncCall, scope: Scope): void {
    if (this.#calls.has(call)) return
    this.#calls.add(call)
    if (call.over) this.#window(call.over, scope)
    if (!isAggregate(call)) return
    const [arg] = call.args ?? []
    scope.block.aggregates.push({
      name: functionName(call),
      operand: arg && operandOf(arg, scope, this.resolver),
      star: call.agg_star === true,
      distinct: call.agg_distinct === true,
    })
  }

  #window(over: { partitionClause?: Node[]; orderClause?: Node[] }, scope: Scope): void {
    const { partitionClause, orderClause } = over
    if (partitionClause || orderClause) addKeys.window(partitionClause, orderClause, scope, this.resolver)
  }

  #subLink(link: SubLink, scope: Scope, isNegated: boolean): void {
    if (this.#subLinks.has(link) || !link.subselect) return
    const isAll = link.subLinkType === 'ALL_SUBLINK'
    const kind =
      link.subLinkType === 'EXISTS_SUBLINK'
        ? 'exists'
        : link.subLinkType === 'ANY_SUBLINK' || isAll
          ? 'in'
          : 'scalar'
    const block = this.subquery(link.subselect, kind, scope)
    block.isNegated = isNegated || isAll
    this.#subLinks.set(link, block)
    if (kind === 'in' && link.testexpr) this.#membership(link, block, scope)
  }

  /** `x IN (SELECT y …)` asks for y = x, as EXISTS with a correlation would. */
  #membership(link: SubLink, block: QueryBlock, scope: Scope): void {
    const operator = lastName(link.operName) || '='
    if (operator !== '=' || !link.testexpr) return
    const outer = 'RowExpr' in link.testexpr ? (link.testexpr.RowExpr.args ?? []) : [link.testexpr]
    for (const [place, node] of outer.entries()) {
      const column = block.outputs[place]?.column
      if (!column) continue
      this.visit(node, scope)
      const value = valueOf(node, scope, this.resolver)
      block.conjuncts.push({
        kind: 'equality',
        operand: { kind: 'column', column },
        value:
          value.kind === 'columns' && value.columns[0] ? { kind: 'outer', column: value.columns[0] } : value,
        text: 'IN',
        location: undefined,
        clause: 'where',
      })
    }
  }

  #open(kind: BlockKind, parent: Scope | undefined): Scope & { block: QueryBlock } {
    const block: QueryBlock = {
      id: this.blocks.length,
      kind,
      parent: parent?.block.id,
      isNegated: false,
      isRecursive: false,
      references: 0,
      sources: [],
      conjuncts: [],
      joins: [],
      groupBy: [],
      distinct: undefined,
      windows: [],
      orderBy: [],
      limit: undefined,
      offset: undefined,
      aggregates: [],
      columns: [],
      stars: [],
      outputs: [],
      setOperation: undefined,
      locksRows: false,
    }
    this.blocks.push(block)
    return { block, sources: [], parent, withQueries: new Map() }
  }

  /** Builds a SELECT, VALUES or UNION. */
  select(select: SelectStmt, kind: BlockKind, parent: Scope | undefined): QueryBlock {
    const scope = this.#open(kind, parent)
    const { block } = scope
    this.withQueries(select.withClause, scope)
    if (select.op !== undefined && select.op !== 'SETOP_NONE') this.#setOperation(select, scope)
    else if (select.valuesLists) {
      this.visit(select.valuesLists, scope)
      const [row] = select.valuesLists
      const width = row && 'List' in row ? (row.List.items?.length ?? 0) : 0
      block.outputs = Array.from({ length: width }, (_, place) => ({
        name: `column${place + 1}`,
        column: undefined,
        isAggregated: false,
      }))
    } else {
      addFrom(select.fromClause, scope, this)
      this.where(select.whereClause, scope)
      // What EXISTS selects is never looked at.
      if (kind !== 'exists') {
        this.visit(select.targetList, scope)
        addTargets(select.targetList, scope, this.resolver)
      }
    }
    for (const node of select.windowClause ?? []) {
      if (!('WindowDef' in node)) continue
      this.visit(node, scope)
      this.#window(node.WindowDef, scope)
    }
    addKeys.groupBy(select, scope, this)
    addKeys.distinct(select, scope, this)
    addKeys.orderBy(select, scope, this)
    this.#having(select.havingClause, scope)
    block.limit = limitOf(select.limitCount)
    block.offset = limitOf(select.limitOffset)
    this.#limitParameter(select.limitCount, 'limit')
    this.#limitParameter(select.limitOffset, 'offset')
    block.locksRows = select.lockingClause !== undefined
    return block
  }

  #limitParameter(node: Node | undefined, kind: 'limit' | 'offset'): void {
    const parameter = parameterOf(node)
    if (parameter) this.parameters.push({ ...parameter, kind })
  }

  /** Builds the WITH queries of a statement. */
  withQueries(clause: WithClause | undefined, scope: Scope): void {
    for (const node of clause?.ctes ?? []) {
      if ('CommonTableExpr' in node) this.#withQuery(node.CommonTableExpr, clause?.recursive === true, scope)
    }
  }

  #withQuery(query: CommonTableExpr, isRecursive: boolean, scope: Scope): void {
    if (!query.ctequery) return
    const name = query.ctename ?? ''
    const names = nameParts(query.aliascolnames)
    // A recursive query sees itself: its block is the next one to be opened.
    const id = this.blocks.length
    const inside: Scope = isRecursive
      ? { ...scope, sources: [], withQueries: new Map([...scope.withQueries, [name, id]]) }
      : { ...scope, sources: [] }
    this.#recursiveNames.set(id, names)
    const block = this.subquery(query.ctequery, 'cte', inside)
    block.isRecursive = isRecursive && block.references > 0
    rename(block, names)
    scope.withQueries.set(name, block.id)
  }

  readonly #recursiveNames = new Map<number, string[]>()

  #setOperation(select: SelectStmt, scope: Scope): void {
    const { block } = scope
    const arms: QueryBlock[] = []
    const add = (arm: SelectStmt | undefined): void => {
      if (!arm) return
      const isSame =
        arm.op === select.op &&
        arm.all === select.all &&
        !arm.sortClause &&
        !arm.limitCount &&
        !arm.withClause
      if (isSame && arm.op !== 'SETOP_EXCEPT') {
        add(arm.larg)
        add(arm.rarg)
        return
      }
      const built = this.select(arm, 'arm', scope)
      if (arms.length === 0) {
        block.outputs = built.outputs.map(({ name }) => ({ name, column: undefined, isAggregated: false }))
        rename(block, this.#recursiveNames.get(block.id) ?? [])
      }
      arms.push(built)
    }
    add(select.larg)
    add(select.rarg)
    block.setOperation = {
      operator: select.op === 'SETOP_UNION' ? 'union' : select.op === 'SETOP_EXCEPT' ? 'except' : 'intersect',
      all: select.all === true,
      arms: arms.map(({ id }) => id),
    }
  }

  /** Adds conditions to the block of the scope. */
  where(node: Node | undefined, scope: Scope): void {
    if (!node) return
    this.visit(node, scope)
    const { conjuncts, joins } = classifyAll(node, 'where', scope, this.resolver)
    scope.block.conjuncts.push(...conjuncts)
    for (const join of joins) scope.block.joins.push({ ...join, type: 'inner' })
  }

  #having(node: Node | undefined, scope: Scope): void {
    if (!node) return
    this.visit(node, scope)
    const { conjuncts } = classifyAll(node, 'having', scope, this.resolver)
    if (!isAggregated(node)) scope.block.conjuncts.push(...conjuncts)
  }

  #write(node: WriteNode, parent: Scope | undefined, kind: BlockKind): QueryBlock {
    const scope = this.#open(kind === 'cte' ? 'cte' : 'write', parent)
    new WriteReader(this, scope).read(node)
    return scope.block
  }
}

/** WITH q (a, b): the first columns have these names. */
function rename(block: QueryBlock, names: readonly string[]): void {
  for (const [place, name] of names.entries()) {
    const output = block.outputs[place]
    if (output) output.name = name
    else block.outputs.push({ name, column: undefined, isAggregated: false })
  }
}
