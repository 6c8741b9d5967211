import { parseDocument } from 'yaml'
import type { Json } from '../raw.ts'

/** Reads what EXPLAIN (FORMAT YAML) printed. Undefined where it is cut or damaged. */
export function readYaml(text: string): Json | undefined {
  try {
    const document = parseDocument(withTuplesOutside(withExactIdentifiers(text)), {
      schema: 'core',
      uniqueKeys: false,
    })
    // The core schema gives nothing but what Json describes.
    return document.errors.length > 0 ? undefined : (document.toJS({ maxAliasCount: 0 }) as Json)
  } catch {
    // The parser descends into each level, so a plan thousands of levels deep ends its stack.
    return undefined
  }
}

/** A query identifier has 64 bits, more than a number of JavaScript holds exactly; it is kept as text. */
function withExactIdentifiers(text: string): string {
  return text.replace(/^([ -]*Query Identifier: )(-?\d+)$/gm, '$1"$2"')
}

/** A MERGE into a partitioned table: the servers write the counts of its rows into the list of its tables. */
function withTuplesOutside(text: string): string {
  if (!/^ *Target Tables:/m.test(text)) return text
  const lines = text.split('\n')
  let column = -1
  return lines
    .map((line) => {
      const start = line.search(/\S/)
      if (/^ *Target Tables:/.test(line)) column = start
      else if (column >= 0 && start <= column) column = -1
      return column >= 0 && start === column + 2 && /^ *Tuples /.test(line) ? line.slice(2) : line
    })
    .join('\n')
}
