/** One figure of a benchmark: a median or a ratio with its unit, ready to print. */
export interface BenchRow {
  name: string
  value: string
}

export interface BenchResult {
  rows: BenchRow[]
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

export function formatTable(rows: readonly BenchRow[]): string {
  const width = Math.max(...rows.map((row) => row.name.length))
  return rows.map((row) => `  ${row.name.padEnd(width)}  ${row.value}`).join('\n')
}
