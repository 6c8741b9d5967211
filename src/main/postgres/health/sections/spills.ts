import type { Finding } from '#shared/contract/finding.ts'
import type { Bytes } from '#shared/units.ts'
import { number, query } from '../query.ts'
import { type Diagnosis, figure, type Section } from '../section.ts'
import type { Server } from '../server/server.ts'
import { bytes, count, duration } from '../../wording.ts'

const DAY = 86_400_000
const GIBIBYTE = 1_073_741_824
/** A nightly report may spill; ten of these a day is what users wait for. */
const MUCH_A_DAY = 10 * GIBIBYTE
const FEWEST_FILES = 100
/** What a role's work_mem is raised to at most without looking at the statement. */
const MOST_WORK_MEM = 64 * 1_048_576

const spillsQuery = query(
  'Temporary files that sorts and hashes wrote',
  { files: number, bytes: number, workMem: number },
  `
  SELECT temp_files AS files, temp_bytes AS bytes,
    pg_catalog.pg_size_bytes(pg_catalog.current_setting('work_mem')) AS work_mem
  FROM pg_catalog.pg_stat_database WHERE datname = pg_catalog.current_database()`,
)

export type SpillsRow = ReturnType<typeof spillsQuery.decode>

export const spills: Section = {
  id: 'spills',
  title: 'Sorts and hashes on disk',
  async examine({ server, read }) {
    const [row] = await read(spillsQuery)
    if (!row) throw new Error('The server counts nothing for this database.')
    return judgeSpills(row, server)
  },
}

export function judgeSpills(row: SpillsRow, server: Server): Diagnosis {
  const perDay = row.bytes / Math.max(1, server.countingMs / DAY)
  const isMuch = row.files >= FEWEST_FILES && perDay >= MUCH_A_DAY
  const average = row.files === 0 ? 0 : row.bytes / row.files
  const findings: Finding[] = isMuch
    ? [
        {
          id: 'spills',
          kind: 'spills',
          severity: 'low',
          title: `Sorts and hashes write ${bytes(perDay)} a day to disk`,
          detail: `${count(row.files)} temporary files of ${bytes(average)} each on average in ${duration(server.countingMs)}; each sort or hash may take ${bytes(row.workMem)} of memory (work_mem) before it spills.`,
          advice:
            average * 2 <= MOST_WORK_MEM
              ? `Find the statements (log_temp_files, or temp blocks among the statements). An index in the wanted order or fewer rows is the better cure; else raise work_mem for the role or the statement, to about ${bytes(roundUp(average * 2))}.`
              : 'Find the statements (log_temp_files, or temp blocks among the statements): they sort more than memory should hold. An index in the wanted order or fewer rows is the cure.',
          subject: { kind: 'setting', name: 'work_mem' },
          evidence: [
            { label: 'Files', value: count(row.files) },
            { label: 'Written', value: bytes(row.bytes) },
            { label: 'work_mem', value: bytes(row.workMem) },
          ],
          evidenceSql: spillsQuery.sql,
          proposals: [],
        },
      ]
    : []
  return {
    summary:
      row.files === 0
        ? 'No sort or hash had to go to disk.'
        : `${count(row.files)} temporary files with ${bytes(row.bytes)} were written since the counters began (${duration(server.countingMs)}); ${isMuch ? 'that is much.' : 'that is not much.'}`,
    figures: [
      figure('Temporary files', count(row.files)),
      figure('Written to them', bytes(row.bytes)),
      figure('A day', bytes(perDay), 'below 10 GiB', !isMuch),
      figure('work_mem', bytes(row.workMem)),
    ],
    tables: [],
    findings,
  }
}

function roundUp(value: Bytes): Bytes {
  return 2 ** Math.ceil(Math.log2(Math.max(1, value)))
}
