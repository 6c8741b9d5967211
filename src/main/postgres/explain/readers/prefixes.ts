/**
 * Takes off what every line of a plan begins with: `> `, `# `, `db_1  | `, a time, the number of the line.
 * Figures in it may differ from line to line. A plan's own lines share nothing but spaces.
 */
export function withoutCommonPrefix(given: string[]): string[] {
  const lines = withoutLineNumbers(given)
  const from = lines.findIndex((line) => ofPlan.test(line))
  if (from === -1) return lines
  const last = lines.findLastIndex((line) => ofPlan.test(line))
  // A plan of one node: what follows are the lines of it.
  const to = last > from ? last : lines.findLastIndex((line) => line.trim() !== '')
  if (to === from) return lines.map((line) => line.replace(/^\s*(?:>|#|--|\/\/)\s/, ''))
  let shape = shapeOf(lines[from] ?? '')
  for (let at = from + 1; at <= to && shape !== ''; at += 1) {
    const line = lines[at] ?? ''
    if (line.trim() !== '') shape = shape.slice(0, sharedLength(shape, shapeOf(line)))
  }
  const prefix = prefixOf(shape, lines.slice(from, to + 1))
  return prefix === undefined ? lines : lines.map((line) => line.replace(prefix, ''))
}

/** Tells a line of a plan from what stands around it. */
const ofPlan = /\(cost=|\(actual |\(never executed\)|->|"?Node Type"?:|"?Plans?"?:/

/** A pattern of what begins like `shape`, undefined where that is a part of the plan itself. */
function prefixOf(shape: string, lines: readonly string[]): RegExp | undefined {
  // Plans that begin alike share the name of a node or the start of their JSON.
  if (/\((?:cost=|actual )|\b(?:Scan|Join|Loop|Aggregate|Append|Result|Limit|Sort)\b/.test(shape))
    return undefined
  let prefix = shape
    .replace(/(?:\[\s*\{|\{\s*"|"\w).*$/s, '')
    // Neither is the arrow before each of the nodes below a root without figures a prefix.
    .replace(/(?:->|→|=>).*$/s, '')
    // Words that begin alike, `Parallel` and `Planning`, are no prefix.
    .replace(/\p{L}+$/u, '')
    // Each line is quoted for itself; others may be indented less.
    .replace(/[\s"']+$/, '')
  // The frame of psql has a right side too.
  if (
    /^\s*[|│║]/u.test(prefix) &&
    lines.filter((line) => /[|│║]\s*$/u.test(line)).length * 2 > lines.length
  ) {
    return undefined
  }
  if (/^\p{N}+$/u.test(prefix)) prefix = ''
  if (prefix === '') return undefined
  const pattern = prefix.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`).replace(/0/g, String.raw`\d+`)
  return new RegExp(`^${pattern}`)
}

/** Each run of digits as one 0; no more than a prefix may have. */
function shapeOf(line: string): string {
  return line.slice(0, 200).replace(/\d+/g, '0')
}

function sharedLength(shape: string, line: string): number {
  let at = 0
  for (; at < shape.length && at < line.length; at += 1) {
    if (line.charCodeAt(at) !== shape.charCodeAt(at)) break
  }
  return at
}

const numbered = /^\s*(?:\[(\d{1,7})\]|(\d{1,7})(?:[:.)]|\s{0,3}[|│])?)(?=\s|$)\t?/u

/** The numbers of lines, from 1 on or not, as editors and `cat -n` show them at the left. */
function withoutLineNumbers(lines: string[]): string[] {
  let next: number | undefined
  let counted = 0
  for (const line of lines) {
    const [, bracketed, bare] = numbered.exec(line) ?? []
    const figure = bracketed ?? bare
    if (figure === undefined) {
      if (line.trim() !== '' && next !== undefined) return lines
      continue
    }
    if (next !== undefined && Number(figure) !== next) return lines
    next = Number(figure) + 1
    counted += 1
  }
  return counted < 2 ? lines : lines.map((line) => line.replace(numbered, ''))
}
