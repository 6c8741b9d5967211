/** Takes the frames of psql off: every border, line style and format, with wrapped cells joined again. */

const ofRule = new Set(' |+│┌┐└┘├┤┬┴┼║╔╗╚╝╠╣╦╩╬╒╓╕╖╘╙╛╜╞╟╡╢╤╥╧╨╪╫:-─═=')

/** The line under a header, or around a table. */
function isRule(line: string): boolean {
  let dashes = 0
  for (const character of line) {
    if (!ofRule.has(character)) return false
    if (character === '-' || character === '─' || character === '═' || character === '=') dashes += 1
  }
  return dashes >= 3
}

/** `-[ RECORD 1 ]---`, `* Record 1`, in any language. */
const record = /^(?:[-─═┌├╔╠+╒╞]{1,2}\[ [^\]\d]{1,30} \d+ \]|\* \p{L}{1,30} \d+\s*$)/u
const header = /^[\s|│║"^]*(?:l\|)?QUERY PLAN[\s|│║"+↵]*$/
const label = /^[|│║]?\s?QUERY PLAN(?: ?[|│║]|[,\t ]) ?/

export interface Unframed {
  lines: readonly string[]
  /** A line may go on in the next one without a mark that says so: the style is old-ascii. */
  mayBeWrapped: boolean
}

export function hasPsqlFrame(lines: readonly string[]): boolean {
  return lines.some((line) => record.test(line) || header.test(line) || label.test(line))
}

export function withoutPsqlFrame(lines: readonly string[]): Unframed {
  if (!hasPsqlFrame(lines) && !lines.some((line) => isRule(line))) {
    return { lines: withoutMarks(lines.filter((line) => !isFooter(line))), mayBeWrapped: false }
  }
  const isExpanded = lines.some((line) => record.test(line) || (label.test(line) && !header.test(line)))
  return isExpanded ? { lines: withoutExpandedFrame(lines), mayBeWrapped: false } : withoutTable(lines)
}

/** A cell of one line: what stands in it, and whether it goes on in the next line. */
type Cell = { text: string; goesOn: boolean }

function withoutTable(lines: readonly string[]): Unframed {
  const cells: Cell[] = []
  const widths = lines.filter((line) => isRule(line)).map((line) => line.trimEnd().length)
  const width = Math.max(0, ...widths.slice(0, 1))
  const body = withoutRightSide(
    lines.filter((line) => !isRule(line) && !header.test(line) && !isFooter(line)),
  )
  const isBoxed = body.some((line) => /^[|│║].*[|│║]\s*$/u.test(line))
  const isAsciidoc = lines.some((line) => line.startsWith('|===='))
  // With a border every cell has a space before it, or the mark of a wrapped one.
  const hasMargin = isBoxed
    ? body.every((line) => /^[|│║]?(?:[ .…]|$)/u.test(line))
    : width > 0 && body.every((line) => /^[ .…]|^$/u.test(line))
  const fullness = fullLines(body, width)
  // A mark of each line's end may touch its text.
  const isEnded = body.filter((line) => line.endsWith('+')).length > body.length / 2
  let isMarked = false
  let hasFull = false
  let wasWrapped = false
  for (const line of body) {
    let text = line
    if (isBoxed) text = text.replace(/^[|│║]/u, '').replace(/[|│║]\s*$/u, '')
    else if (isAsciidoc) text = text.replace(/^\|/, '').replaceAll('\\|', '|')
    const left = text.charAt(0)
    if (hasMargin) text = text.slice(1)
    const full = isBoxed ? 'maybe' : fullness(line)
    const mark = rightMark(text, isBoxed || isEnded, full)
    if (mark !== 'none') text = text.slice(0, -1)
    if (mark === 'wrapped' || mark === 'line end') isMarked = true
    if (mark === 'maybe') hasFull = true
    else if (mark !== 'wrapped') text = text.trimEnd()
    if (wasWrapped || (hasMargin && isWrapMark(left))) joinTo(cells, text, mark === 'wrapped')
    else cells.push({ text, goesOn: mark === 'wrapped' })
    wasWrapped = mark === 'wrapped'
  }
  const mayBeWrapped = hasFull && !isMarked
  return { lines: cells.map((cell) => (mayBeWrapped ? cell.text : cell.text.trimEnd())), mayBeWrapped }
}

/** DBeaver's grids have a line at their right side only. */
function withoutRightSide(body: string[]): string[] {
  const filled = body.filter((line) => line.trim() !== '')
  const isOpen = filled.length > 0 && filled.every((line) => /^[^|│║].*[|│]\s*$/u.test(line))
  return isOpen ? body.map((line) => line.replace(/\s*[|│]\s*$/u, '')) : body
}

