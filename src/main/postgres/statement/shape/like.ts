import type { Conjunct, Operand, Value } from './shape.ts'

type PatternConjunct = Extract<Conjunct, { kind: 'prefix' | 'pattern' }>
/** Without what all conditions have. */
type Bare<T> = T extends unknown ? Omit<T, 'text' | 'location' | 'clause'> : never

/** LIKE and ^@: the beginning of a text, where the pattern has one that is known, else a pattern. */
export function likeConjunct(operand: Operand, operator: string, value: Value): Bare<PatternConjunct> {
  if (value.kind !== 'constant') return { kind: 'prefix', operand, prefix: undefined, value }
  if (operator === '^@') return { kind: 'prefix', operand, prefix: value.text, value }
  const prefix = likePrefix(value.text)
  return prefix === ''
    ? { kind: 'pattern', operand, operator, value }
    : { kind: 'prefix', operand, prefix, value }
}

/** What stands before the first % or _; a backslash takes the next letter as it is. */
function likePrefix(pattern: string): string {
  let prefix = ''
  for (let at = 0; at < pattern.length; at++) {
    const letter = pattern[at]
    if (letter === '%' || letter === '_') break
    if (letter === '\\') at++
    prefix += pattern[at] ?? ''
  }
  return prefix
}
