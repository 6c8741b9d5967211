/** What psql shows before the statement: `shop=# `, `shop-> `, `shop(# `. */
const prompt = /^[^\s=(]{0,80}[=\-'"(*!$^][#>] ?/

/**
 * The statement that stands before a plan: as auto_explain's `Query Text:`, or typed at a prompt with
 * EXPLAIN before it. Undefined where there is none.
 */
export function sqlBefore(lines: readonly string[]): string | undefined {
  const text = lines.findLastIndex((line) => /^\s*Query Text: /.test(line))
  if (text !== -1) {
    return lines
      .slice(text)
      .join('\n')
      .replace(/^\s*Query Text: /, '')
      .trim()
  }
  const from = lines.findLastIndex((line) => /^explain\b/i.test(line.replace(prompt, '').trimStart()))
  if (from === -1) return undefined
  const typed = lines
    .slice(from)
    .map((line) => line.replace(prompt, ''))
    .join('\n')
  const sql = withoutExplain(typed.trim()).replace(/;\s*$/, '').trim()
  return sql === '' ? undefined : sql
}

function withoutExplain(typed: string): string {
  const [options] = /^explain\s*(?:\([^()]*\)|(?:(?:analyze|analyse|verbose)\s+)*)/i.exec(typed) ?? ['']
  return typed.slice(options.length)
}
