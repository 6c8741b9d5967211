import { existsSync, renameSync } from 'node:fs'

/**
 * Renames a damaged database and its -wal and -shm files to `<path>.damaged-<date>`, so that nothing
 * is lost and a repair stays possible.
 *
 * @returns the new path of the database file
 */
export function moveAside(path: string, when: Date): string {
  const kept = freeName(`${path}.damaged-${when.toISOString().slice(0, 19).replaceAll(':', '-')}`)
  renameSync(path, kept)
  // SQLite finds the two by the database's name; left in place they would be played into the new file.
  for (const suffix of ['-wal', '-shm']) {
    if (existsSync(path + suffix)) renameSync(path + suffix, kept + suffix)
  }
  return kept
}

function freeName(wanted: string): string {
  let name = wanted
  for (let count = 2; existsSync(name); count++) name = `${wanted}-${count}`
  return name
}
