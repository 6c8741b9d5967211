/**
 * The statements of a file, at each `;` that is not inside quotes, dollar quotes or a comment. Lines of
 * psql's own commands (`\timing on`) are left out. Unlike the server's parser, which takes a file only
 * as a whole, this keeps the other statements when one is wrong.
 */
export function splitSql(text: string): string[] {
  const sql = text.replaceAll(/^[ \t]*\\.*$/gm, '')
  const statements: string[] = []
  let start = 0
  const end = (at: number): void => {
    const statement = sql.slice(start, at).trim()
    // Comments alone are no statement.
    if (statement.replaceAll(/--.*$|\/\*[\s\S]*?\*\//gm, '').trim() !== '') statements.push(statement)
    start = at + 1
  }
  for (let at = 0; at < sql.length; at++) {
    if (sql[at] === ';') end(at)
    else at = endOfToken(sql, at)
  }
  end(sql.length)
  return statements
}

/** The last character of the quoted text or comment that begins at a place; the place itself elsewhere. */
function endOfToken(sql: string, at: number): number {
  const two = sql.slice(at, at + 2)
  if (two === '--') return before(sql.indexOf('\n', at), sql)
  if (two === '/*') return endOfComment(sql, at)
  if (sql[at] === '"') return before(sql.indexOf('"', at + 1), sql)
  if (sql[at] === "'") return endOfString(sql, at)
  const tag = sql[at] === '$' ? /^\$(?:[A-Za-z_]\w*)?\$/.exec(sql.slice(at, at + 66))?.[0] : undefined
  if (tag === undefined || /\w/.test(sql[at - 1] ?? '')) return at
  const close = sql.indexOf(tag, at + tag.length)
  return close < 0 ? sql.length : close + tag.length - 1
}

function before(found: number, sql: string): number {
  return found < 0 ? sql.length : found
}

/** Comments of Postgres nest. */
function endOfComment(sql: string, from: number): number {
  let depth = 0
  for (let at = from; at < sql.length; at++) {
    const two = sql.slice(at, at + 2)
    if (two !== '/*' && two !== '*/') continue
    depth += two === '/*' ? 1 : -1
    at++
    if (depth === 0) return at
  }
  return sql.length
}

/** In `E'…'` a backslash takes the next character along. */
function endOfString(sql: string, from: number): number {
  const escapes = /(?:^|\W)[eE]$/.test(sql.slice(Math.max(0, from - 2), from))
  for (let at = from + 1; at < sql.length; at++) {
    if (escapes && sql[at] === '\\') at++
    else if (sql[at] === "'") return at
  }
  return sql.length
}
