/** The lines of a text of any size, as offsets: what the raw view draws a window of. */

/** Beyond these the rest is not shown; it can be copied and saved. */
export const shownCharacters = 5_000_000
/** A row of the list is 18 px high, and browsers give up above about 16 million. */
export const shownLines = 400_000
/** JSON may come as one line of megabytes; such a line is broken for showing. */
export const longestLine = 1_000

export interface RawLines {
  /** Offsets where lines begin, and one more where the last ends. */
  starts: Uint32Array
  count: number
  /** How far the text is shown, in characters. */
  shown: number
}

export function rawLinesOf(text: string): RawLines {
  const limit = Math.min(text.length, shownCharacters)
  const starts: number[] = [0]
  let begin = 0
  while (begin < limit && starts.length <= shownLines) {
    const newline = text.indexOf('\n', begin)
    const end = newline === -1 || newline >= limit ? limit : newline + 1
    begin = end - begin > longestLine ? begin + longestLine : end
    starts.push(begin)
  }
  return { starts: Uint32Array.from(starts), count: starts.length - 1, shown: begin }
}

/** A line without its line break. */
export function lineText(text: string, lines: RawLines, line: number): string {
  return text.slice(lines.starts[line], lines.starts[line + 1]).replace(/\r?\n$/, '')
}

/** The line that holds a character. */
export function lineOf(lines: RawLines, offset: number): number {
  let low = 0
  let high = lines.count - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((lines.starts[middle] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return low
}

/** More places than anyone steps through, and few enough to find at each key press. */
export const mostMatches = 10_000

/** Offsets at which `query` stands in the shown part of the text, whatever its case. */
export function findInRaw(text: string, lines: RawLines, query: string): number[] {
  const found: number[] = []
  if (query === '') return found
  const pattern = new RegExp(query.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'), 'gi')
  const shown = text.slice(0, lines.shown)
  for (let match = pattern.exec(shown); match !== null; match = pattern.exec(shown)) {
    found.push(match.index)
    if (found.length === mostMatches) break
  }
  return found
}
