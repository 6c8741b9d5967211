import { execFile } from 'node:child_process'
import type { Milliseconds } from '#shared/units.ts'

const PATIENCE_MS: Milliseconds = 10_000
const MOST_OUTPUT = 32_000_000

/** What a program of the system writes; empty where it is not there or fails, as when it finds nothing. */
export async function outputOf(program: string, args: readonly string[]): Promise<string> {
  return await new Promise((resolve) => {
    execFile(
      program,
      [...args],
      { timeout: PATIENCE_MS, maxBuffer: MOST_OUTPUT, windowsHide: true },
      // A status other than 0 with an output is lsof's way to say that some were not found.
      (_error, output) => resolve(output),
    )
  })
}
