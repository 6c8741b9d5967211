import { type Candidate, candidateKey } from '../../../src/main/postgres/advisor/candidate.ts'
import { HypotheticalIndexes } from '../../../src/main/postgres/advisor/costs/hypopg.ts'
import { preparePlanning } from '../../../src/main/postgres/advisor/costs/plannable.ts'
import { createIndexSql } from '../../../src/main/postgres/advisor/definition.ts'
import { readSchema } from '../../../src/main/postgres/schema/read-schema.ts'
import type { Session } from '../../../src/main/postgres/session/session.ts'
import type { Bench } from './baselines.ts'
import { usedColumns } from './columns.ts'

/** What a baseline asks, with the calls counted; the same question is asked once. */
export async function openBench(
  session: Session,
  workload: readonly { sql: string; weight: number }[],
): Promise<Bench & { calls: () => number; forget: () => void }> {
  await session.run('SET LOCAL jit = off')
  const { tables } = await readSchema(session)
  const columns = tables.map(({ name, columns: list }) => ({
    table: name,
    columns: list.map((one) => one.name),
  }))
  const queries = await Promise.all(
    workload.map(async ({ sql, weight }, number) => {
      const parameterCount = Math.max(0, ...[...sql.matchAll(/\$(\d+)/g)].map(([, digits]) => Number(digits)))
      const query = { text: sql, parameterCount, parameters: undefined }
      return { sql, weight, number, query, used: usedColumns(sql, columns) }
    }),
  )
  const asked: { ask: Awaited<ReturnType<typeof preparePlanning>>['ask']; groups: Set<string> }[] = []
  for (const { query, number, used } of queries) {
    const { ask } = await preparePlanning(session, query, 1000 + number)
    asked.push({ ask, groups: new Set(used.keys()) })
  }
  const imagined = new HypotheticalIndexes(session, 'public')
  const places = new Map<string, { place: number; bytes: number }>()
  const known = new Map<string, number>()
  let calls = 0
  const placeOf = async (index: Candidate): Promise<{ place: number; bytes: number }> => {
    const key = candidateKey(index)
    const found = places.get(key)
    if (found) return found
    const sql = [createIndexSql(index, { concurrently: false })]
    const [answer] = await imagined.add([{ sql, group: index.table }])
    const made = { place: places.size, bytes: answer && 'sizeBytes' in answer ? answer.sizeBytes : Infinity }
    places.set(key, made)
    return made
  }
  return {
    queries,
    calls: () => calls,
    forget: () => {
      known.clear()
      calls = 0
    },
    size: async (index) => (await placeOf(index)).bytes,
    cost: async (query, indexes) => {
      const mine: number[] = []
      const one = asked[query]
      if (!one) throw new RangeError(`There is no query ${query}.`)
      for (const index of indexes) {
        const first = index.key[0]
        const used = queries[query]?.used.get(index.table)
        if (first?.kind === 'column' && used?.includes(first.column)) mine.push((await placeOf(index)).place)
      }
      mine.sort((a, b) => a - b)
      const key = `${query}:${mine.join()}`
      let cost = known.get(key)
      if (cost === undefined) {
        calls++
        cost = (await imagined.cost(one, mine)).cost * (queries[query]?.weight ?? 1)
        known.set(key, cost)
      }
      return cost
    },
  }
}
