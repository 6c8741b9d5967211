import type { Node } from 'libpg-query'
import { findColumn } from '../../schema/find.ts'
import type { Schema } from '../../schema/schema.ts'
import { fieldsOf } from './nodes.ts'
import type { ColumnRef, QueryBlock, Source } from './shape.ts'

/** A source as names are looked for in it. */
export interface Visible {
  source: Source
  /** Names given with the alias, `t (a, b)`, to the source's own names. */
  renamed: Map<string, string>
}

/** Where the names of a block are looked for: in its sources, then in the blocks around it. */
export interface Scope {
  block: QueryBlock
  sources: Visible[]
  parent: Scope | undefined
  /** WITH queries that begin here, by name: their blocks. */
  withQueries: Map<string, number>
}

/** Finds columns by their names, and remembers for each block which columns it uses. */
export class Resolver {
  readonly schema: Schema
  readonly blocks: QueryBlock[]
  /** Where the statement's text begins in what was parsed, in bytes. */
  readonly begin: number
  readonly #seen = new Map<string, ColumnRef>()
  readonly #resolved = new WeakMap<Node, ColumnRef | undefined>()

  constructor(schema: Schema, blocks: QueryBlock[], begin: number) {
    this.begin = begin
    this.schema = schema
    this.blocks = blocks
  }

  /** The column that a reference means, and marks it as used; undefined where nothing is known of it. */
  resolve(node: Extract<Node, { ColumnRef: unknown }>, scope: Scope): ColumnRef | undefined {
    if (this.#resolved.has(node)) return this.#resolved.get(node)
    const fields = fieldsOf(node.ColumnRef.fields)
    const column = fields.at(-1) === '*' ? undefined : this.#find(fields, scope)
    this.#resolved.set(node, column)
    return column
  }

  withQuery(name: string, scope: Scope | undefined): number | undefined {
    for (let at = scope; at; at = at.parent) {
      const block = at.withQueries.get(name)
      if (block !== undefined) return block
    }
    return undefined
  }

  /** All columns of a source, in order; empty where they are not known. */
  columnsOf(visible: Visible): string[] {
    const { source, renamed } = visible
    if (source.name?.table) return source.name.table.columns.map(({ name }) => name)
    const { outputs } = this.#block(source) ?? { outputs: [] }
    const names = outputs.flatMap(({ name }) => name ?? [])
    return names.length > 0 ? names : [...renamed.values()]
  }

  /** A reference to a column of a source, marked as used. */
  use(block: QueryBlock, source: Source, name: string): ColumnRef {
    const key = `${block.id} ${source.index} ${name}`
    let column = this.#seen.get(key)
    if (!column) {
      column = { block: block.id, source: source.index, name }
      this.#seen.set(key, column)
      block.columns.push(column)
    }
    return column
  }

  #find(fields: string[], scope: Scope): ColumnRef | undefined {
    const name = fields.at(-1) ?? ''
    for (let at: Scope | undefined = scope; at; at = at.parent) {
      if (fields.length === 1) {
        const visible = this.#sourceWith(at, name)
        if (visible) return this.use(at.block, visible.source, visible.renamed.get(name) ?? name)
        const whole = at.sources.find(({ source }) => source.alias === name)
        if (whole) {
          markStar(at.block, whole.source, true)
          for (const column of this.columnsOf(whole)) this.use(at.block, whole.source, column)
          return undefined
        }
      } else {
        const [alias, schemaName] = [fields.at(-2) ?? '', fields.at(-3)]
        // Several, where an alias is that of a join.
        const named = at.sources.filter(
          ({ source }) =>
            source.alias === alias && (schemaName === undefined || source.name?.schema === schemaName),
        )
        const visible = this.#sourceWith({ ...at, sources: named }, name)
        if (visible) return this.use(at.block, visible.source, visible.renamed.get(name) ?? name)
        if (named.length > 0) return undefined
      }
    }
    return undefined
  }

  /** The source known to have the column; else the only one of which nothing is known. */
  #sourceWith(scope: Scope, name: string): Visible | undefined {
    const known = scope.sources.find(
      (visible) => visible.renamed.has(name) || this.#has(visible, name) === true,
    )
    if (known) return known
    const unknown = scope.sources.filter((visible) => this.#has(visible, name) === undefined)
    // A block around could have it, too; the nearer one is the likelier.
    return unknown.length === 1 ? unknown[0] : undefined
  }

  /** Undefined where the columns of the source are not known. */
  #has({ source, renamed }: Visible, name: string): boolean | undefined {
    if (source.name?.table) return findColumn(source.name.table, name) !== undefined
    const block = this.#block(source)
    if (block) {
      if (block.outputs.some((output) => output.name === name)) return true
      return block.outputs.some((output) => output.name === undefined) || block.outputs.length === 0
        ? undefined
        : false
    }
    if (renamed.has(name)) return true
    // A function's only column is called as its alias.
    if (source.kind === 'function' && renamed.size === 0) return source.alias === name ? true : undefined
    return source.kind === 'values' && renamed.size > 0 ? false : undefined
  }

  #block(source: Source): QueryBlock | undefined {
    return source.block === undefined ? undefined : this.blocks[source.block]
  }
}

export function markStar(block: QueryBlock, source: Source, qualified: boolean): void {
  if (block.stars.some((star) => star.source === source.index)) return
  block.stars.push({ source: source.index, qualified })
}
