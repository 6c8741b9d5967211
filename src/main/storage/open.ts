import { accessSync, closeSync, constants, existsSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Notice } from '#shared/contract/app.ts'
import { moveAside } from './aside.ts'
import { DamagedStore, failureFromStore, isDamage } from './errors.ts'
import { migrate, schemaVersion, storedVersion, tables } from './migrations.ts'

export interface Storage {
  database: DatabaseSync
  /** What happened to the file that the user should know. */
  notices: Notice[]
  close(): void
}

/**
 * Opens (and makes) `pitwall.db` in the folder.
 *
 * - A damaged file is moved aside with its -wal and -shm files and an empty one takes its place; a
 *   notice says where the old one is.
 * - A file of a newer Pitwall is left exactly as it is, under its own name, because the newer Pitwall
 *   will look for it there; this version works in a second file beside it, named after the tables it
 *   knows, and finds that one again on its next start. A notice says so.
 *
 * @throws Failure PERMISSION or SERVER_ERROR when the folder cannot be written or the disk is full.
 */
export function openStorage(home: string, now: () => Date = () => new Date()): Storage {
  makeHome(home)
  const notices: Notice[] = []
  const path = join(home, 'pitwall.db')
  let database = openOrReplace(path, notices, now)
  if (storedVersion(database) > schemaVersion) {
    database.close()
    const besidePath = join(home, `pitwall-schema-${schemaVersion}.db`)
    notices.push({
      id: 'storage-newer',
      level: 'warning',
      message: `${path} was written by a newer Pitwall. It is left as it is; this version keeps its environments and settings in ${besidePath} instead.`,
      hint: 'Start the newer Pitwall to see your environments again, or point PITWALL_HOME at another folder for this one.',
    })
    database = openOrReplace(besidePath, notices, now)
  }
  const opened = database
  return {
    database: opened,
    notices,
    close: () => {
      if (opened.isOpen) opened.close()
    },
  }
}

function makeHome(home: string): void {
  try {
    // Only the user may look inside: the database holds encrypted passwords and host names.
    mkdirSync(home, { recursive: true, mode: 0o700 })
    accessSync(home, constants.W_OK | constants.X_OK)
  } catch (error) {
    throw failureFromStore(error, home)
  }
}

function openOrReplace(path: string, notices: Notice[], now: () => Date): DatabaseSync {
  try {
    return openUpToDate(path)
  } catch (error) {
    if (!isDamage(error)) throw failureFromStore(error, path)
  }
  try {
    const kept = moveAside(path, now())
    notices.push({
      id: 'storage-damaged',
      level: 'warning',
      message: `The file with your environments and settings was damaged. It was moved to ${kept} and an empty one was started.`,
      hint: 'If you have a backup of pitwall.db, stop Pitwall, put it back in the folder and start again.',
    })
    return openUpToDate(path)
  } catch (error) {
    throw failureFromStore(error, path)
  }
}

function openUpToDate(path: string): DatabaseSync {
  // SQLite gives its -wal and -shm files the mode of the database file.
  if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600))
  const database = new DatabaseSync(path, { timeout: 5_000, enableForeignKeyConstraints: true })
  try {
    if (storedVersion(database) > schemaVersion) return database
    database.exec('PRAGMA journal_mode = WAL')
    checkSound(database)
    migrate(database)
    checkTables(database)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** Reads the whole file once (it is small): damage is found now and not in the middle of the work. */
function checkSound(database: DatabaseSync): void {
  const verdict = database.prepare('PRAGMA quick_check(1)').get()?.['quick_check']
  if (verdict !== 'ok') throw new DamagedStore(String(verdict))
}

/** A file that says it is up to date and lacks a table would fail later, somewhere else. */
function checkTables(database: DatabaseSync): void {
  const there = database.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`).all()
  const names = new Set(there.map((row) => row['name']))
  const missing = tables.filter((table) => !names.has(table))
  if (missing.length > 0) throw new DamagedStore(`without the tables ${missing.join(', ')}`)
}
