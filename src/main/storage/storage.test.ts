import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Failure } from '#shared/failure.ts'
import { homeFolder, openStorage } from './index.ts'
import { migrate, schemaVersion, storedVersion } from './migrations.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pitwall-storage-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const when = () => new Date('2030-01-02T03:04:05Z')
const addSetting = (database: DatabaseSync) =>
  database.prepare('INSERT INTO settings (name, value) VALUES (?, ?)').run('theme', '"dark"')
const settingsOf = (database: DatabaseSync) =>
  database
    .prepare('SELECT name, value FROM settings')
    .all()
    .map((row) => ({ ...row }))

describe('homeFolder', () => {
  it('is PITWALL_HOME, else where the platform keeps application data', () => {
    expect(homeFolder({ PITWALL_HOME: '/x/y' })).toBe('/x/y')
    expect(homeFolder({}, 'linux', '/home/a')).toBe('/home/a/.local/share/pitwall')
    expect(homeFolder({ XDG_DATA_HOME: '/d' }, 'linux', '/home/a')).toBe('/d/pitwall')
    expect(homeFolder({}, 'darwin', '/Users/a')).toBe('/Users/a/Library/Application Support/Pitwall')
  })
})

describe('openStorage', () => {
  it('makes the folder for the user alone, and keeps what was written', () => {
    const home = join(folder, 'new', 'home')
    const first = openStorage(home)
    addSetting(first.database)
    first.close()
    first.close()
    expect(statSync(home).mode & 0o777).toBe(0o700)
    expect(statSync(join(home, 'pitwall.db')).mode & 0o777).toBe(0o600)

    const second = openStorage(home)
    expect(second.notices).toEqual([])
    expect(settingsOf(second.database)).toEqual([{ name: 'theme', value: '"dark"' }])
    expect(second.database.prepare('PRAGMA journal_mode').get()).toMatchObject({ journal_mode: 'wal' })
    second.close()
  })

  it('lets two workbenches share a home', () => {
    const one = openStorage(folder)
    const two = openStorage(folder)
    addSetting(one.database)
    expect(settingsOf(two.database)).toHaveLength(1)
    one.close()
    two.close()
  })

  it.each([
    ['no database at all', () => Buffer.from('this is not a database, it is a text '.repeat(400))],
    ['cut short', (sound: Buffer) => sound.subarray(0, 5_000)],
    ['overwritten in the middle', (sound: Buffer) => Buffer.from(sound).fill(0xa5, 100, 8_000)],
  ])('moves a damaged file aside and says where: %s', (_, damage) => {
    const path = join(folder, 'pitwall.db')
    const first = openStorage(folder)
    addSetting(first.database)
    first.database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    first.close()
    const damaged = damage(readFileSync(path))
    writeFileSync(path, damaged)
    writeFileSync(`${path}-wal`, 'rest')

    const second = openStorage(folder, when)
    const kept = `${path}.damaged-2030-01-02T03-04-05`
    expect(second.notices).toHaveLength(1)
    expect(second.notices[0]?.message).toContain(kept)
    expect(settingsOf(second.database)).toEqual([])
    addSetting(second.database)
    second.close()
    expect(readFileSync(kept)).toEqual(damaged)
    const third = openStorage(folder)
    expect(third.notices).toEqual([])
    expect(settingsOf(third.database)).toHaveLength(1)
    third.close()
  })

  it('moves aside a file whose tables are not what its version says, and never over an older one', () => {
    for (const round of [1, 2]) {
      rmSync(join(folder, 'pitwall.db'), { force: true })
      const other = new DatabaseSync(join(folder, 'pitwall.db'))
      other.exec(`CREATE TABLE other (a); PRAGMA user_version = ${schemaVersion}`)
      other.close()
      openStorage(folder, when).close()
      expect(readdirSync(folder).filter((name) => /damaged-[^.]*$/.test(name))).toHaveLength(round)
    }
  })

  it('leaves the file of a newer version untouched and works beside it', () => {
    const path = join(folder, 'pitwall.db')
    const newer = new DatabaseSync(path)
    newer.exec(`CREATE TABLE future (a); PRAGMA user_version = ${schemaVersion + 5}`)
    newer.close()
    const before = readFileSync(path)

    const first = openStorage(folder)
    expect(first.notices[0]?.message).toContain('newer Pitwall')
    addSetting(first.database)
    first.close()
    expect(readFileSync(path)).toEqual(before)

    const second = openStorage(folder)
    expect(settingsOf(second.database)).toHaveLength(1)
    second.close()
  })

  it('says in one sentence that the folder cannot be made', () => {
    writeFileSync(join(folder, 'file'), '')
    const failure = thrownBy(() => openStorage(join(folder, 'file', 'home')))
    expect(failure.message).toContain(join(folder, 'file', 'home'))
    expect(failure.hint).toContain('PITWALL_HOME')
  })

  it('says that a folder stands in the place of the file', () => {
    mkdirSync(join(folder, 'pitwall.db'))
    expect(thrownBy(() => openStorage(folder)).hint).toContain('PITWALL_HOME')
  })

  it.skipIf(process.platform === 'win32')('refuses a folder that cannot be written', () => {
    // Permissions do not stop root, but nobody makes a folder in /sys.
    const home = process.getuid?.() === 0 ? '/sys/pitwall' : join(folder, 'home')
    if (!home.startsWith('/sys')) mkdirSync(home, { mode: 0o500 })
    expect(thrownBy(() => openStorage(home)).code).toBe('PERMISSION')
  })
})

describe('migrate', () => {
  it('takes each step once, and a failed step not at all', () => {
    const database = new DatabaseSync(':memory:')
    database.exec('CREATE TABLE settings (clash)')
    expect(() => migrate(database)).toThrow(/already exists/)
    expect(storedVersion(database)).toBe(0)
    expect(database.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`).all()).toHaveLength(1)

    database.exec('DROP TABLE settings')
    migrate(database)
    migrate(database)
    expect(storedVersion(database)).toBe(schemaVersion)
    database.close()
  })
})

function thrownBy(work: () => unknown): Failure {
  try {
    work()
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
  throw new Error('nothing was thrown')
}
