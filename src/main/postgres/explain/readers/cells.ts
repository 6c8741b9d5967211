/** A comma and a quote may also stand in a line of a plan. */
const ofPlan = /->|\(cost=|\(actual |\b(?:Scan|Join|Loop|Insert|Update|Delete|Merge) |^\s+\S.*: /

/** The quoted cells of a text of comma-separated values, quotes undone. Linear in the length of the text. */
export function* cellsOf(text: string): Generator<string> {
  const opening = /(?:^|[,;\t])"/gm
  let line = 0
  let lineEnd = endOfLine(text, 0)
  for (let match = opening.exec(text); match !== null; match = opening.exec(text)) {
    while (lineEnd < match.index) {
      line = lineEnd + 1
      lineEnd = endOfLine(text, line)
    }
    if (ofPlan.test(text.slice(line, Math.min(match.index, line + 300)))) continue
    const start = opening.lastIndex
    let end = text.indexOf('"', start)
    while (end !== -1 && text.charAt(end + 1) === '"') end = text.indexOf('"', end + 2)
    if (end === -1) return
    yield text.slice(start, end).replaceAll('""', '"')
    opening.lastIndex = end + 1
  }
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  return end === -1 ? text.length : end
}
