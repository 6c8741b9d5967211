import { bytes, count, counted, percent } from '../../wording.ts'
import type { StatementRule } from './rule.ts'

/** Of fewer blocks the share says nothing: the first run of anything reads them from disk. */
const leastReads = 10_000
/** A warmed-up database answers 99 % from memory; below nine of ten the disk is felt. */
const goodShare = 0.9

/** A statement that keeps reading from disk what others find in memory. */
export const lowCacheHit: StatementRule = {
  kind: 'low-cache-hit',
  find: ({ statements, schema }) =>
    statements.flatMap(({ statement }) => {
      const { sharedHit, sharedRead, ioMs, totalMs, calls } = statement
      const hit = sharedHit / Math.max(1, sharedHit + sharedRead)
      if (sharedRead < leastReads || hit >= goodShare || calls < 2) return []
      const perCall = (sharedRead / calls) * schema.blockSize
      return [
        {
          statement,
          title: `Only ${percent(hit)} of its blocks come from memory`,
          detail: `Each run reads ${bytes(perCall)} from outside the server's own cache (${count(sharedRead)} blocks in ${counted(calls, 'run')})${ioMs === undefined || ioMs === 0 ? '' : `, and ${percent(Math.min(1, ioMs / Math.max(totalMs, ioMs)))} of its time is spent waiting for them`}.`,
          advice:
            'Read fewer blocks (an index, fewer columns through a covering one), or let what it reads stay in memory: a larger shared_buffers, or less that pushes it out.',
          evidence: [
            { label: 'Blocks from memory', value: percent(hit) },
            { label: 'Read a run', value: bytes(perCall) },
          ],
          proposals: [],
          ...(ioMs === undefined || ioMs === 0 ? {} : { costMs: Math.min(ioMs, totalMs) }),
        },
      ]
    }),
}
