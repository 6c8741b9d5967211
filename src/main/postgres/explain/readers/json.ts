import type { Json } from '../raw.ts'

/** What was found where JSON was looked for. */
export type JsonDocument =
  | { kind: 'value'; value: Json; start: number }
  /** It begins as JSON and the text ends before it does. */
  | { kind: 'cut'; start: number }
  /** Brackets that match, with something between them that is no JSON. */
  | { kind: 'broken'; start: number; end: number; reason: string }

/**
 * Every JSON document of a text that also holds other things, in order. A document begins with a
 * bracket. `mayBeWrapped` says that lines were wrapped without a mark, so that line ends inside strings
 * mean nothing. Linear in the length of the text.
 */
export function* jsonDocuments(text: string, mayBeWrapped: boolean): Generator<JsonDocument> {
  const opening = /[[{](?=\s*["[{\]}])/g
  for (let match = opening.exec(text); match !== null; match = opening.exec(text)) {
    const start = match.index
    // `x[…]` and `f()[…]` are of a statement, `"[` is inside of a string.
    if (/[\w"\\)\]]/.test(text.charAt(start - 1))) continue
    const end = extentOf(text, start)
    if (end === -1) {
      yield { kind: 'cut', start }
      return
    }
    yield documentAt(text, start, end, mayBeWrapped)
    opening.lastIndex = end
  }
}

function documentAt(text: string, start: number, end: number, mayBeWrapped: boolean): JsonDocument {
  const document = text.slice(start, end)
  try {
    return { kind: 'value', value: parse(document), start }
  } catch {
    try {
      return { kind: 'value', value: parse(repaired(withTuplesOutside(document), mayBeWrapped)), start }
    } catch (error) {
      return {
        kind: 'broken',
        start,
        end,
        reason: `its JSON says ${error instanceof Error ? error.message : String(error)}`,
      }
    }
  }
}

/** Parses JSON as it stands. Throws SyntaxError. */
export function parse(text: string): Json {
  // JSON.parse gives what Json describes, and does not recurse.
  const value = JSON.parse(text) as Json
  return text.includes('"Query Identifier"') ? withExactIdentifiers(value, text) : value
}

/** Where the value that opens at `start` ends, or −1. Strings may hold line ends. */
function extentOf(text: string, start: number): number {
  let depth = 0
  let inString = false
  for (let at = start; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (inString) {
      if (code === 92) at += 1
      else if (code === 34) inString = false
    } else if (code === 34) inString = true
    else if (code === 123 || code === 91) depth += 1
    else if (code === 125 || code === 93) {
      depth -= 1
      if (depth === 0) return at + 1
    }
  }
  return -1
}

/**
 * A MERGE into a partitioned table: every server from 15 on writes the counts of its rows into the array
 * of its tables, where no keys may stand.
 */
function withTuplesOutside(document: string): string {
  return document.replace(
    /,(\s*"Tuples \w+":\s*[\d.]+(?:,\s*"Tuples \w+":\s*[\d.]+){0,9})\s*\]/g,
    (_, tuples: string) => `],${tuples}`,
  )
}

/** Control characters inside strings become escapes; commas before a closing bracket go. */
function repaired(document: string, mayBeWrapped: boolean): string {
  const parts: string[] = []
  let kept = 0
  let inString = false
  let comma = -1
  for (let at = 0; at < document.length; at += 1) {
    const code = document.charCodeAt(at)
    if (inString) {
      if (code === 92) at += 1
      else if (code === 34) inString = false
      else if (code < 32) {
        const escape = mayBeWrapped && code === 10 ? '' : JSON.stringify(document[at]).slice(1, -1)
        parts.push(document.slice(kept, at), escape)
        kept = at + 1
      }
      continue
    }
    if (code === 34) inString = true
    if ((code === 125 || code === 93) && comma !== -1) {
      parts.push(document.slice(kept, comma))
      kept = comma + 1
    }
    if (code === 44) comma = at
    else if (code > 32) comma = -1
  }
  parts.push(document.slice(kept))
  return parts.join('')
}

/**
 * A query identifier has 64 bits, more than a number of JavaScript holds exactly; it is kept as text.
 */
function withExactIdentifiers(value: Json, text: string): Json {
  const identifiers = [...text.matchAll(/"Query Identifier"\s*:\s*(-?\d+)/g)].map((match) => match[1] ?? '')
  const documents = Array.isArray(value) ? value : [value]
  const holders = documents.filter(
    (document) =>
      typeof document === 'object' &&
      document !== null &&
      !Array.isArray(document) &&
      typeof document['Query Identifier'] === 'number',
  )
  if (holders.length !== identifiers.length) return value
  for (const [index, holder] of holders.entries()) {
    if (typeof holder === 'object' && holder !== null && !Array.isArray(holder)) {
      holder['Query Identifier'] = identifiers[index] ?? null
    }
  }
  return value
}
