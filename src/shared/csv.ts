/** Comma-separated values by RFC 4180. Pure. */

/** A head and rows as a file's text; absent values are empty. */
export function csvOfRows(
  head: readonly string[],
  rows: Iterable<readonly (string | number | null | undefined)[]>,
): string {
  const lines = [head.map(quoted).join(',')]
  for (const row of rows) lines.push(row.map(cell).join(','))
  return `${lines.join('\r\n')}\r\n`
}

/** A figure without the last digits, which sums of fractions leave behind. */
export function figure(value: number): number {
  return Number(value.toPrecision(12))
}

/** A text as a cell, in quotes where it needs them. */
export function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function cell(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'number' ? String(figure(value)) : quoted(value)
}
