/**
 * Settings: how the workbench looks and how long it waits. Each is stored on its own row, so one
 * that is broken or that this version does not know falls back to its default and the rest stay.
 */
import type { DatabaseSync } from 'node:sqlite'
import { settingsSchema, type Settings, type SettingsPatch } from '#shared/contract/app.ts'
import { Failure } from '#shared/failure.ts'
import { inTransaction } from '../storage/index.ts'

const defaults: Settings = {
  theme: 'system',
  connectTimeoutMs: 10_000,
  statementTimeoutMs: 60_000,
  lockTimeoutMs: 2_000,
  editor: '',
  keys: {},
}

export interface SettingsRoom {
  get(): Settings
  /**
   * Changes the settings named in the patch.
   *
   * @throws Failure BAD_INPUT when a value is out of its range; nothing is changed then.
   */
  update(patch: SettingsPatch): Settings
}

export function createSettings(database: DatabaseSync): SettingsRoom {
  const readAll = database.prepare('SELECT name, value FROM settings')
  const write = database.prepare(
    'INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  )

  const get = (): Settings => {
    const stored = new Map(readAll.all().map((row) => [String(row['name']), String(row['value'])]))
    let settings: Settings = { ...defaults }
    for (const name of Object.keys(defaults)) {
      const value = parseJson(stored.get(name))
      const candidate = settingsSchema.safeParse({ ...settings, [name]: value })
      if (value !== undefined && candidate.success) settings = candidate.data
    }
    return settings
  }

  const update = (patch: SettingsPatch): Settings => {
    const checked = settingsSchema.partial().safeParse(patch)
    if (!checked.success) {
      const [issue] = checked.error.issues
      throw new Failure(
        'BAD_INPUT',
        `The setting ${issue?.path.join('.') ?? ''} was not changed: ${issue?.message ?? 'its value is not allowed'}.`,
      )
    }
    inTransaction(database, () => {
      for (const [name, value] of Object.entries(checked.data)) {
        if (value !== undefined) write.run(name, JSON.stringify(value))
      }
    })
    return get()
  }

  return { get, update }
}

function parseJson(text: string | undefined): unknown {
  if (text === undefined) return undefined
  try {
    return JSON.parse(text)
  } catch {
    // A broken value is the same as none: the default takes its place.
    return undefined
  }
}
