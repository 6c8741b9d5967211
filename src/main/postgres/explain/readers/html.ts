import { Parser } from 'htmlparser2'

/** Tags behind which a new line begins. */
const blocks = new Set([
  'tr',
  'td',
  'th',
  'p',
  'div',
  'li',
  'pre',
  'table',
  'caption',
  'h1',
  'h2',
  'h3',
  'blockquote',
])
/** Tags whose text nobody sees. */
const hidden = new Set(['script', 'style', 'head', 'caption'])

/** Marks of a page: a closing tag that no plan has in it. */
export function looksLikeHtml(text: string): boolean {
  return /<\/(?:td|table|pre|code|html|body|div|span|p)>/i.test(text)
}

const MAX_DEPTH = 5000

/** What a browser would show of a page, line by line. */
export function textOfHtml(html: string): string {
  const parts: string[] = []
  let preformatted = 0
  let hiddenDepth = 0
  let afterBreak = false
  let depth = 0
  const parser = new Parser({
    onopentagname(name) {
      depth += 1
      if (depth > MAX_DEPTH) throw new RangeError('too deep')
      if (name === 'br') parts.push('\n')
      else if (blocks.has(name)) parts.push('\n')
      afterBreak = name === 'br'
      if (name === 'pre') preformatted += 1
      if (hidden.has(name)) hiddenDepth += 1
    },
    ontext(data) {
      if (hiddenDepth > 0) return
      let text = data
      if (preformatted === 0) {
        // Between the tags line ends are only there to make the page's source readable.
        if (/^\s*$/.test(text) && text.includes('\n')) return
        if (afterBreak) text = text.replace(/^\n/, '')
      }
      afterBreak = false
      parts.push(text)
    },
    onclosetag(name) {
      depth -= 1
      if (blocks.has(name)) parts.push('\n')
      if (name === 'pre') preformatted -= 1
      if (hidden.has(name)) hiddenDepth -= 1
    },
  })
  try {
    parser.end(html)
  } catch {
    // Tags that are never closed: no page goes so deep, and the parser takes ever longer for them.
    return ''
  }
  return parts.join('').replaceAll('\u00A0', ' ')
}

const entities: Record<string, string> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  rarr: '→',
}

/** Text in which only the characters `<`, `>`, `&`, `"` were escaped, without tags. */
export function withoutEntities(text: string): string {
  return text.replace(
    /&(?:#(\d{1,6})|#[xX]([\dA-Fa-f]{1,5})|(lt|gt|amp|quot|apos|nbsp|rarr));/g,
    (whole, decimal, hex, name) => {
      if (typeof name === 'string') return entities[name] ?? whole
      const code = typeof decimal === 'string' ? Number(decimal) : Number.parseInt(String(hex), 16)
      return code <= 0x10_ff_ff ? String.fromCodePoint(code) : whole
    },
  )
}