function joinTo(cells: Cell[], text: string, goesOn: boolean): void {
  const last = cells.at(-1)
  if (last) {
    last.text += text
    last.goesOn = goesOn
  } else cells.push({ text, goesOn })
}

function isWrapMark(character: string): boolean {
  return character === '.' || character === '…'
}

/**
 * The mark at a cell's right end: that it was wrapped, or that a line end of its own follows. In the
 * old style the mark of both is a space, as it also is where nothing follows.
 */
function rightMark(
  text: string,
  endsAreMarked: boolean,
  full: Fullness,
): 'wrapped' | 'line end' | 'maybe' | 'none' {
  const last = text.at(-1) ?? ''
  if (last === '…') return 'wrapped'
  if (last === '↵') return 'line end'
  if (last === '+' && (endsAreMarked || / \+$|^\+$|[,{}[\]":>]\+$/.test(text))) return 'line end'
  if (full === 'no') return 'none'
  if (last === '.') return 'wrapped'
  if (last !== ' ') return 'none'
  return full === 'yes' ? 'wrapped' : 'maybe'
}

type Fullness = 'yes' | 'no' | 'maybe'

/**
 * Whether a line reaches to where psql puts its marks. Cells of one line are not filled up with
 * spaces there, so such a line is wrapped; where nearly all lines are full, they are one cell with
 * line ends of its own, and only a line without spaces at its end can be wrapped.
 */
function fullLines(body: readonly string[], width: number): (line: string) => Fullness {
  const isLong = (line: string): boolean => width > 0 && line.length >= width && line.length <= width + 1
  const long = body.filter((line) => isLong(line) && line.endsWith(' ')).length
  const filled = long > body.length * 0.8 ? 'maybe' : 'yes'
  return (line) => (isLong(line) ? filled : 'no')
}

function withoutExpandedFrame(lines: readonly string[]): string[] {
  const cells: Cell[] = []
  let wasWrapped = false
  for (const line of lines) {
    if (record.test(line) || isRule(line) || isFooter(line)) continue
    const isFirst = label.test(line)
    let text = line.replace(label, '')
    let left = ''
    if (!isFirst) {
      const [whole, mark] =
        /^[|│║] {10,12}[|│║:;](.)?/u.exec(line) ??
        /^ {10,12}[|│║:;](.)?/u.exec(line) ??
        /^ {10}([ .…])/u.exec(line) ??
        []
      if (whole === undefined) {
        // Behind the first line, unaligned output has nothing before the text.
        if (line.trim() !== '' || cells.length === 0) cells.push({ text: line.trimEnd(), goesOn: false })
        continue
      }
      text = line.slice(whole.length)
      left = whole.includes(';') ? '.' : (mark ?? '')
    }
    if (/^[|│║].*[|│║]\s*$/u.test(line)) text = text.replace(/[|│║]\s*$/u, '')
    const last = text.at(-1) ?? ''
    const wraps = isWrapMark(last) && /[|│║]/u.test(line) ? true : isWrapMark(last) && text.length > 20
    if (wraps || last === '↵' || / \+$|[,{}[\]":>]\+$/.test(text)) text = text.slice(0, -1)
    if (!wraps) text = text.trimEnd()
    if (!isFirst && (wasWrapped || isWrapMark(left))) joinTo(cells, text, wraps)
    else cells.push({ text, goesOn: wraps })
    wasWrapped = wraps
  }
  return cells.map((cell) => cell.text)
}

/** Lines copied out of a frame, without its rule: only the marks at their ends are left. */
function withoutMarks(lines: readonly string[]): readonly string[] {
  let marked = 0
  for (const line of lines) {
    const last = line.at(-1)
    if (last === '↵' || (last === '+' && /[ ,{}[\]":>]\+$|^\+$/.test(line.slice(-2)))) marked += 1
  }
  return marked * 2 < lines.length
    ? lines
    : lines.map((line) => (/[+↵]$/u.test(line.slice(-1)) ? line.slice(0, -1).trimEnd() : line))
}

/** `(12 rows)` in any language, and what \timing adds. */
function isFooter(line: string): boolean {
  return line.length < 120 && footer.test(line)
}

const footer =
  /^\s*(?:\(\d+ [\p{L}.() ]+\)\s*$|(?:Time|Zeit|Temps|Tiempo|Tempo|Время|Duración|Durée)\s?: [\d.,]+ (?:ms|мс)\b)/u
