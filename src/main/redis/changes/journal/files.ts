import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Failure } from '#shared/failure.ts'
import type { Bytes, EpochMilliseconds, Milliseconds } from '#shared/units.ts'

/** A journal that nobody has written to for so long is given up, and its change with it. */
const KEPT_FOR: Milliseconds = 90 * 24 * 3600 * 1000

const EXTENSION = '.db'

/** Makes the folder where it is not there yet. Ids of changes are short words: no path can hide in one. */
export function journalFile(home: string, changeId: string): string {
  const folder = join(home, 'journals')
  // Names and values of keys are nobody else's business.
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (!/^[\w-]+$/.test(changeId)) throw new Error('no id of a change')
  return join(folder, `${changeId}${EXTENSION}`)
}

export function hasJournal(home: string, changeId: string): boolean {
  return existsSync(journalFile(home, changeId))
}

export function removeJournal(home: string, changeId: string): void {
  const file = journalFile(home, changeId)
  for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true })
}

export function journalBytes(home: string, changeId: string): Bytes {
  return statSync(journalFile(home, changeId), { throwIfNoEntry: false })?.size ?? 0
}

/** Removes what is too old; gives the ids of the changes that lost their journal. */
export function pruneJournals(home: string, now: EpochMilliseconds): string[] {
  const folder = join(home, 'journals')
  if (!existsSync(folder)) return []
  const old = readdirSync(folder)
    .filter((name) => name.endsWith(EXTENSION))
    .filter(
      (name) => now - (statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? now) > KEPT_FOR,
    )
    .map((name) => name.slice(0, -EXTENSION.length))
  for (const id of old) removeJournal(home, id)
  return old
}

/** Full disk, no rights: said as what it is, before anything is sent without its journal. */
export function journalFailure(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof Failure || !('errcode' in error)) return error
  return new Failure('SERVER_ERROR', `The journal of the change cannot be written: ${error.message}.`, {
    hint: 'Without it nothing is changed, for it could not be taken back. Check the space and the rights of the user-data folder.',
    cause: error,
  })
}
