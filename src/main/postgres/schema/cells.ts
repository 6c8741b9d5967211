/** Cells of the catalogue: all come as text or null, lists as JSON. */

export function number(cell: string | null | undefined): number {
  return cell === null || cell === undefined ? 0 : Number(cell)
}

export function optionalNumber(cell: string | null | undefined): number | undefined {
  return cell === null || cell === undefined ? undefined : Number(cell)
}

/** A boolean as the server prints it. */
export function yes(cell: string | null | undefined): boolean {
  return cell === 't' || cell === 'true'
}

export function json(cell: string | null | undefined): unknown {
  return cell === null || cell === undefined ? undefined : JSON.parse(cell)
}

/** A JSON list of objects; none where the cell is null. */
export function list(cell: string | null | undefined): Record<string, unknown>[] {
  const value = json(cell)
  return Array.isArray(value) ? value : []
}

/** A JSON list of texts or numbers, as texts; null elements become empty. */
export function textList(cell: string | null | undefined): string[] {
  const value = json(cell)
  return Array.isArray(value) ? value.map(text) : []
}

export function text(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''
}
