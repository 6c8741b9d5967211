import type { DatabaseSync } from 'node:sqlite'
import * as z from 'zod'
import { profileFormatSchema, type ProfileHead } from '#shared/contract/profiles.ts'

/** A kept profile as the database has it: its file by the name in the folder of profiles. */
export type ProfileRow = ProfileHead

export interface ProfileRows {
  /** The newest first. */
  all: () => ProfileRow[]
  find: (id: string) => ProfileRow | undefined
  /** Puts it in the place of one with the same id. */
  keep: (row: ProfileRow) => void
  /** False where another was as quick: there is a row with this id or this file. */
  adopt: (row: ProfileRow) => boolean
  rename: (id: string, name: string) => void
  remove: (id: string) => void
}

const rowSchema = z.object({
  id: z.string(),
  name: z.string(),
  format: profileFormatSchema,
  at: z.number(),
  duration_ms: z.number(),
  file_bytes: z.number(),
  file: z.string(),
  source: z.string(),
  target_id: z.string().nullable(),
  settings: z.string(),
})

export function createProfileRows(database: DatabaseSync): ProfileRows {
  const all = database.prepare('SELECT * FROM profiles ORDER BY at DESC, id')
  const one = database.prepare('SELECT * FROM profiles WHERE id = ?')
  // A target that is gone meanwhile, or was given by address, is none of the database's.
  const insertInto = `INTO profiles
      (id, name, format, at, duration_ms, file_bytes, file, source, target_id, settings)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, (SELECT id FROM targets WHERE id = ?), ?)`
  const replace = database.prepare(`INSERT OR REPLACE ${insertInto}`)
  const insert = database.prepare(`INSERT OR IGNORE ${insertInto}`)
  const rename = database.prepare('UPDATE profiles SET name = ? WHERE id = ?')
  const removeOne = database.prepare('DELETE FROM profiles WHERE id = ?')

  return {
    all: () => all.all().map(rowOf),
    find(id) {
      const row = one.get(id)
      return row && rowOf(row)
    },
    keep: (row) => void replace.run(...valuesOf(row)),
    adopt: (row) => Number(insert.run(...valuesOf(row)).changes) > 0,
    rename: (id, name) => void rename.run(name, id),
    remove: (id) => void removeOne.run(id),
  }
}

function rowOf(stored: unknown): ProfileRow {
  const { duration_ms, file_bytes, target_id, ...rest } = rowSchema.parse(stored)
  return {
    ...rest,
    durationMs: duration_ms,
    fileBytes: file_bytes,
    ...(target_id === null ? {} : { targetId: target_id }),
  }
}

function valuesOf(row: ProfileRow): (string | number | null)[] {
  const { id, name, format, at, durationMs, fileBytes, file, source, targetId, settings } = row
  return [id, name, format, at, durationMs, fileBytes, file, source, targetId ?? null, settings]
}
