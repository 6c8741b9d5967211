import type { DatabaseSync } from 'node:sqlite'
import * as z from 'zod'
import { traceHeadSchema, traceSummarySchema } from '#shared/contract/redis/traces.ts'
import type { TraceHead, TraceSummary } from '#shared/contract/redis/traces.ts'
import type { Bytes, EpochMilliseconds } from '#shared/units.ts'

/** A kept trace as the database has it. */
export interface KeptTrace {
  summary: TraceSummary
  /** The file is Pitwall's own. */
  owned: boolean
  /** Of the file when it was summed up. */
  fileBytes: Bytes
  fileChangedAt: EpochMilliseconds
}

export interface TraceRows {
  /** The newest first. */
  heads: (targetId?: string) => TraceHead[]
  find: (id: string) => KeptTrace | undefined
  /** The trace of a file, by its path. */
  idOfFile: (file: string) => string | undefined
  /** Puts it in the place of one with the same id. */
  keep: (trace: KeptTrace) => void
  remove: (id: string) => void
}

const rowSchema = z.object({
  summary: z.string(),
  owned: z.number(),
  file_bytes: z.number(),
  file_changed_at: z.number(),
})

export function createTraceRows(database: DatabaseSync): TraceRows {
  const allHeads = database.prepare('SELECT head FROM traces ORDER BY at DESC, id')
  // What was read from a file belongs to no target, and may be of any.
  const headsOfTarget = database.prepare(
    'SELECT head FROM traces WHERE target_id = ? OR target_id IS NULL ORDER BY at DESC, id',
  )
  const one = database.prepare('SELECT summary, owned, file_bytes, file_changed_at FROM traces WHERE id = ?')
  const ofFile = database.prepare('SELECT id FROM traces WHERE file = ?')
  // A target that is gone meanwhile, or was given by URL, is none of the database's.
  const insert = database.prepare(`
    INSERT OR REPLACE INTO traces (id, target_id, at, file, owned, file_bytes, file_changed_at, head, summary)
    VALUES (?, (SELECT id FROM targets WHERE id = ?), ?, ?, ?, ?, ?, ?, ?)`)
  const removeOne = database.prepare('DELETE FROM traces WHERE id = ?')

  return {
    heads: (targetId) =>
      (targetId === undefined ? allHeads.all() : headsOfTarget.all(targetId)).map((row) =>
        traceHeadSchema.parse(JSON.parse(String(row['head']))),
      ),
    find(id) {
      const row = one.get(id)
      if (!row) return undefined
      const { summary, owned, file_bytes: fileBytes, file_changed_at: fileChangedAt } = rowSchema.parse(row)
      return {
        summary: traceSummarySchema.parse(JSON.parse(summary)),
        owned: owned !== 0,
        fileBytes,
        fileChangedAt,
      }
    },
    idOfFile(file) {
      const id = ofFile.get(file)?.['id']
      return typeof id === 'string' ? id : undefined
    },
    keep({ summary, owned, fileBytes, fileChangedAt }) {
      const { head } = summary
      insert.run(
        head.id,
        head.targetId ?? null,
        head.at,
        head.file,
        owned ? 1 : 0,
        fileBytes,
        fileChangedAt,
        JSON.stringify(head),
        JSON.stringify(summary),
      )
    },
    remove: (id) => void removeOne.run(id),
  }
}
