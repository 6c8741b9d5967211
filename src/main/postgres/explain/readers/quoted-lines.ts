/**
 * Rows as programs print them, one line of the plan in each: `('Seq Scan …',)` of Python,
 * `{ 'QUERY PLAN': 'Seq Scan …' },` of Node, or just `'Seq Scan …'`.
 */
export function withoutCodeQuotes(given: string[]): string[] {
  const lines = given.length <= 3 ? given.flatMap((line) => line.split(betweenTuples)) : given
  const filled = lines.filter((line) => /[^\s[\]]/.test(line))
  const quoted = filled.filter((line) => row.test(line)).length
  if (quoted < 2 || quoted < filled.length * 0.8) return given
  return lines.map((line) => {
    const [, , mark, content] = row.exec(line) ?? []
    if (content === undefined) return line
    if (mark === "'") return content.replaceAll(String.raw`\'`, "'").replaceAll("''", "'")
    return content.replaceAll(String.raw`\"`, '"')
  })
}

/** Rows printed behind one another. */
const betweenTuples = /(?<=['"],?\)), (?=\(['"])/

/** Double quotes alone are those of CSV. */
const row =
  /^\s*(?:\[\s*)?(?:([({])\s*(?:['"]?QUERY PLAN['"]?\s*:\s*)?(?=["'`])|(?='))(["'`])(.*)\2[\s,]*[)}]?[\s,\]]*$/s
