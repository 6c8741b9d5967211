import { closeSync, mkdirSync, openSync, renameSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Bytes } from '#shared/units.ts'

/** The workbench's log: what went wrong unexpectedly, for the one who looks into it. */
export interface LogFile {
  path: string
  write: (message: string) => void
  close: () => void
}

const LARGEST: Bytes = 5_000_000

/** Opens `pitwall.log` in the user-data folder; one that has grown large becomes `pitwall.old.log`. */
export function openLogFile(home: string): LogFile {
  mkdirSync(home, { recursive: true, mode: 0o700 })
  const path = join(home, 'pitwall.log')
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > LARGEST) {
    renameSync(path, join(home, 'pitwall.old.log'))
  }
  let file: number | undefined = openSync(path, 'a', 0o600)
  return {
    path,
    write: (message) => {
      // What is still under way at the end may report after the log was closed.
      if (file !== undefined) writeSync(file, `${new Date().toISOString()} ${message}\n`)
    },
    close: () => {
      if (file !== undefined) closeSync(file)
      file = undefined
    },
  }
}
