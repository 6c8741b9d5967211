import { parseDocument } from 'yaml'
import { Failure } from '#shared/failure.ts'
import type { Json } from '../raw.ts'

/** Reads what EXPLAIN (FORMAT YAML) printed. Throws BAD_INPUT where it is cut or damaged. */
export function readYaml(text: string): Json {
  try {
    const document = parseDocument(withExactIdentifiers(text), { schema: 'core', intAsBigInt: false, uniqueKeys: false })
    const [error] = document.errors
    if (error) throw error
    // The core schema gives nothing but what Json describes.
    return document.toJS({ maxAliasCount: 0 }) as Json
  } catch (cause) {
    // Both of the parser and of the stack: it descends into each level of the plan.
    const reason = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : ''
    throw new Failure('BAD_INPUT', `The YAML of the plan cannot be read: ${reason}`, {
      hint: 'Paste the whole output, or use FORMAT JSON.',
      cause,
    })
  }
}

/** A query identifier has 64 bits, more than a number of JavaScript holds exactly; it is kept as text. */
function withExactIdentifiers(text: string): string {
  return text.replace(/^([ -]*Query Identifier: )(-?\d+)$/gm, '$1"$2"')
}
