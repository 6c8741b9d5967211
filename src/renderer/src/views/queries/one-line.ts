/** How much of a statement fits into a line of a list. */
const longest = 400

/** A statement on one line, cut off where no screen is wide enough. Pure. */
export function oneLine(sql: string): string {
  return sql.slice(0, longest).replaceAll(/\s+/g, ' ').trim()
}
