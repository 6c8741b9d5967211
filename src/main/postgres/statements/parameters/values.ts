import type { ColumnStatistics } from '../../schema/schema.ts'

/** A value for a parameter, as text; `share` of the rows that have it, 0 to 1, where it is known. */
export interface SuggestedValue {
  value: string
  share: number | null
}

/** How a parameter stands to its column, as {@link ParameterUse} tells the operator. */
export interface Comparison {
  operator: string
  /** The other end of the same column is a parameter, too: `a > $1 AND a < $2`. */
  hasOtherEnd: boolean
  /** Of two ends the upper one. */
  isUpper: boolean
  /** The parameter is an array, the column is none: `= ANY ($1)`. */
  isList: boolean
  /** `int8`, `numeric`…: only whole numbers, only numbers can be given. Null where the type is not known. */
  type: string | null
}

const MOST_VALUES = 10
const LIST_LENGTH = 5
/** Longer ones are cut where they are read, so they are no values of the column. */
export const LONGEST_VALUE = 999

/** Values from the statistics of the column, the most useful first; none where they have none that fit. */
export function valuesFrom(statistics: ColumnStatistics, comparison: Comparison): SuggestedValue[] {
  const fits = ({ value }: SuggestedValue): boolean => fitsType(value, comparison)
  const common = statistics.common.map(({ value, share }) => ({ value, share })).filter(fits)
  const bounds = statistics.histogram.map((value) => ({ value, share: null })).filter(fits)
  return shaped(common, bounds, comparison)
}

/** The same from a few values of the table itself. */
export function valuesFromSample(sample: readonly string[], comparison: Comparison): SuggestedValue[] {
  const values = sample
    .map((value) => ({ value, share: null }))
    .filter(({ value }) => fitsType(value, comparison))
  return shaped([], values, comparison)
}

function shaped(
  common: SuggestedValue[],
  bounds: SuggestedValue[],
  comparison: Comparison,
): SuggestedValue[] {
  if (comparison.isList) {
    const elements = (common.length > 0 ? common : spread(bounds)).slice(0, LIST_LENGTH)
    return elements.length === 0 ? [] : [listOf(elements)]
  }
  if (isRange(comparison.operator)) {
    return unique([...ofRange(bounds, comparison), ...common]).slice(0, MOST_VALUES)
  }
  const values = common.length > 0 ? common : spread(bounds)
  const pattern = patterns[comparison.operator]
  if (!pattern) return values.slice(0, MOST_VALUES)
  return unique(values.map(({ value }) => ({ value: pattern(value), share: null }))).slice(0, MOST_VALUES)
}

function isRange(operator: string): boolean {
  return ['<', '<=', '>', '>=', 'BETWEEN'].includes(operator)
}

/** The middle of the values, so that half of the rows are on either side; of two ends the quarters. */
function ofRange(bounds: readonly SuggestedValue[], comparison: Comparison): SuggestedValue[] {
  const at = (share: number): SuggestedValue[] => {
    const bound = bounds[Math.round((bounds.length - 1) * share)]
    return bound ? [bound] : []
  }
  const middle = at(0.5)
  const quarters = comparison.isUpper ? [...at(0.75), ...at(0.9)] : [...at(0.25), ...at(0.1)]
  return comparison.hasOtherEnd ? [...quarters, ...middle] : [...middle, ...at(0.9), ...at(0.1)]
}

/** The middle first, then what is between. */
function spread(bounds: readonly SuggestedValue[]): SuggestedValue[] {
  return unique(
    [0.5, 0.25, 0.75, 0.1, 0.9].flatMap((share) => bounds[Math.round((bounds.length - 1) * share)] ?? []),
  )
}

function unique(values: readonly SuggestedValue[]): SuggestedValue[] {
  return [...new Map(values.map((one) => [one.value, one])).values()]
}

/** As many characters of a value make a pattern that finds it and few others. */
const PREFIX = 3

const likePattern = (value: string): string =>
  `${value.slice(0, PREFIX).replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
const regularExpression = (value: string): string =>
  `^${value.slice(0, PREFIX).replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}`

const patterns: Record<string, (value: string) => string> = {
  LIKE: likePattern,
  '~~': likePattern,
  '~~*': likePattern,
  '~': regularExpression,
  '~*': regularExpression,
}

/** An array in the server's own notation; its share is that of all its elements. */
function listOf(elements: readonly SuggestedValue[]): SuggestedValue {
  const quoted = elements.map(({ value }) => `"${value.replaceAll(/["\\]/g, String.raw`\$&`)}"`)
  const shares = elements.map(({ share }) => share)
  const known = shares.filter((share) => share !== null)
  return {
    value: `{${quoted.join(',')}}`,
    share: known.length === shares.length ? known.reduce((sum, share) => sum + share, 0) : null,
  }
}

const wholeNumbers = new Set(['smallint', 'integer', 'bigint', 'oid'])
const numbers = new Set(['numeric', 'real', 'double precision'])

/** The column's own text may be none of the parameter's type: 12.50 for a bigint. */
function fitsType(value: string, { type, isList }: Comparison): boolean {
  if (value.length > LONGEST_VALUE) return false
  const element = isList ? type?.replace(/\[\]$/, '') : type
  if (element && wholeNumbers.has(element)) return /^-?\d+$/.test(value)
  if (element && numbers.has(element)) return Number.isFinite(Number(value))
  return true
}
