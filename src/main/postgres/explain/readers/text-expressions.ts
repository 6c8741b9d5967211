/** What of an expression is still open at its end. */
export interface Open {
  /** The quote that has not been closed, or ''. */
  quote: '' | "'" | '"'
  /** Brackets that have not been closed. */
  depth: number
}

export const nothingOpen: Open = { quote: '', depth: 0 }

/**
 * Follows quotes and brackets through a piece of an expression, as the server prints it: quotes are
 * doubled inside of quotes, and a backslash escapes nothing but itself.
 */
export function follow(text: string, from: Open): Open {
  let { quote, depth } = from
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (quote !== '') {
      // A doubled quote closes and opens again, which comes to the same.
      if (code === quote.charCodeAt(0)) quote = ''
    } else if (code === 39) quote = "'"
    else if (code === 34) quote = '"'
    else if (code === 40 || code === 91) depth += 1
    else if (code === 41 || code === 93) depth -= 1
  }
  return { quote, depth }
}

/** Splits `a, f(b, c), 'd, e'` at the commas that stand outside of brackets and quotes. */
export function splitList(text: string): string[] {
  const items: string[] = []
  let start = 0
  let quote = 0
  let depth = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (quote !== 0) {
      if (code === quote) quote = 0
    } else if (code === 39 || code === 34) quote = code
    else if (code === 40 || code === 91) depth += 1
    else if (code === 41 || code === 93) depth -= 1
    else if (code === 44 && depth === 0 && text.charCodeAt(at + 1) === 32) {
      items.push(text.slice(start, at))
      start = at + 2
    }
  }
  items.push(text.slice(start))
  return items
}

/** One name, quoted or not, and what comes behind it. */
export function takeName(text: string): { name: string; rest: string } {
  if (text.startsWith('"')) {
    let at = 1
    for (; at < text.length; at += 1) {
      if (text[at] !== '"') continue
      if (text[at + 1] !== '"') break
      at += 1
    }
    return { name: text.slice(1, at).replaceAll('""', '"'), rest: text.slice(at + 1) }
  }
  const end = text.search(/[. ]/)
  return end === -1 ? { name: text, rest: '' } : { name: text.slice(0, end), rest: text.slice(end) }
}
