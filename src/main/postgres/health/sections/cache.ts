import type { Finding } from '#shared/contract/finding.ts'
import { number, query, text } from '../query.ts'
import { type Diagnosis, figure, type Section } from '../section.ts'
import type { Server } from '../server/server.ts'
import { bytes, count, percent, plainName } from '../../wording.ts'

/** What the objectives for databases ask for; a share of few reads says nothing (these are 800 MiB). */
const LEAST_HITS = 0.9
const FEWEST_READS = 100_000

const databaseQuery = query(
  'Blocks found in shared_buffers and asked of the system',
  { hit: number, read: number, buffers: number },
  `
  SELECT blks_hit AS hit, blks_read AS read,
    pg_catalog.pg_size_bytes(pg_catalog.current_setting('shared_buffers')) AS buffers
  FROM pg_catalog.pg_stat_database WHERE datname = pg_catalog.current_database()`,
)

const tablesQuery = query(
  'Blocks of tables and of their indexes, found and asked for',
  { schema: text, table: text, heapHit: number, heapRead: number, indexHit: number, indexRead: number },
  `
  SELECT schemaname AS schema, relname AS table, coalesce(heap_blks_hit, 0) AS heap_hit,
    coalesce(heap_blks_read, 0) AS heap_read, coalesce(idx_blks_hit, 0) AS index_hit,
    coalesce(idx_blks_read, 0) AS index_read
  FROM pg_catalog.pg_statio_user_tables
  ORDER BY coalesce(heap_blks_read, 0) + coalesce(idx_blks_read, 0) DESC, 1, 2
  LIMIT 30`,
)

export type CacheRow = ReturnType<typeof databaseQuery.decode>
export type TableCacheRow = ReturnType<typeof tablesQuery.decode>

export const cache: Section = {
  id: 'cache',
  title: 'Cache hits',
  async examine({ server, read }) {
    const [row] = await read(databaseQuery)
    if (!row) throw new Error('The server counts nothing for this database.')
    return judgeCache(row, await read(tablesQuery), server)
  },
}

export function judgeCache(row: CacheRow, tables: readonly TableCacheRow[], server: Server): Diagnosis {
  const all = row.hit + row.read
  const share = all === 0 ? 1 : row.hit / all
  const isLow = share < LEAST_HITS && row.read >= FEWEST_READS
  const [worst] = tables
  const findings: Finding[] = isLow
    ? [
        {
          id: 'low-cache-hits',
          kind: 'low-cache-hits',
          severity: 'medium',
          title: `Only ${percent(share)} of the blocks are found in the cache`,
          detail: `${count(row.read)} blocks were asked of the system and ${count(row.hit)} found in shared_buffers (${bytes(row.buffers)}); the database holds ${bytes(server.databaseBytes)}. Most of the asking is for ${worst ? plainName(worst.schema, worst.table) : 'no single table'}.`,
          advice:
            "First look for statements that read more than they need (an index that is missing makes a scan of the table). Then for more shared_buffers, up to a quarter of the machine's memory. A block that is asked of the system may still come from its memory and not from the disk.",
          subject: { kind: 'setting', name: 'shared_buffers' },
          evidence: [
            { label: 'Found', value: count(row.hit) },
            { label: 'Asked of the system', value: count(row.read) },
            { label: 'shared_buffers', value: bytes(row.buffers) },
          ],
          evidenceSql: tablesQuery.sql,
          proposals: [],
        },
      ]
    : []
  const sum = (pick: (table: TableCacheRow) => number): number =>
    tables.reduce((total, table) => total + pick(table), 0)
  const heap = shareOf(
    sum((table) => table.heapHit),
    sum((table) => table.heapRead),
  )
  const index = shareOf(
    sum((table) => table.indexHit),
    sum((table) => table.indexRead),
  )
  return {
    summary: isLow
      ? `The cache does not hold what is read: only ${percent(share)} of the blocks are found in it.`
      : row.read < FEWEST_READS && share < LEAST_HITS
        ? `Too little was read to judge the cache: ${count(row.read)} blocks were asked of the system.`
        : `What is read is mostly found in the cache: ${percent(share)} of ${count(all)} blocks.`,
    figures: [
      figure('Found in the cache', percent(share), 'at least 90 % of many', !isLow),
      ...(heap === undefined ? [] : [figure('Of tables', percent(heap))]),
      ...(index === undefined ? [] : [figure('Of indexes', percent(index))]),
      figure('shared_buffers', bytes(row.buffers)),
      figure('Database', bytes(server.databaseBytes)),
    ],
    tables: [
      {
        title: 'Tables that ask most of the system',
        columns: [
          { label: 'Table', kind: 'text' },
          { label: 'Blocks asked for', kind: 'count' },
          { label: 'Found', kind: 'percent' },
          { label: 'Index blocks asked for', kind: 'count' },
          { label: 'Found', kind: 'percent' },
        ],
        rows: tables.map((table) => [
          plainName(table.schema, table.table),
          table.heapRead,
          inPercent(shareOf(table.heapHit, table.heapRead)),
          table.indexRead,
          inPercent(shareOf(table.indexHit, table.indexRead)),
        ]),
      },
    ],
    findings,
  }
}

function shareOf(hit: number, read: number): number | undefined {
  return hit + read === 0 ? undefined : hit / (hit + read)
}

function inPercent(share: number | undefined): number | null {
  return share === undefined ? null : share * 100
}
