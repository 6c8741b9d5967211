import { findColumn } from '../../schema/find.ts'
import type { Column, Table } from '../../schema/schema.ts'
import type { ColumnRef, QueryBlock } from './shape.ts'

/** A column of a table of the schema, and where the statement reads it. */
export interface Origin {
  /** In the block that has the table in its FROM. */
  column: ColumnRef
  table: Table
  definition: Column
}

/**
 * The columns of tables that a column stands for: itself, or what a subquery or a WITH query returns
 * under its name, through all arms of a UNION. Columns computed on the way have none, and those that
 * pass an aggregate, a window function or a LIMIT keep theirs: see {@link isTransparent} for whether
 * a condition reaches them.
 */
export function originsOf(shape: { readonly blocks: readonly QueryBlock[] }, column: ColumnRef): Origin[] {
  return trace(shape.blocks, column, new Set())
}

function trace(blocks: readonly QueryBlock[], column: ColumnRef, seen: Set<string>): Origin[] {
  const key = `${column.block} ${column.source} ${column.name}`
  const source = blocks[column.block]?.sources[column.source]
  if (!source || seen.has(key)) return []
  seen.add(key)
  if (source.name) {
    const { table } = source.name
    const definition = table && findColumn(table, column.name)
    return table && definition ? [{ column, table, definition }] : []
  }
  const block = source.block === undefined ? undefined : blocks[source.block]
  return block
    ? traceOutput(
        blocks,
        block,
        block.outputs.findIndex(({ name }) => name === column.name),
        seen,
      )
    : []
}

function traceOutput(
  blocks: readonly QueryBlock[],
  block: QueryBlock,
  place: number,
  seen: Set<string>,
): Origin[] {
  const arms = block.setOperation?.arms ?? []
  if (arms.length > 0) {
    return arms.flatMap((arm) => {
      const inner = blocks[arm]
      return inner ? traceOutput(blocks, inner, place, seen) : []
    })
  }
  const column = block.outputs[place]?.column
  return column ? trace(blocks, column, seen) : []
}

/**
 * A condition on what the block returns can be asked of its tables: it neither limits nor numbers its
 * rows. (Of a grouped one that holds for the columns it groups by, which are those with an origin.)
 */
export function isTransparent(block: QueryBlock): boolean {
  return (
    block.limit === undefined &&
    block.offset === undefined &&
    block.windows.length === 0 &&
    !block.isRecursive &&
    block.distinct?.on !== true
  )
}
