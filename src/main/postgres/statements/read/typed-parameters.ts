import { scanSql, type Token } from '../../statement/parser.ts'
import { type Edit, edited } from '../../statement/rewrite.ts'

/** Types whose literals are written with the type in front: `interval '2 hours'`. */
const literalTypes = new Set(['interval', 'date', 'time', 'timetz', 'timestamp', 'timestamptz'])
/** Between the type and its value: `timestamp with time zone '…'`. */
const zoneWords = new Set(['with', 'without', 'time', 'zone'])

/** Only texts that may need it are looked at more closely. */
const mayNeedIt = /\b(?:interval|date|time(?:tz)?|timestamp(?:tz)?|zone)\s+\$\d/i

/**
 * pg_stat_statements puts `$n` in place of a literal and leaves the type before it: `interval $1`, which
 * is no SQL. Written as a cast, `$1::interval`, the statement can be parsed and planned.
 */
export async function withTypedParameters(text: string): Promise<string> {
  if (!mayNeedIt.test(text)) return text
  const tokens = await scanSql(text)
  const edits = tokens.flatMap((token, at): Edit[] => {
    if (!/^\$\d+$/.test(token.text)) return []
    const type = typeBefore(tokens, at)
    return type ? [{ start: type.start, end: token.end, text: `${token.text}::${type.name}` }] : []
  })
  return edits.length === 0 ? text : edited(text, edits)
}

function typeBefore(tokens: readonly Token[], at: number): { name: string; start: number } | undefined {
  const words: string[] = []
  for (let place = at - 1; place >= 0; place--) {
    const token = tokens[place]
    const word = token?.text.toLowerCase() ?? ''
    const isType = literalTypes.has(word) && (words.length === 0 || words.length === 3)
    if (token && isType) return { name: [word, ...words].join(' '), start: token.start }
    if (!zoneWords.has(word) || words.length === 3) return undefined
    words.unshift(word)
  }
  return undefined
}
