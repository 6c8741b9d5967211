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

/**
 * Opens `pitwall.log` in the user-data folder; one that has grown large becomes `pitwall.old.log`.
 * Never throws: a log that cannot be written, for want of space or permission, is no reason to stop
 * the work. Whether the folder can be used at all is told by who keeps data there.
 */
export function openLogFile(home: string): LogFile {
  const path = join(home, 'pitwall.log')
  let file = tryOpen(home, path)
  return {
    path,
    write: (message) => {
      // What is still under way at the end may report after the log was closed.
      if (file === undefined) return
      try {
        writeSync(file, `${new Date().toISOString()} ${message}\n`)
      } catch {
        // A full disk: this line is lost, later ones may not be.
      }
    },
    close: () => {
      if (file !== undefined) closeSync(file)
      file = undefined
    },
  }
}

function tryOpen(home: string, path: string): number | undefined {
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 })
    if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > LARGEST) {
      renameSync(path, join(home, 'pitwall.old.log'))
    }
    return openSync(path, 'a', 0o600)
  } catch {
    return undefined
  }
}
