import { type Candidate, candidateKey } from '../../../src/main/postgres/advisor/candidate.ts'
import { HypotheticalIndexes } from '../../../src/main/postgres/advisor/costs/hypopg.ts'
import { preparePlanning } from '../../../src/main/postgres/advisor/costs/plannable.ts'
import { createIndexSql } from '../../../src/main/postgres/advisor/definition.ts'
import { readSchema } from '../../../src/main/postgres/schema/read-schema.ts'
import { readWorkload } from '../../../src/main/postgres/advisor/workload.ts'
import type { Session } from '../../../src/main/postgres/session/session.ts'
import type { Bench } from './baselines.ts'
import { usedColumns } from './columns.ts'

/** What a baseline asks, with the calls counted; the same question is asked once. */
export async function openBench(
  session: Session,
  workload: readonly { sql: string; weight: number }[],
): Promise<Bench & { calls: () => number; forget: () => void }> {
  await session.run('SET LOCAL jit = off')
  const schema = await readSchema(session)
  const columns = schema.tables.map(({ name, columns: list }) => ({
    table: name,
    columns: list.map((one) => one.name),
  }))
  // Read as the advisor reads them, so that all are asked about the same texts.
  const given = workload.map(({ sql, weight }, at) => ({ id: String(at), sql, weight }))
  const read = await readWorkload(given, schema, undefined)
  const queries = read.queries.map((query, number) => ({
    query,
    number,
    used: usedColumns(query.sql, columns),
  }))
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
        cost = (await imagined.cost(one, mine)).cost * (queries[query]?.query.weight ?? 1)
        known.set(key, cost)
      }
      return cost
    },
  }
}
