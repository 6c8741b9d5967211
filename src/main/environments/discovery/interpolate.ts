/** How a name gets its value; undefined when it has none. */
export type Lookup = (name: string) => string | undefined

export interface Interpolated {
  text: string
  /** Names that have no value and no default; in the text they are empty. */
  missing: string[]
}

/**
 * Fills in `${NAME}`, `${NAME:-default}`, `${NAME-default}`, `${NAME:?message}`, `${NAME:+other}`,
 * `$NAME` and `$$`, as compose does; defaults may hold names themselves.
 * (https://docs.docker.com/reference/compose-file/interpolation/)
 */
export function interpolate(text: string, lookup: Lookup, depth = 0): Interpolated {
  const missing: string[] = []
  let filled = ''
  let at = 0
  while (at < text.length) {
    const dollar = text.indexOf('$', at)
    if (dollar === -1) break
    filled += text.slice(at, dollar)
    const reference = readReference(text, dollar)
    if (reference === undefined) {
      filled += '$'
      // `$$` is one dollar.
      at = dollar + (text.charAt(dollar + 1) === '$' ? 2 : 1)
      continue
    }
    const value = valueOf(reference, lookup, depth)
    filled += value.text
    missing.push(...value.missing)
    at = reference.end
  }
  return { text: filled + text.slice(at), missing }
}

interface Reference {
  name: string
  operator: string
  operand: string
  end: number
}

/** Deeper than anybody nests defaults. */
const deepest = 10

function valueOf({ name, operator, operand }: Reference, lookup: Lookup, depth: number): Interpolated {
  const value = lookup(name)
  const isSet = operator.startsWith(':') ? Boolean(value) : value !== undefined
  const isDefault = operator.endsWith('-')
  if (operator.endsWith('+') ? isSet : isDefault && !isSet) {
    return depth >= deepest ? { text: '', missing: [name] } : interpolate(operand, lookup, depth + 1)
  }
  if (operator.endsWith('+')) return { text: '', missing: [] }
  return value === undefined ? { text: '', missing: [name] } : { text: value, missing: [] }
}

const namePattern = /[A-Za-z_][A-Za-z0-9_]*/y

function readReference(text: string, dollar: number): Reference | undefined {
  const isBraced = text.charAt(dollar + 1) === '{'
  namePattern.lastIndex = dollar + (isBraced ? 2 : 1)
  const name = namePattern.exec(text)?.[0]
  if (name === undefined) return undefined
  const afterName = namePattern.lastIndex
  if (!isBraced) return { name, operator: '', operand: '', end: afterName }
  const close = closingBrace(text, afterName)
  if (close === -1) return undefined
  const rest = text.slice(afterName, close)
  const operator = /^:?[-?+]/.exec(rest)?.[0] ?? ''
  if (operator === '' && rest !== '') return undefined
  return { name, operator, operand: rest.slice(operator.length), end: close + 1 }
}

function closingBrace(text: string, from: number): number {
  let open = 1
  for (let at = from; at < text.length; at++) {
    if (text.startsWith('${', at)) open++
    else if (text.charAt(at) === '}' && --open === 0) return at
  }
  return -1
}
