import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readRawPlan } from '#main/postgres/explain/read.ts'
import { type BenchResult, median } from './table.ts'

/** Characters of the plan that is read, about. */
const LENGTH = 10_000_000
const ROUNDS = 9

/**
 * How fast plans are read, in megabytes of text a second. The peer is JSON.parse of the same text,
 * which is what any reader of FORMAT JSON does first; the rounds of all take turns.
 */
export async function benchPlanParse(): Promise<BenchResult> {
  const json = largeJson()
  const text = largeText()
  const runs = [
    {
      name: 'JSON.parse',
      length: json.length,
      run: () => JSON.parse(json) as unknown,
      times: [] as number[],
    },
    { name: 'JSON', length: json.length, run: () => readRawPlan(json), times: [] as number[] },
    { name: 'text', length: text.length, run: () => readRawPlan(text), times: [] as number[] },
  ]
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const { run, times } of runs) {
      const start = performance.now()
      run()
      // The first round warms up.
      if (round > 0) times.push(performance.now() - start)
      await Promise.resolve()
    }
  }
  const [peer, ours, ofText] = runs.map(({ length, times }) => length / 1000 / median(times))
  return {
    rows: [
      { name: 'FORMAT JSON, 10 MB', value: `${figure(ours)} MB/s` },
      { name: 'JSON.parse of the same', value: `${figure(peer)} MB/s` },
      { name: 'time against JSON.parse', value: `${((peer ?? 0) / (ours ?? 1)).toFixed(2)} ×` },
      { name: 'FORMAT TEXT, 10 MB', value: `${figure(ofText)} MB/s` },
    ],
  }
}

function figure(rate: number | undefined): string {
  return (rate ?? 0).toFixed(rate !== undefined && rate < 10 ? 1 : 0)
}

/** A real plan of fifteen joins, its inputs repeated below one root. */
function largeJson(): string {
  const given = fixture('mixed-deep.json')
  const opening = '"Plans": [\n'
  const start = given.indexOf(opening) + opening.length
  const end = given.lastIndexOf('\n      ]\n    },')
  const inputs = given.slice(start, end)
  const copies = Math.ceil(LENGTH / inputs.length)
  return given.slice(0, start) + Array.from({ length: copies }, () => inputs).join(',\n') + given.slice(end)
}

function largeText(): string {
  const given = fixture('mixed-deep.txt')
  const start = given.indexOf('\n') + 1
  const end = given.indexOf('Settings:')
  const inputs = given.slice(start, end)
  return given.slice(0, start) + inputs.repeat(Math.ceil(LENGTH / inputs.length)) + given.slice(end)
}

function fixture(name: string): string {
  return readFileSync(join(import.meta.dirname, '..', 'fixtures', 'plans', 'pg18', name), 'utf8')
}
