/**
 * Might a name match both patterns (as in SCAN MATCH)? Answers true where it cannot tell: a class
 * (`[a-z]`) is taken for any one byte.
 */
export function mayOverlap(one: string, other: string): boolean {
  const left = tokensOf(one)
  const right = tokensOf(other)
  // reachable[at]: what is left of the one, from the place the loop is at, may go with right from `at`.
  let reachable = lastRow(right)
  for (const token of left.toReversed()) reachable = rowBefore(token, right, reachable)
  return reachable[0] === true
}

const ANY_ONE = -1
const ANY_MANY = -2
/** A byte as it is, or one of the two above. */
type Token = number

const encoder = new TextEncoder()

function tokensOf(pattern: string): Token[] {
  // As the server reads it, a class that is not closed ends with the pattern.
  const parts = pattern.match(/\\[^]|\[\^?(?:\\[^]|[^\]\\])*(?:\]|$)|[^]/gu) ?? []
  return parts.flatMap((part) => {
    if (part === '*') return [ANY_MANY]
    if (part === '?' || part.startsWith('[')) return [ANY_ONE]
    return [...encoder.encode(part.length > 1 && part.startsWith('\\') ? part.slice(1) : part)]
  })
}

/** The one has ended: only stars may be left of the other. */
function lastRow(right: readonly Token[]): boolean[] {
  const row = Array.from<boolean>({ length: right.length + 1 }).fill(false)
  row[right.length] = true
  for (let at = right.length - 1; at >= 0 && right[at] === ANY_MANY; at--) row[at] = true
  return row
}

function rowBefore(token: Token, right: readonly Token[], after: readonly boolean[]): boolean[] {
  const row = Array.from<boolean>({ length: right.length + 1 }).fill(false)
  row[right.length] = token === ANY_MANY && after[right.length] === true
  for (let at = right.length - 1; at >= 0; at--) {
    const other = right[at]
    if (token === ANY_MANY || other === ANY_MANY) {
      // Either star takes nothing, or takes what the other has next.
      row[at] =
        (token === ANY_MANY && after[at] === true) ||
        row[at + 1] === true ||
        (other === ANY_MANY && after[at] === true)
    } else {
      row[at] = after[at + 1] === true && (token === other || token === ANY_ONE || other === ANY_ONE)
    }
  }
  return row
}
