import { spawnSync } from 'node:child_process'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { Pool } from 'undici'
import { createAttachments } from '#main/node/attachments/index.ts'
import { cpuOverheadPercent, heapOverheadPercent } from '#shared/profile/overhead.ts'
import { pairedRatio } from '#shared/stats/ratio-interval.ts'
import { startNode, type TestNode } from '../../support/node-process.ts'
import { type BenchResult, type BenchRow, median } from '../table.ts'

/** Of each way, in turn with the service left alone. */
const ROUNDS = 9
const ROUND_MS = 2_000
const AT_ONCE = 32

const HEAP_BYTES = 131_072
const CPU_US = 1_000

interface Sampling {
  name: string
  expectedPercent: number
  start: readonly { method: string; params?: object }[]
  stop: readonly { method: string }[]
}

const ways: readonly Sampling[] = [
  {
    name: 'heap every 128 KiB',
    expectedPercent: heapOverheadPercent(HEAP_BYTES),
    start: [{ method: 'HeapProfiler.startSampling', params: { samplingInterval: HEAP_BYTES } }],
    stop: [{ method: 'HeapProfiler.stopSampling' }],
  },
  {
    name: 'CPU every 1 ms',
    expectedPercent: cpuOverheadPercent(CPU_US),
    start: [
      { method: 'Profiler.enable' },
      { method: 'Profiler.setSamplingInterval', params: { interval: CPU_US } },
      { method: 'Profiler.start' },
    ],
    stop: [{ method: 'Profiler.stop' }, { method: 'Profiler.disable' }],
  },
]

/**
 * What sampling takes of the throughput of a real HTTP service that parses and writes JSON, on a core of
 * its own: requests a second with and without, in turn.
 */
export async function benchSampling(): Promise<BenchResult> {
  await using node = await startNode({
    file: join(import.meta.dirname, '../../fixtures/services/steady.mjs'),
    // Objects made and thrown away for each request.
    env: { VARIANT: '1' },
    inspect: true,
  })
  pin(node)
  const attachments = createAttachments({
    resolveTarget: async (id) => await Promise.reject(new Error(`There is no target ${id}.`)),
  })
  try {
    const port = node.inspectorPort
    if (port === undefined) throw new Error('Its inspector is not open.')
    const { id } = await attachments.open({ by: 'inspector', host: '127.0.0.1', port })
    const { inspector } = attachments.use(id)
    // Compiled and warm.
    await throughput(node)
    const rows: BenchRow[] = []
    for (const way of ways) {
      const without: number[] = []
      const sampled: number[] = []
      for (let round = 0; round < ROUNDS; round++) {
        without.push(await throughput(node))
        for (const { method, params } of way.start) await inspector.send(method, params)
        sampled.push(await throughput(node))
        for (const { method } of way.stop) await inspector.callForBytes(method)
      }
      const { median: ratio, low, high } = pairedRatio(without, sampled)
      rows.push({
        name: way.name,
        value: `costs ${percent(ratio)} (${percent(high)} to ${percent(low)}), expected ${way.expectedPercent.toFixed(1)} %; ${median(without).toFixed(0)} requests/s without`,
      })
    }
    return { rows }
  } finally {
    await attachments.closeAll()
  }
}

/** What is left of a throughput, as what it lost. */
function percent(part: number): string {
  return `${((1 - part) * 100).toFixed(1)} %`
}

/** The service on one core and the requests on the other, where there are two. */
function pin({ pid }: TestNode): void {
  if (cpus().length < 2 || spawnSync('taskset', ['-V']).status !== 0) return
  spawnSync('taskset', ['-a', '-c', '-p', '0', String(pid)])
  spawnSync('taskset', ['-a', '-c', '-p', '1', String(process.pid)])
}

/** Requests a second that were answered in a round, so many always under way. */
async function throughput({ url }: TestNode): Promise<number> {
  const pool = new Pool(url, { connections: AT_ONCE })
  const began = performance.now()
  let answered = 0
  const one = async (): Promise<void> => {
    while (performance.now() - began < ROUND_MS) {
      const { body } = await pool.request({ path: '/', method: 'GET' })
      await body.dump()
      answered++
    }
  }
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, one))
    return answered / ((performance.now() - began) / 1000)
  } finally {
    await pool.close()
  }
}
