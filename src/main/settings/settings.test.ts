import { DatabaseSync } from 'node:sqlite'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Failure } from '#shared/failure.ts'
import { createSettings } from './index.ts'

let folder: string
let database: DatabaseSync
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pitwall-settings-'))
  database = new DatabaseSync(join(folder, 'x.db'))
  database.exec('CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL)')
})
afterEach(() => {
  database.close()
  rmSync(folder, { recursive: true })
})

const defaults = {
  theme: 'system',
  connectTimeoutMs: 10_000,
  statementTimeoutMs: 60_000,
  lockTimeoutMs: 2_000,
  editor: '',
  keys: {},
}

describe('createSettings', () => {
  it('begins with the defaults and keeps what is changed', () => {
    expect(createSettings(database).get()).toEqual(defaults)
    const patch = { theme: 'dark', editor: 'code --goto {file}:{line}', keys: { 'plan.run': 'F5' } } as const
    const changed = createSettings(database).update(patch)
    expect(changed).toEqual({ ...defaults, ...patch })
    expect(createSettings(database).get()).toEqual(changed)
  })

  it('falls back one by one when stored values are broken, unknown or out of range', () => {
    const rows = { theme: '"dark"', connectTimeoutMs: '5', lockTimeoutMs: '{oops', keys: '[1]', future: '1' }
    const insert = database.prepare('INSERT INTO settings VALUES (?, ?)')
    for (const [name, value] of Object.entries(rows)) insert.run(name, value)
    expect(createSettings(database).get()).toEqual({ ...defaults, theme: 'dark' })
  })

  it('refuses a value out of range and changes nothing', () => {
    const settings = createSettings(database)
    expect(() => settings.update({ theme: 'dark', connectTimeoutMs: 1 })).toThrow(Failure)
    expect(() => settings.update({ connectTimeoutMs: 1 })).toThrow(/connectTimeoutMs/)
    expect(settings.get()).toEqual(defaults)
  })
})
