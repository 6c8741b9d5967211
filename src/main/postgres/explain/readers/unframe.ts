import { withoutCommonPrefix } from './prefixes.ts'
import { hasPsqlFrame, type Unframed, withoutPsqlFrame } from './psql.ts'
import { withoutCodeQuotes } from './quoted-lines.ts'

/**
 * The lines of a plan without what stood around them: marks of Markdown and of quoted mail, quotes of
 * CSV, psql's frame, and whatever else every line begins with.
 */
export function unframe(text: string): Unframed {
  const given = withoutCodeQuotes(withoutFences(text).split('\n'))
  const lines = withoutCsv(hasPsqlFrame(given) ? given : withoutCommonPrefix(given))
  return withoutPsqlFrame(lines)
}

/** Markdown's marks of code, on lines of their own or at the plan's ends. */
function withoutFences(text: string): string {
  return text
    .replace(/^[ \t]*(?:```|~~~)[ \t]*[a-z]*[ \t]*(?:\n|$)/gm, '')
    .replace(/^[ \t]*`{1,3}(?=[^`])/gm, '')
    .replace(/`{1,3}[ \t]*$/gm, '')
}

/** Cells of CSV: a line that begins with a quote ends with the next single one, maybe lines further down. */
function withoutCsv(lines: string[]): string[] {
  if (!lines.some((line) => /^(?:QUERY PLAN,)?"/.test(line))) return lines
  const made: string[] = []
  let neverClosed = false
  for (let at = 0; at < lines.length; at += 1) {
    const line = (lines[at] ?? '').replace(/^QUERY PLAN,/, '')
    const end = line.startsWith('"') ? closingLine(lines, at, line, neverClosed) : at
    if (end === -1) neverClosed = true
    if (!line.startsWith('"') || end === -1) {
      made.push(line)
      continue
    }
    const cell = [line, ...lines.slice(at + 1, end + 1)].join('\n').trimEnd()
    for (const part of cell.slice(1, -1).replaceAll('""', '"').split('\n')) made.push(part)
    at = end
  }
  return made
}

/** The line on which the cell that begins on line `at` is closed, or −1. */
function closingLine(lines: readonly string[], at: number, first: string, onlyHere: boolean): number {
  let count = quotesIn(first)
  if (count % 2 === 0) return first.trimEnd().endsWith('"') ? at : -1
  if (onlyHere) return -1
  for (let next = at + 1; next < lines.length; next += 1) {
    const line = lines[next] ?? ''
    count += quotesIn(line)
    if (count % 2 === 0) return line.trimEnd().endsWith('"') ? next : -1
  }
  return -1
}

function quotesIn(text: string): number {
  return text.split('"').length - 1
}
