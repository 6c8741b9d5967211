import { withSession } from '../../../src/main/postgres/session/session.ts'
import { targetFromUrl } from '../../../src/main/environments/index.ts'
import { requirePostgres } from '../../../src/main/postgres/index.ts'
import { adviseIndexes } from '../../../src/main/postgres/advisor/index.ts'
import type { Advice } from '../../../src/shared/contract/advisor.ts'
import type { BenchResult, BenchRow } from '../table.ts'
import { allSingles, type Baseline, extend, greedy } from './baselines.ts'
import { findPostgresWithHypopg, startBenchServer } from './bench-server.ts'
import { benchGivenCosts } from './given-costs.ts'
import { shopData, shopWorkload } from './shop.ts'
import { warehouseData, warehouseQueries } from './warehouse.ts'
import { openBench } from './what-if.ts'

/** As the published evaluations have it. */
const MAX_WIDTH = 2

interface Workload {
  name: string
  data: string
  queries: { sql: string; weight: number }[]
  budgets: number[]
}

const workloads: Workload[] = [
  {
    name: 'Warehouse',
    data: warehouseData,
    queries: warehouseQueries.map((sql) => ({ sql, weight: 1 })),
    budgets: [20e6, 50e6, 100e6, 200e6, 400e6],
  },
  { name: 'Shop', data: shopData, queries: shopWorkload, budgets: [5e6, 15e6, 30e6, 60e6, 120e6] },
]

const baselines: { name: string; run: Baseline }[] = [
  { name: 'Extend', run: extend },
  { name: 'greedy by gain per byte', run: greedy },
  { name: 'all single columns', run: allSingles },
]

const timeouts = { connectTimeoutMs: 10_000, statementTimeoutMs: 60_000, lockTimeoutMs: 2000 }

/**
 * The advisor beside published ideas, on a real server with HypoPG: the estimated cost of the workload
 * that is left, in percent of that without indexes, at five budgets; and on tables of given costs
 * beside the best of all sets.
 */
export async function benchAdvisor(): Promise<BenchResult> {
  const rows = await benchGivenCosts()
  const bin = findPostgresWithHypopg()
  if (bin === undefined) {
    rows.push({
      name: 'Advice on a server',
      value:
        'left out: it needs PostgreSQL with HypoPG (Debian and Ubuntu: apt install postgresql-15-hypopg)',
    })
    return { rows }
  }
  for (const workload of workloads) rows.push(...(await benchWorkload(bin, workload)))
  return { rows }
}

async function benchWorkload(bin: string, { name, data, queries, budgets }: Workload): Promise<BenchRow[]> {
  const server = await startBenchServer(bin, data)
  const rows: BenchRow[] = []
  try {
    for (const budget of budgets) {
      const label = `${name}, ${budget / 1e6} MB`
      const advice = await advise(server.url, queries, budget)
      rows.push({
        name: `${label}: Pitwall`,
        value: figures(advice.cost / advice.baselineCost, advice.whatIfCalls, advice.elapsedMs),
      })
      for (const baseline of baselines) {
        const { share, calls, elapsedMs } = await runBaseline(server.url, queries, budget, baseline.run)
        rows.push({ name: `${label}: ${baseline.name}`, value: figures(share, calls, elapsedMs) })
      }
    }
  } finally {
    await server.stop()
  }
  return rows
}

function figures(share: number, calls: number, elapsedMs: number): string {
  return `${(100 * share).toFixed(2).padStart(6)} % of the cost, ${String(calls).padStart(5)} calls, ${(elapsedMs / 1000).toFixed(1)} s`
}

async function advise(url: string, queries: Workload['queries'], budgetBytes: number): Promise<Advice> {
  const workload = queries.map(({ sql, weight }, at) => ({ id: `q${at + 1}`, sql, weight }))
  const input = {
    workload: { source: 'queries' as const, queries: workload },
    maxWidth: MAX_WIDTH,
    budgetBytes,
  }
  for await (const event of adviseIndexes(requirePostgres(targetFromUrl(url)), input, workload, timeouts)) {
    if (event.type === 'advice') return event.advice
  }
  throw new Error('The advisor ended without advice.')
}

/** Its set is chosen without what writes cost, which none of them knows. */
async function runBaseline(
  url: string,
  queries: Workload['queries'],
  budget: number,
  baseline: Baseline,
): Promise<{ share: number; calls: number; elapsedMs: number }> {
  return await withSession(requirePostgres(targetFromUrl(url)), timeouts, undefined, async (session) => {
    const bench = await openBench(session, queries)
    const startedAt = performance.now()
    const chosen = await baseline(bench, budget, MAX_WIDTH)
    const elapsedMs = performance.now() - startedAt
    const calls = bench.calls()
    let [before, after] = [0, 0]
    for (const query of queries.keys()) {
      before += await bench.cost(query, [])
      after += await bench.cost(query, chosen)
    }
    return { share: after / before, calls, elapsedMs }
  })
}
