import type { Runnable } from '#shared/contract/finding.ts'
import { parseSql } from '../statement/parser.ts'

/** The statements of a text, `;` between them. Throws BAD_INPUT for what is no SQL. */
export async function readRunnables(text: string, signal?: AbortSignal): Promise<Runnable[]> {
  const { statements } = await parseSql(text, signal)
  const bytes = Buffer.from(text)
  return statements.map(({ stmt_location: from = 0, stmt_len: length }) => ({
    sql: bytes
      .subarray(from, length === undefined ? undefined : from + length)
      .toString()
      .trim(),
  }))
}
