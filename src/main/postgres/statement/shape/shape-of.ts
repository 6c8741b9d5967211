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
 * that read or write tables. `begin`: where the statement's text begins in what was parsed, in bytes. What is nested too deeply to be walked has its tables only.
 */
export function shapeOf(statement: Node, schema: Schema, begin = 0): StatementShape {
  const command = commandName(statement)
  try {
    const builder = new ShapeBuilder(schema, begin)
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

/** Statements parsed at once: each way to the parser's thread costs as much as parsing a statement. */
const BATCH = 64

/** The shapes of many texts, in their order; a text that does not parse has its reason. Throws CANCELLED. */
export async function shapesOfSql(
  texts: readonly string[],
  schema: Schema,
  signal?: AbortSignal,
): Promise<ShapeResult[]> {
  const unique = [...new Set(texts)]
  const known = new Map<string, ShapeResult>()
  for (let at = 0; at < unique.length; at += BATCH) {
    await readBatch(unique.slice(at, at + BATCH), schema, signal, known)
  }
  return texts.map((sql) => known.get(sql) ?? nothingInIt)
}

const nothingInIt: ShapeResult = { reason: 'There is no statement in it.' }

/** All in one text; where one of them does not parse, half by half. */
async function readBatch(
  texts: readonly string[],
  schema: Schema,
  signal: AbortSignal | undefined,
  known: Map<string, ShapeResult>,
): Promise<void> {
  const [only] = texts
  if (texts.length <= 1) {
    if (only !== undefined) known.set(only, await readOne(only, schema, signal))
    return
  }
  const parsed = await parseTogether(texts, signal)
  if (parsed) {
    for (const [place, sql] of texts.entries()) {
      const one = parsed[place]
      if (one) known.set(sql, { shape: shapeOf(one.statement, schema, one.begin) })
    }
    return
  }
  const middle = texts.length >> 1
  await readBatch(texts.slice(0, middle), schema, signal, known)
  await readBatch(texts.slice(middle), schema, signal, known)
}

/**
 * Undefined where that cannot be done: one does not parse, or is none, or several, or swallows the next
 * one (a comment without an end). Each statement has to lie where its text does. `begin` is in bytes.
 */
async function parseTogether(
  texts: readonly string[],
  signal: AbortSignal | undefined,
): Promise<{ statement: Node; begin: number }[] | undefined> {
  // The line break ends a comment at the end of a text.
  const separator = '\n;\n'
  const statements = await parseSql(texts.join(separator), signal).then(
    (parsed) => parsed.statements,
    (error: unknown) => {
      if (error instanceof Failure && error.code === 'BAD_INPUT') return undefined
      throw error
    },
  )
  if (statements?.length !== texts.length) return undefined
  const found: { statement: Node; begin: number }[] = []
  let begin = 0
  for (const [place, sql] of texts.entries()) {
    const end = begin + Buffer.byteLength(sql)
    const { stmt, stmt_location: at = 0 } = statements[place] ?? {}
    if (!stmt || at < begin || at > end) return undefined
    found.push({ statement: stmt, begin })
    begin = end + separator.length
  }
  return found
}

async function readOne(sql: string, schema: Schema, signal: AbortSignal | undefined): Promise<ShapeResult> {
  try {
    const shape = await shapeOfSql(sql, schema, signal)
    return shape ? { shape } : nothingInIt
  } catch (error) {
    if (error instanceof Failure && error.code === 'BAD_INPUT') return { reason: error.message }
    throw error
  }
}
