import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Failure } from '#shared/failure.ts'
import type { EpochMilliseconds, Milliseconds } from '#shared/units.ts'

const DAY: Milliseconds = 24 * 3600 * 1000
/** A journal that nobody has written to for so long is given up, and undoing its change with it. */
export const KEPT_DAYS = 90
/** One by which nothing can be undone any more is only looked at. */
const LOOKED_AT_DAYS = 7

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

/**
 * Removes what is too old; gives the ids of the changes that can no longer be undone for it.
 *
 * @param isNeeded can the change of that id still be undone?
 */
export function pruneJournals(
  home: string,
  now: EpochMilliseconds,
  isNeeded: (changeId: string) => boolean,
): string[] {
  const folder = join(home, 'journals')
  if (!existsSync(folder)) return []
  const givenUp: string[] = []
  for (const name of readdirSync(folder)) {
    if (!name.endsWith(EXTENSION)) continue
    const id = name.slice(0, -EXTENSION.length)
    const age = now - (statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? now)
    if (age < LOOKED_AT_DAYS * DAY) continue
    const needed = isNeeded(id)
    if (needed && age < KEPT_DAYS * DAY) continue
    removeJournal(home, id)
    if (needed) givenUp.push(id)
  }
  return givenUp
}

/** Full disk, no rights: said as what it is, before anything is sent without its journal. */
export function journalFailure(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof Failure || !('errcode' in error)) return error
  return new Failure('SERVER_ERROR', `The journal of the change cannot be written: ${error.message}.`, {
    hint: 'Without it nothing is changed, for it could not be taken back. Check the space and the rights of the user-data folder.',
    cause: error,
  })
}
