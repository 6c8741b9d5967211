import type { DatabaseSync } from 'node:sqlite'
import { gunzipSync, gzipSync } from 'node:zlib'
import * as z from 'zod'
import {
  type Analysis,
  analysisHeadSchema,
  analysisSchema,
  type AnalysisHead,
} from '#shared/contract/redis/keyspace.ts'

/** Of each target. */
const KEPT = 10

const rowSchema = z.object({ analysis: z.instanceof(Uint8Array) })

/** The last analyses of each target, in the workbench's database. */
export interface KeptAnalyses {
  /** Keeps it in place of the oldest; one of a server given by URL, or of a target that is gone, is not kept. */
  keep: (analysis: Analysis) => void
  /** The newest first. */
  list: (targetId: string) => AnalysisHead[]
  get: (id: string) => Analysis | undefined
}

export function createKeptAnalyses(database: DatabaseSync): KeptAnalyses {
  const insert = database.prepare(`
    INSERT INTO keyspace_analyses (id, target_id, at, head, analysis)
    SELECT ?, id, ?, ?, ? FROM targets WHERE id = ?`)
  const removeOld = database.prepare(`
    DELETE FROM keyspace_analyses WHERE target_id = ? AND id NOT IN
      (SELECT id FROM keyspace_analyses WHERE target_id = ? ORDER BY at DESC, id LIMIT ${KEPT})`)
  const heads = database.prepare(
    'SELECT head FROM keyspace_analyses WHERE target_id = ? ORDER BY at DESC, id',
  )
  const one = database.prepare('SELECT analysis FROM keyspace_analyses WHERE id = ?')

  return {
    keep(analysis) {
      const { targetId } = analysis
      if (targetId === undefined) return
      const head = analysisHeadSchema.parse(analysis)
      insert.run(analysis.id, analysis.at, JSON.stringify(head), gzipSync(JSON.stringify(analysis)), targetId)
      removeOld.run(targetId, targetId)
    },
    list: (targetId) =>
      heads.all(targetId).map((row) => analysisHeadSchema.parse(JSON.parse(String(row['head'])))),
    get(id) {
      const row = one.get(id)
      if (row === undefined) return undefined
      const { analysis } = rowSchema.parse(row)
      return analysisSchema.parse(JSON.parse(gunzipSync(analysis).toString('utf8')))
    },
  }
}
