import type { Column, Schema, Volatility } from '../../schema/schema.ts'
import type { Operand } from '../../statement/shape/shape.ts'

type Expression = Extract<Operand, { kind: 'expression' }>

/**
 * Functions of which some overloads are immutable and others not; by the type of the column they are
 * of (pg_proc of versions 12 to 18). What depends on the session's time zone is stable.
 */
const byColumnType: Record<string, readonly string[]> = {
  date_trunc: ['timestamp', 'date', 'interval'],
  date_part: ['timestamp', 'date', 'interval', 'time'],
  extract: ['timestamp', 'date', 'interval', 'time', 'numeric'],
  date_bin: ['timestamp', 'timestamptz'],
  // AT TIME ZONE with a zone given says by itself which moment is meant.
  timezone: ['timestamp', 'timestamptz'],
}

/** Functions that are immutable only with all their arguments given: to_tsvector('english', …). */
const needsConstantFirst = new Set(['to_tsvector', 'to_tsquery', 'plainto_tsquery'])

/** Casts from or to these depend on settings (DateStyle, TimeZone) unless both are without time zone. */
const dated = new Set(['date', 'timestamp', 'timestamptz', 'time', 'timetz', 'interval'])
const zoneless = new Set(['date', 'timestamp'])

/**
 * Whether an index may hold an expression: all its functions and casts are immutable as far as the
 * schema tells. What is unknown is not.
 */
export function isIndexable(operand: Expression, columns: readonly Column[], schema: Schema): boolean {
  const { text } = operand
  if (text === undefined) return false
  const types = columns.map(({ baseType }) => baseType)
  // timestamptz + interval follows the session's time zone over changes of the clock.
  const isZoned = types.includes('timestamptz')
  if (isZoned && / [-+] /.test(text)) return false
  // text || 5 goes through the output of a type.
  if (text.includes('||') && types.some((type) => !['text', 'varchar', 'jsonb'].includes(type))) return false
  return operand.functions.every((name) =>
    name.startsWith('::') ? isImmutableCast(name.slice(2), types) : isImmutable(name, types, text, schema),
  )
}

function isImmutableCast(to: string, from: readonly string[]): boolean {
  if (to.startsWith('reg')) return false
  const isFromDated = from.some((type) => dated.has(type))
  if (!dated.has(to)) return !isFromDated
  return isFromDated && zoneless.has(to) && from.every((type) => zoneless.has(type))
}

function isImmutable(name: string, types: readonly string[], text: string, schema: Schema): boolean {
  const own = name.slice(name.lastIndexOf('.') + 1)
  const allowed = byColumnType[own]
  if (allowed) return types.every((type) => allowed.includes(type))
  if (needsConstantFirst.has(own)) return new RegExp(`${own}\\('[^']*'(?:::regconfig)?, `).test(text)
  const known: Volatility | undefined = Object.hasOwn(schema.functions, own)
    ? schema.functions[own]
    : undefined
  return known === 'immutable'
}
