import type { ParameterSuggestion } from '#shared/contract/statements.ts'
import type { PostgresTarget, Timeouts } from '../../postgres-target.ts'
import { findColumn } from '../../schema/find.ts'
import { readSchema } from '../../schema/read-schema.ts'
import type { Column, Schema, Table } from '../../schema/schema.ts'
import { type Session, withSession } from '../../session/session.ts'
import type { Operand, ParameterUse, StatementShape } from '../../statement/shape/shape.ts'
import { shapeOfSql } from '../../statement/shape/shape-of.ts'
import { readStatement } from '../../statement/statement.ts'
import { quoteIdentifier } from '../../explain/account/quote-identifier.ts'
import { sampleValues } from './sample.ts'
import { typesOf } from './types.ts'
import { type Comparison, type SuggestedValue, valuesFrom } from './values.ts'

/**
 * Values for the parameters of a statement, in the order of their numbers: of each the column that it is
 * compared with or assigned to, its type as the server sees it, and values from the column's statistics
 * or, where there are none, from the table itself. Nothing of the statement is run.
 *
 * Throws BAD_INPUT for a text that is not one statement, else as every session does.
 */
export async function suggestParameters(
  target: PostgresTarget,
  sql: string,
  timeouts: Timeouts,
  signal?: AbortSignal,
): Promise<ParameterSuggestion[]> {
  const { text, check, contents } = await readStatement(sql, signal)
  if (check.parameters === 0) return []
  return await withSession(target, timeouts, signal, async (session) => {
    const types = await typesOf(session, text, signal)
    const tables = contents.relations.map(({ name }) => name)
    const schema = await readSchema(session, { tables })
    const shape = await shapeOfSql(text, schema, signal)
    const suggestions: ParameterSuggestion[] = []
    for (let number = 1; number <= check.parameters; number++) {
      const uses = shape?.parameters.filter((use) => use.number === number) ?? []
      const use = uses.toSorted((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind))[0]
      const type = types?.[number - 1] ?? use?.cast ?? null
      suggestions.push({
        number,
        ...(await suggest({ session, schema, shape, type, signal }, number, use)),
      })
    }
    return suggestions
  })
}

/** What tells most about a parameter that is used several times. */
const kinds: readonly ParameterUse['kind'][] = [
  'compared',
  'assigned',
  'limit',
  'offset',
  'expression',
  'other',
]

interface Circumstances {
  session: Session
  schema: Schema
  shape: StatementShape | undefined
  type: string | null
  signal: AbortSignal | undefined
}

type Suggestion = Omit<ParameterSuggestion, 'number'>

async function suggest(
  circumstances: Circumstances,
  number: number,
  use: ParameterUse | undefined,
): Promise<Suggestion> {
  const { type, shape } = circumstances
  switch (use?.kind) {
    case 'compared':
    case 'assigned':
      return await fromColumn(circumstances, use)
    case 'limit':
      return {
        column: null,
        type,
        values: [{ value: '10', share: null }],
        note: 'How many rows LIMIT lets through.',
      }
    case 'offset':
      return {
        column: null,
        type,
        values: [{ value: '0', share: null }],
        note: 'How many rows OFFSET passes over.',
      }
    case 'expression':
      return await fromExpression(circumstances, use, shape && expressionOf(shape, number))
    case 'other':
    case undefined:
      return {
        column: null,
        type,
        values: type === 'boolean' ? booleans : [],
        note: `It is compared with no column${type === null ? ', and the server cannot tell its type' : ''}: think of a value${type === null ? ' and write its type in the statement, as in $1::int' : ''}.`,
      }
  }
}

const booleans: SuggestedValue[] = [
  { value: 'true', share: null },
  { value: 'false', share: null },
]

