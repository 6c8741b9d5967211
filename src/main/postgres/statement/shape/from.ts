import type { Alias, JoinExpr, Node, RangeVar } from 'libpg-query'
import { findTable } from '../../schema/find.ts'
import type { Schema } from '../../schema/schema.ts'
import { quoteIdentifier } from '../../explain/account/quote-identifier.ts'
import { classifyAll, sourceOf } from './classify.ts'
import { functionName, lastName, nameParts } from './nodes.ts'
import type { Resolver, Scope, Visible } from './scope.ts'
import type { ColumnRef, Conjunct, Join, QueryBlock, Source, TableName } from './shape.ts'

/** What building sources needs of the builder of blocks. */
export interface FromBuilder {
  resolver: Resolver
  /** Builds a subquery of FROM and returns its block. */
  subquery: (node: Node, kind: 'subquery' | 'lateral', scope: Scope) => QueryBlock
  /** Walks an expression so that its columns and subqueries are known. */
  visit: (node: unknown, scope: Scope) => void
  /** A table was named. */
  named: (table: TableName) => void
}

/** Adds what stands in FROM to the block of the scope. */
export function addFrom(nodes: readonly Node[] | undefined, scope: Scope, builder: FromBuilder): void {
  for (const node of nodes ?? []) new FromReader(scope, builder).add(node, false)
}

export function tableNameOf(range: RangeVar, schema: Schema): TableName {
  const table = findTable(schema, range.relname ?? '', range.schemaname)
  return { schema: table?.schema ?? range.schemaname, name: range.relname ?? '', table }
}

/** Adds a source for a table or WITH query; the target of a write is always a table. */
export function addTable(range: RangeVar, scope: Scope, builder: FromBuilder, isTarget: boolean): Visible {
  const alias = range.alias?.aliasname ?? range.relname ?? ''
  const withQuery =
    isTarget || range.schemaname !== undefined
      ? undefined
      : builder.resolver.withQuery(range.relname ?? '', scope)
  if (withQuery !== undefined) {
    const block = builder.resolver.blocks[withQuery]
    if (block) block.references++
    return addSource(scope, { alias, kind: 'block', block: withQuery }, columnAliases(range.alias, block))
  }
  const name = tableNameOf(range, builder.resolver.schema)
  builder.named(name)
  const columns = name.table?.columns.map((column) => column.name)
  return addSource(scope, { alias, kind: 'table', name }, renamed(range.alias, columns))
}

function addSource(
  scope: Scope,
  given: Pick<Source, 'alias' | 'kind'> & Partial<Source>,
  names: Map<string, string>,
): Visible {
  const source: Source = {
    index: scope.block.sources.length,
    name: undefined,
    block: undefined,
    isNullable: false,
    isLateral: false,
    isSampled: false,
    ...given,
  }
  scope.block.sources.push(source)
  const visible = { source, renamed: names }
  scope.sources.push(visible)
  return visible
}

/** `t (a, b)`: the alias names the first columns anew. */
function renamed(alias: Alias | undefined, columns: readonly string[] | undefined): Map<string, string> {
  const given = nameParts(alias?.colnames)
  return new Map(given.map((name, place) => [name, columns?.[place] ?? name]))
}

function columnAliases(alias: Alias | undefined, block: QueryBlock | undefined): Map<string, string> {
  return renamed(
    alias,
    block?.outputs.map(({ name }) => name ?? ''),
  )
}

class FromReader {
  readonly #scope: Scope
  readonly #builder: FromBuilder

  constructor(scope: Scope, builder: FromBuilder) {
    this.#scope = scope
    this.#builder = builder
  }

  /** Returns the sources that it added. */
  add(node: Node, isNullable: boolean): Visible[] {
    const added = this.#add(node)
    if (isNullable) for (const { source } of added) source.isNullable = true
    return added
  }

  #add(node: Node): Visible[] {
    const scope = this.#scope
    const builder = this.#builder
    if ('RangeVar' in node) return [addTable(node.RangeVar, scope, builder, false)]
    if ('JoinExpr' in node) return this.#join(node.JoinExpr)
    if ('RangeSubselect' in node && node.RangeSubselect.subquery) {
      const { subquery, alias, lateral } = node.RangeSubselect
      const isValues = 'SelectStmt' in subquery && subquery.SelectStmt.valuesLists !== undefined
      const block = builder.subquery(subquery, lateral ? 'lateral' : 'subquery', scope)
      const names = columnAliases(alias, block)
      return [
        addSource(
          scope,
          {
            alias: alias?.aliasname ?? '',
            kind: isValues ? 'values' : 'block',
            block: block.id,
            isLateral: lateral === true,
          },
          names,
        ),
      ]
    }
    if ('RangeTableSample' in node && node.RangeTableSample.relation) {
      const added = this.#add(node.RangeTableSample.relation)
      for (const { source } of added) source.isSampled = true
      builder.visit(node.RangeTableSample.args, scope)
      return added
    }
    return [this.#function(node)]
  }

