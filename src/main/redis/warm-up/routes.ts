import { keyNameAsText } from '#shared/redis/key-name.ts'

export interface Route {
  /** A glob; `*` is any text, `?` any letter, `[ab]` one of these, `\` takes a letter as it is. */
  pattern: string
  /** `$1` is what the first `*` stood for, URL-encoded. */
  path: string
}

/** Finds the path of a key: that of the first route that matches. Undefined where none does. */
export function compileRoutes(routes: readonly Route[]): (key: string) => string | undefined {
  const compiled = routes.map(({ pattern, path }) => ({ expression: expressionOf(pattern), path }))
  return (key) => {
    const name = keyNameAsText(key)
    for (const { expression, path } of compiled) {
      const match = expression.exec(name)
      if (match) return fill(path, match)
    }
    return undefined
  }
}

function fill(path: string, match: RegExpExecArray): string {
  const filled = path.replaceAll(/\$(\d{1,2})/g, (whole, number: string) => {
    const text = match[Number(number)]
    return text === undefined ? whole : encoded(text)
  })
  return filled.startsWith('/') ? filled : `/${filled}`
}

/** `.` and `..` of a key would lead to another path. */
function encoded(text: string): string {
  return /^\.{1,2}$/.test(text) ? text.replaceAll('.', '%2E') : encodeURIComponent(text.toWellFormed())
}

/** Each `*` as short as the rest allows: `a:*:b:*` splits at the first `:b:`. */
function expressionOf(pattern: string): RegExp {
  let source = ''
  for (let at = 0; at < pattern.length; at += 1) {
    const letter = pattern[at] ?? ''
    if (letter === '*') source += '(.*?)'
    else if (letter === '?') source += '.'
    else if (letter === '\\' && at + 1 < pattern.length) {
      at += 1
      source += literal(pattern[at] ?? '')
    } else if (letter === '[' && pattern.includes(']', at + 2)) {
      const end = pattern.indexOf(']', at + 2)
      const inside = pattern.slice(at + 1, end)
      const letters = inside.replace(/^\^/, '').replaceAll(/[\\\]^]/g, String.raw`\$&`)
      source += `[${inside.startsWith('^') ? '^' : ''}${letters}]`
      at = end
    } else source += literal(letter)
  }
  return new RegExp(`^${source}$`, 's')
}

function literal(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)
}
