import type { Node } from 'libpg-query'
import { Failure } from '#shared/failure.ts'
import type { Schema } from '../../schema/schema.ts'
import { commandName } from '../command-name.ts'
import { contentsOf } from '../contents.ts'
import { parseSql } from '../parser.ts'
import { ShapeBuilder } from './builder.ts'
import { castsOf } from './casts.ts'
import { parametersOf } from './parameters.ts'
import type { StatementShape, TableName } from './shape.ts'

/**
 * A parsed statement resolved against a schema. Pure; takes any statement, and finds blocks in those
 * that read or write tables. What is nested too deeply to be walked has its tables only.
 */
export function shapeOf(statement: Node, schema: Schema): StatementShape {
  const command = commandName(statement)
  try {
    const builder = new ShapeBuilder(schema)
    builder.statement(statement)
    const { blocks, writes } = builder
    return {
      command,
      blocks,
      writes,
      parameters: parametersOf(statement, blocks, builder.parameters),
      tables: [...builder.tables.values()],
      casts: castsOf(blocks),
    }
  } catch (error) {
    // A stack that overflows: thousands of operators in one another.
    if (!(error instanceof RangeError)) throw error
    const tables = contentsOf(statement).relations.map(({ schema: inSchema, name }): TableName => ({
      schema: inSchema,
      name,
      table: undefined,
    }))
    return { command, blocks: [], writes: [], parameters: [], tables, casts: [] }
  }
}

/** `schema.table` of what a statement reads and writes, each once; the schema as far as it is known. */
export function tablesOf(shape: StatementShape): string[] {
  return shape.tables.map(({ schema, name }) => (schema === undefined ? name : `${schema}.${name}`))
}

/** The first statement of a text. Undefined for an empty text; throws BAD_INPUT for what does not parse. */
export async function shapeOfSql(
  sql: string,
  schema: Schema,
  signal?: AbortSignal,
): Promise<StatementShape | undefined> {
  const { statements } = await parseSql(sql, signal)
  const [first] = statements
  return first?.stmt && shapeOf(first.stmt, schema)
}

/** What became of one text of many. */
export type ShapeResult = { shape: StatementShape } | { reason: string }

/** The shapes of many texts, in their order; a text that does not parse has its reason. Throws CANCELLED. */
export async function shapesOfSql(
  texts: readonly string[],
  schema: Schema,
  signal?: AbortSignal,
): Promise<ShapeResult[]> {
  const known = new Map<string, ShapeResult>()
  const results: ShapeResult[] = []
  for (const sql of texts) {
    const result = known.get(sql) ?? (await resultOf(sql, schema, signal))
    known.set(sql, result)
    results.push(result)
  }
  return results
}

async function resultOf(sql: string, schema: Schema, signal: AbortSignal | undefined): Promise<ShapeResult> {
  try {
    const shape = await shapeOfSql(sql, schema, signal)
    return shape ? { shape } : { reason: 'There is no statement in it.' }
  } catch (error) {
    if (error instanceof Failure && error.code === 'BAD_INPUT') return { reason: error.message }
    throw error
  }
}
