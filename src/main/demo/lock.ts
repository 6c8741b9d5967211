import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** SQLITE_BUSY: another connection holds the lock. */
const BUSY = 5

/**
 * Takes the demo's folder for this workbench; `undefined` where another one has it. Gives back what
 * releases it. It is SQLite's lock of a file: the system ends it with the process, however that
 * ends, where the id of a process that was killed may be another program's by now.
 */
export function takeLock(folder: string): (() => void) | undefined {
  const database = new DatabaseSync(join(folder, 'lock'), { timeout: 0 })
  try {
    database.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    if (error instanceof Error && 'errcode' in error && error.errcode === BUSY) return undefined
    throw error
  }
  const owner = ownerFile(folder)
  writeFileSync(owner, String(process.pid))
  return () => {
    rmSync(owner, { force: true })
    database.close()
  }
}

/** The process id of the workbench that has the folder, for people. */
export function lockOwner(folder: string): string | undefined {
  try {
    return readFileSync(ownerFile(folder), 'utf8')
  } catch {
    return undefined
  }
}

function ownerFile(folder: string): string {
  return join(folder, 'running')
}