async function fromColumn(
  circumstances: Circumstances,
  use: Extract<ParameterUse, { kind: 'compared' | 'assigned' }>,
): Promise<Suggestion> {
  const { table } = use.table
  const name = `${use.table.name}.${use.column}`
  const column = table && findColumn(table, use.column)
  const type = circumstances.type ?? column?.type ?? null
  if (!table || !column) {
    return { column: name, type, values: [], note: `The role cannot see ${use.table.name}, or it is gone.` }
  }
  const comparison = comparisonOf(circumstances, use, column)
  const found =
    column.statistics && takesItsValues(type, column) ? valuesFrom(column.statistics, comparison) : []
  if (found.length > 0) return { column: name, type, values: found }
  const element = column.type.endsWith('[]') && type !== null && !type.endsWith('[]')
  const expression = element ? `(${quoteIdentifier(column.name)})[1]` : quoteIdentifier(column.name)
  const { values, note } = await sampleValues(circumstances, table, expression, comparison)
  return { column: name, type, values, ...(note === undefined ? {} : { note }) }
}

/** An array column's common values are whole arrays, jsonb's whole documents: of no use to `?` or `= ANY (column)`. */
function takesItsValues(type: string | null, column: Column): boolean {
  return type === null || type.endsWith('[]') || !column.type.endsWith('[]')
}

function comparisonOf(
  { shape, type }: Circumstances,
  use: Extract<ParameterUse, { kind: 'compared' | 'assigned' }>,
  column: Column,
): Comparison {
  const operator = use.kind === 'compared' ? use.operator : '='
  const others =
    shape?.parameters.filter(
      (other) =>
        other.kind === 'compared' &&
        other.number !== use.number &&
        other.column === use.column &&
        other.table.table === use.table.table,
    ) ?? []
  const ends = others.filter((other) => 'operator' in other && isOtherEnd(operator, other.operator))
  return {
    operator,
    hasOtherEnd: ends.length > 0,
    isUpper:
      operator === 'BETWEEN' ? ends.some((other) => other.number < use.number) : operator.startsWith('<'),
    isList: type?.endsWith('[]') === true && !column.type.endsWith('[]'),
    type,
  }
}

function isOtherEnd(operator: string, other: string): boolean {
  if (operator === 'BETWEEN') return other === 'BETWEEN'
  return (
    (operator.startsWith('<') && other.startsWith('>')) || (operator.startsWith('>') && other.startsWith('<'))
  )
}

/** `lower(email) = $1`: what the expression is for some rows. */
async function fromExpression(
  circumstances: Circumstances,
  use: Extract<ParameterUse, { kind: 'expression' }>,
  operand: Expression | undefined,
): Promise<Suggestion> {
  const { type, schema } = circumstances
  const isHarmless = operand?.functions.every((name) => {
    const volatility = schema.functions[name] ?? 'volatile'
    return volatility !== 'volatile'
  })
  if (!operand?.text || !operand.table || isHarmless !== true) {
    return {
      column: null,
      type,
      values: [],
      note: `It is compared with ${use.text}, of which no values are known.`,
    }
  }
  const comparison = { operator: use.operator, hasOtherEnd: false, isUpper: false, isList: false, type }
  const { values, note } = await sampleValues(circumstances, operand.table, operand.text, comparison)
  return {
    column: null,
    type,
    values,
    note: note ?? `It is compared with ${use.text}; the values are of some rows.`,
  }
}

type Expression = Extract<Operand, { kind: 'expression' }> & { table: Table | undefined }

/** What the parameter is compared with, where that is an expression over one table. */
function expressionOf({ blocks }: StatementShape, number: number): Expression | undefined {
  for (const { conjuncts } of blocks) {
    for (const conjunct of conjuncts) {
      if (!('operand' in conjunct) || !('value' in conjunct) || conjunct.operand.kind !== 'expression')
        continue
      if (conjunct.value.kind !== 'parameter' || conjunct.value.number !== number) continue
      const { operand } = conjunct
      const table = blocks[operand.block]?.sources[operand.source]?.name?.table
      return { ...operand, table }
    }
  }
  return undefined
}
