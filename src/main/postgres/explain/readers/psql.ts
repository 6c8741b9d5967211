/** Takes the frames of psql off: every border, line style and format, with wrapped cells joined again. */

/** The line under a header, or around a table. */
const rule = /^[\s|+│┌┐└┘├┤┬┴┼║╔╗╚╝╠╣╦╩╬╒╓╕╖╘╙╛╜╞╟╡╢╤╥╧╨╪╫:-]*[-─═=]{3,}[-─═=+|│┌┐└┘├┤┬┴┼║╔╗╚╝╠╣╦╩╬╒╓╕╖╘╙╛╜╞╟╡╢╤╥╧╨╪╫:\s]*$/u
/** `-[ RECORD 1 ]---`, `* Record 1`, in any language. */
const record = /^(?:[-─═┌├╔╠+╒╞]{1,2}\[ [^\]\d]+ \d+ \].*|\* \p{L}+ \d+\s*)$/u
const header = /^[\s|│║"^]*(?:l\|)?QUERY PLAN[\s|│║"+↵]*$/
const label = /^[|│║]?\s?QUERY PLAN(?: ?[|│║]|[,\t ]) ?/

export function withoutPsqlFrame(lines: readonly string[]): string[] {
  const at = lines.findIndex((line) => rule.test(line) || record.test(line) || header.test(line) || label.test(line))
  if (at === -1) return withoutMarks(lines)
  const isExpanded = lines.some((line) => record.test(line)) || lines.some((line) => label.test(line) && !header.test(line))
  return isExpanded ? withoutExpandedFrame(lines) : withoutTable(lines)
}

/** A cell of one line: what stands in it, and how it goes on. */
type Cell = { text: string; goesOn: boolean }

function withoutTable(lines: readonly string[]): string[] {
  const cells: Cell[] = []
  const widths = lines.filter((line) => rule.test(line)).map((line) => line.trimEnd().length)
  const width = Math.max(0, ...widths)
  const body = lines.filter((line) => !rule.test(line) && !header.test(line) && !footer.test(line))
  const isBoxed = body.some((line) => /^[|│║].*[|│║]\s*$/u.test(line))
  const isAsciidoc = lines.some((line) => line.startsWith('|===='))
  // With border 1 every cell has a space before it, or the mark of a wrapped one.
  const hasMargin = width > 0 && !isBoxed && body.every((line) => /^[ .…]|^$/u.test(line))
  const isFull = fullLines(body, width)
  let wasWrapped = false
  for (const line of body) {
    let text = line
    if (isBoxed) text = text.replace(/^[|│║]/u, '').replace(/[|│║]\s*$/u, '')
    else if (isAsciidoc) text = text.replace(/^\|/, '').replaceAll('\\|', '|')
    const left = text.charAt(0)
    if (isBoxed || hasMargin) text = text.slice(1)
    const right = rightMark(text, { isBoxed, isFull: isFull(line) })
    text = right === undefined ? text : text.slice(0, -1)
    if (!right?.wraps) text = text.trimEnd()
    const goesOn = right?.wraps === true
    if (wasWrapped || ((isBoxed || hasMargin) && isWrapMark(left))) joinTo(cells, text, goesOn)
    else cells.push({ text, goesOn })
    wasWrapped = goesOn
  }
  return cells.map((cell) => cell.text)
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
 * old style the mark of both is a space.
 */
function rightMark(text: string, frame: { isBoxed: boolean; isFull: 'mark' | 'no' | 'maybe' }): { wraps: boolean } | undefined {
  const last = text.at(-1) ?? ''
  if (last === '…' || last === '↵') return { wraps: last === '…' }
  if (frame.isBoxed) {
    if (last === '.') return { wraps: true }
    return last === '+' ? { wraps: false } : undefined
  }
  if (last === '+' && / \+$|^\+$|[,{}[\]":>]\+$/.test(text)) return { wraps: false }
  if (frame.isFull === 'no') return undefined
  if (last === '.') return { wraps: true }
  if (last !== ' ') return undefined
  return { wraps: frame.isFull === 'mark' || text.at(-2) !== ' ' }
}

/**
 * Whether a line reaches to where psql puts its marks. Cells of one line are not filled up with
 * spaces there, so such a line is wrapped; where nearly all lines are full, they are one cell with
 * line ends of its own, and only a line without spaces at its end can be wrapped.
 */
function fullLines(body: readonly string[], width: number): (line: string) => 'mark' | 'no' | 'maybe' {
  const isLong = (line: string): boolean => width > 0 && line.length >= width && line.length <= width + 1
  const long = body.filter((line) => isLong(line) && line.endsWith(' ')).length
  const filled = long > body.length * 0.8 ? 'maybe' : 'mark'
  return (line) => (isLong(line) ? filled : 'no')
}

function withoutExpandedFrame(lines: readonly string[]): string[] {
  const cells: Cell[] = []
  let wasWrapped = false
  for (const line of lines) {
    if (record.test(line) || rule.test(line) || footer.test(line)) continue
    const isFirst = label.test(line)
    let text = line.replace(label, '')
    let left = ''
    if (!isFirst) {
      const [whole, mark] =
        /^[|│║] {10,12}[|│║:;](.)?/u.exec(line) ?? /^ {10,12}[|│║:;](.)?/u.exec(line) ?? /^ {10}([ .…])/u.exec(line) ?? []
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
function withoutMarks(lines: readonly string[]): string[] {
  const marked = lines.filter((line) => / \+\s*$|↵\s*$|[,{[]\+\s*$/u.test(line)).length
  if (marked * 2 < lines.length) return lines.map((line) => line.replace(/\s*↵\s*$/u, ''))
  return lines.map((line) => line.replace(/\s*[+↵]\s*$/u, ''))
}

/** `(12 rows)` in any language, and what \timing adds. */
const footer = /^\s*(?:\(\d+ [\p{L}.() ]+\)\s*$|(?:Time|Zeit|Temps|Tiempo|Tempo|Время|Duración|Durée)\s?: [\d.,]+ (?:ms|мс)\b)/u
