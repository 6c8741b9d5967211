import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createConnection, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import * as z from 'zod'
import { type BenchResult, type BenchRow, median } from '../table.ts'
import { fill } from './fill.ts'
import { pinned, type Ran, run } from './pinned.ts'

const KEYS = 1_000_000
const MANY_KEYS = 5_000_000
const ROUNDS = 3
const GETS = 30_000
const CLI = join(import.meta.dirname, '../../../src/main/cli.ts')

const documentSchema = z.object({ keys: z.number(), keysPerSecond: z.number() })

/**
 * The analysis of a whole keyspace beside `redis-cli --bigkeys` and `--memkeys`, in turn on one server;
 * the server on one core, its clients on another. Times are of whole commands, their start included.
 */
export async function benchKeyspace(): Promise<BenchResult> {
  const rows: BenchRow[] = []
  await withServer(KEYS, async (port) => {
    rows.push(...(await speeds(port)), ...(await idleTimes(port)), ...(await latencies(port)))
  })
  await withServer(MANY_KEYS, async (port) => {
    const { memory, output } = await analyse(port, 'full')
    const { keys, keysPerSecond } = documentSchema.parse(JSON.parse(output))
    rows.push({
      name: `resident memory at ${whole(keys)} keys`,
      value: `${(memory / 1_048_576).toFixed(0)} MB (${whole(keysPerSecond)} keys/s)`,
    })
  })
  return { rows }
}

async function speeds(port: number): Promise<BenchRow[]> {
  const times = { ours: [] as number[], bigkeys: [] as number[], memkeys: [] as number[] }
  const rates: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const { seconds, output } = await analyse(port, 'full')
    times.ours.push(seconds)
    rates.push(documentSchema.parse(JSON.parse(output)).keysPerSecond)
    times.bigkeys.push((await run(['redis-cli', '-p', String(port), '--bigkeys'])).seconds)
    times.memkeys.push((await run(['redis-cli', '-p', String(port), '--memkeys'])).seconds)
  }
  const [ours, bigkeys, memkeys] = [median(times.ours), median(times.bigkeys), median(times.memkeys)]
  return [
    {
      name: `${whole(KEYS)} keys, Pitwall (type, TTL, memory, idle, encoding)`,
      value: `${ours.toFixed(2)} s, ${whole(median(rates))} keys/s`,
    },
    {
      name: 'redis-cli --bigkeys',
      value: `${bigkeys.toFixed(2)} s, ${(bigkeys / ours).toFixed(1)} times ours`,
    },
    {
      name: 'redis-cli --memkeys',
      value: `${memkeys.toFixed(2)} s, ${(memkeys / ours).toFixed(1)} times ours`,
    },
  ]
}

/** Idle times of a key that nobody used since it was made, after each of them. */
async function idleTimes(port: number): Promise<BenchRow[]> {
  const idle = async () =>
    Number((await run(['redis-cli', '-p', String(port), 'OBJECT', 'IDLETIME', 'user:31:profile'])).output)
  await run(['redis-cli', '-p', String(port), 'GET', 'counter:29'])
  const before = await idle()
  await wait(2000)
  await analyse(port, 'full')
  const ours = await idle()
  await run(['redis-cli', '-p', String(port), '--bigkeys'])
  return [
    {
      name: 'idle time of a key before, after ours, after --bigkeys',
      value: `${before} s, ${ours} s, ${await idle()} s`,
    },
  ]
}

/** The 99th percentile of a lone client's GETs, with nothing beside it and with the analysis. */
async function latencies(port: number): Promise<BenchRow[]> {
  const alone: number[] = []
  const beside = { gentle: [] as number[], full: [] as number[] }
  for (let round = 0; round < ROUNDS; round += 1) {
    alone.push(await gets(port))
    for (const pace of ['gentle', 'full'] as const) {
      const stop = new AbortController()
      const analysis = analyse(port, pace, stop.signal)
      // Past its start, which is Node's own work and not the analysis's.
      await wait(1500)
      beside[pace].push(await gets(port))
      stop.abort()
      await analysis
    }
  }
  const base = median(alone)
  const row = (name: string, times: readonly number[]): BenchRow => ({
    name,
    value: `${(median(times) * 1000).toFixed(0)} µs, ${(median(times) / base).toFixed(2)} times`,
  })
  return [
    row('p99 of a client’s GET alone', alone),
    row('… beside a gentle analysis', beside.gentle),
    row('… beside one at full pace', beside.full),
  ]
}

async function gets(port: number): Promise<number> {
  const { output } = await run([
    'redis-benchmark',
    '-p',
    String(port),
    '-c',
    '1',
    '-n',
    String(GETS),
    '-r',
    String(KEYS),
    '--csv',
    'GET',
    'counter:__rand_int__',
  ])
  const [, figures = ''] = output.trim().split('\n')
  // test, rps, avg, min, p50, p95, p99, max
  return Number(figures.split(',')[6]?.replaceAll('"', ''))
}

async function analyse(port: number, pace: string, signal?: AbortSignal): Promise<Ran> {
  return await run(
    [process.execPath, CLI, 'keyspace', '--redis', `redis://127.0.0.1:${port}`, '--pace', pace, '--json'],
    signal,
  )
}

async function withServer(keys: number, work: (port: number) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'pitwall-bench-'))
  const port = await freePort()
  const server = spawn(
    ...pinned(
      ['redis-server', '--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder],
      'server',
    ),
    { stdio: 'ignore' },
  )
  try {
    await listening(port, server)
    await fill(port, keys)
    await work(port)
  } finally {
    server.kill('SIGKILL')
    await once(server, 'close')
    await rm(folder, { recursive: true, force: true })
  }
}

async function listening(port: number, server: ChildProcess): Promise<void> {
  for (;;) {
    if (server.exitCode !== null) throw new Error('redis-server did not start')
    const socket = createConnection(port, '127.0.0.1')
    const isOpen = await new Promise<boolean>((resolve) => {
      socket.on('connect', () => resolve(true))
      socket.on('error', () => resolve(false))
    })
    socket.destroy()
    if (isOpen) return
    await wait(20)
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' ? (address?.port ?? 0) : 0
}

const whole = (number: number) => Math.round(number).toLocaleString('en-US')
