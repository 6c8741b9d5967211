import type { Bytes } from '#shared/units.ts'
import { quoteIdentifier } from '../../explain/account/quote-identifier.ts'
import { bytes, counted } from '../../wording.ts'
import type { StatementRule } from './rule.ts'

/** Below this per run the disk's cache swallows it. */
const leastBytes: Bytes = 1024 ** 2
/**
 * What a sort or a hash takes in memory is more than what it writes: rows are unpacked, each with a
 * header of its own. Two and a half times is what sorts of the usual narrow rows took in trials.
 */
const memoryPerDisk = 2.5
/** More for one role is a decision for people, not for a button. */
const mostProposed: Bytes = 256 * 1024 ** 2

/** What builds an index or fills a table sorts by another setting. */
const withPlans = new Set(['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'MERGE'])

/** Sorts and hashes that do not fit into work_mem and go through temporary files. */
export const spill: StatementRule = {
  kind: 'spill',
  find: ({ statements, schema, workMem }) =>
    statements.flatMap(({ statement, shape, text }) => {
      if (!withPlans.has(shape.command)) return []
      const perCall = (statement.tempWritten * schema.blockSize) / Math.max(1, statement.calls)
      if (perCall < leastBytes) return []
      const enough = roundUp(Math.max(workMem * 2, perCall * memoryPerDisk))
      const setting = `${enough / 1024 ** 2}MB`
      return [
        {
          statement,
          title: `Sorts or hashes spill ${bytes(perCall)} to disk each time`,
          detail: `One run writes ${bytes(perCall)} of temporary files with work_mem at ${bytes(workMem)}; ${counted(statement.calls, 'run')} wrote ${bytes(perCall * statement.calls)}. About ${setting} would hold it in memory.`,
          advice: `Sort or group fewer or narrower rows, or give this statement more memory: SET LOCAL work_mem = '${setting}' in its transaction. For the whole role only where few of its statements run at once: each sort of each session may take that much.`,
          evidence: [
            { label: 'Temporary files a run', value: bytes(perCall) },
            { label: 'work_mem now', value: bytes(workMem) },
            { label: 'work_mem that would hold it', value: `about ${setting}` },
          ],
          rewrite: {
            title: 'With the memory it needs',
            sql: `BEGIN;\nSET LOCAL work_mem = '${setting}';\n${text.trim()};\nCOMMIT;`,
          },
          proposals:
            enough > mostProposed || isNameless(statement.role)
              ? []
              : [
                  {
                    title: `Set work_mem of ${statement.role} to ${setting}`,
                    sql: `ALTER ROLE ${quoteIdentifier(statement.role)} SET work_mem = '${setting}'`,
                    affected: [{ sql: text }],
                  },
                ],
        },
      ]
    }),
}

/** A role that was dropped since: pg_get_userbyid still says something. */
function isNameless(role: string): boolean {
  return role === '' || /^unknown \(OID=\d+\)$/.test(role)
}

/** To the next power of two of a MiB. */
function roundUp(size: Bytes): Bytes {
  return 2 ** Math.ceil(Math.log2(size / 1024 ** 2)) * 1024 ** 2
}