  #function(node: Node): Visible {
    this.#builder.visit(node, this.#scope)
    const body =
      'RangeFunction' in node ? node.RangeFunction : 'RangeTableFunc' in node ? node.RangeTableFunc : {}
    const called = 'RangeFunction' in node ? functionOf(node.RangeFunction.functions?.[0]) : ''
    const alias = body.alias?.aliasname ?? called
    const names = nameParts(body.alias?.colnames)
    const defined = 'coldeflist' in body ? (body.coldeflist ?? []) : []
    for (const column of defined) if ('ColumnDef' in column) names.push(column.ColumnDef.colname ?? '')
    return addSource(
      this.#scope,
      { alias, kind: 'function', isLateral: true },
      new Map(names.map((name) => [name, name])),
    )
  }

  #join(join: JoinExpr): Visible[] {
    const type = joinTypes[join.jointype ?? 'JOIN_INNER'] ?? 'inner'
    const left = join.larg ? this.add(join.larg, type === 'right' || type === 'full') : []
    const right = join.rarg ? this.add(join.rarg, type === 'left' || type === 'full') : []
    const shared = join.isNatural ? this.#sharedColumns(left, right) : nameParts(join.usingClause)
    for (const name of shared) this.#using(name, left, right, type)
    if (join.quals) this.#on(join.quals, left, right, type)
    // An alias of a join hides the names in it: `(a JOIN b …) AS j`.
    if (join.alias?.aliasname) {
      for (const visible of [...left, ...right]) {
        if (left.length + right.length > 0) visible.source.alias = join.alias.aliasname
      }
    }
    return [...left, ...right]
  }

  #sharedColumns(left: Visible[], right: Visible[]): string[] {
    const ofRight = new Set(right.flatMap((visible) => this.#builder.resolver.columnsOf(visible)))
    const ofLeft = left.flatMap((visible) => this.#builder.resolver.columnsOf(visible))
    return [...new Set(ofLeft)].filter((name) => ofRight.has(name))
  }

  #using(name: string, left: Visible[], right: Visible[], type: Join['type']): void {
    const [one, other] = [this.#columnIn(left, name), this.#columnIn(right, name)]
    if (!one || !other) return
    const text = `${one.alias}.${quoteIdentifier(name)} = ${other.alias}.${quoteIdentifier(name)}`
    this.#scope.block.joins.push({
      left: { kind: 'column', column: one.column },
      right: { kind: 'column', column: other.column },
      operator: '=',
      type,
      text,
    })
  }

  #columnIn(sources: Visible[], name: string): { column: ColumnRef; alias: string } | undefined {
    const { resolver } = this.#builder
    const found =
      sources.find((visible) => resolver.columnsOf(visible).includes(name)) ??
      sources.find((visible) => resolver.columnsOf(visible).length === 0)
    if (!found) return undefined
    const own = found.renamed.get(name) ?? name
    return {
      column: resolver.use(this.#scope.block, found.source, own),
      alias: quoteIdentifier(found.source.alias),
    }
  }

  #on(quals: Node, left: Visible[], right: Visible[], type: Join['type']): void {
    const scope = this.#scope
    this.#builder.visit(quals, scope)
    const clause = type === 'inner' ? 'on' : 'outer on'
    const { conjuncts, joins } = classifyAll(quals, clause, scope, this.#builder.resolver)
    for (const join of joins) scope.block.joins.push({ ...join, type })
    // In ON of an outer join a condition limits what is joined, but removes no row of the other side.
    const limited = type === 'left' ? right : type === 'right' ? left : []
    const indexes = new Set(limited.map(({ source }) => source.index))
    for (const conjunct of conjuncts) {
      const isLimiting = type === 'inner' || isOnlyOf(conjunct, indexes)
      if (isLimiting) scope.block.conjuncts.push(conjunct)
    }
  }
}

const joinTypes: Record<string, Join['type']> = {
  JOIN_INNER: 'inner',
  JOIN_LEFT: 'left',
  JOIN_RIGHT: 'right',
  JOIN_FULL: 'full',
}

function isOnlyOf(conjunct: Conjunct, sources: ReadonlySet<number>): boolean {
  const own = sourcesOfConjunct(conjunct)
  return own.length > 0 && own.every((source) => sources.has(source))
}

/** The sources that a condition looks at, without what they are compared with. */
function sourcesOfConjunct(conjunct: Conjunct): number[] {
  if (conjunct.kind === 'or') return conjunct.arms.flat().flatMap(sourcesOfConjunct)
  if (conjunct.kind === 'other') return conjunct.columns.map(({ source }) => source)
  if (conjunct.kind === 'row range') return conjunct.operands.map(sourceOf)
  return [sourceOf(conjunct.operand)]
}

/** The name of the function of one item of ROWS FROM: a list of the call and its column definitions. */
function functionOf(item: Node | undefined): string {
  const call = item && 'List' in item ? item.List.items?.[0] : undefined
  return call && 'FuncCall' in call ? functionName(call.FuncCall) || lastName(call.FuncCall.funcname) : ''
}
