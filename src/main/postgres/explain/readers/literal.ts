import type { Json } from '../raw.ts'
import { jsonDocuments } from './json.ts'

/**
 * The values of a text as Python or Node print them: names and texts in single quotes, `True`, `None`.
 * Linear in the length of the text.
 */
export function literalsOf(text: string): Json[] {
  const values: Json[] = []
  for (const document of jsonDocuments(asJson(text), false)) {
    if (document.kind === 'value') values.push(document.value)
  }
  return values
}

const words: Record<string, string> = { True: 'true', False: 'false', None: 'null', undefined: 'null' }

const part = /'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|\b(True|False|None|undefined)\b/gs

function asJson(text: string): string {
  return text.replace(part, (_, single?: string, double?: string, word?: string) => {
    if (word !== undefined) return words[word] ?? 'null'
    return JSON.stringify(
      (single ?? double ?? '').replace(/\\(.)/gs, (_all, mark: string) => escapes[mark] ?? mark),
    )
  })
}

const escapes: Record<string, string> = { n: '\n', r: '\r', t: '\t' }
