import { hasPsqlFrame, type Unframed, withoutPsqlFrame } from './psql.ts'

/**
 * The lines of a plan without what stood around them: marks of Markdown and of quoted mail, quotes of
 * CSV, psql's frame, and whatever else every line begins with.
 */
export function unframe(text: string): Unframed {
  const given = text.split('\n').filter((line) => !/^\s*(?:```|~~~)/.test(line))
  const lines = withoutCsv(hasPsqlFrame(given) ? given : withoutCommonPrefix(given))
  return withoutPsqlFrame(lines)
}

/** Tells a line of a plan from what stands around it. */
const ofPlan = /\(cost=|\(actual |\(never executed\)|->|"?Node Type"?:|"?Plans?"?:/

/**
 * Takes off what every line of the plan begins with: `> `, `# `, `db_1  | `, a time. Figures in it may
 * differ from line to line. A plan's own lines share nothing but spaces.
 */
function withoutCommonPrefix(lines: string[]): string[] {
  const from = lines.findIndex((line) => ofPlan.test(line))
  if (from === -1) return lines
  const last = lines.findLastIndex((line) => ofPlan.test(line))
  // A plan of one node: what follows are the lines of it.
  const to = last > from ? last : lines.findLastIndex((line) => line.trim() !== '')
  if (to === from) return lines.map((line) => line.replace(/^\s*(?:>|#|--|\/\/)\s/, ''))
  let shape = shapeOf(lines[from] ?? '')
  for (let at = from + 1; at <= to && shape !== ''; at += 1) {
    const line = lines[at] ?? ''
    if (line.trim() !== '') shape = shape.slice(0, sharedLength(shape, line))
  }
  // Words that begin alike, `Parallel` and `Planning`, are no prefix.
  shape = shape.replace(/[\p{L}\p{N}]+$/u, '')
  // The frame of psql is no prefix: it has a right side too.
  if (/^\s*$/.test(shape) || /^[|│║]/u.test(shape)) return lines
  return lines.map((line) => (sharedLength(shape, line) === shape.length ? line.slice(shape.length) : line))
}

/** All digits alike; no more than a prefix may have. */
function shapeOf(line: string): string {
  return line.slice(0, 200).replace(/\d/g, '0')
}

function sharedLength(shape: string, line: string): number {
  let at = 0
  for (; at < shape.length && at < line.length; at += 1) {
    const code = line.charCodeAt(at)
    if ((code >= 48 && code <= 57 ? 48 : code) !== shape.charCodeAt(at)) break
  }
  return at
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
