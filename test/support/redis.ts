import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { startChild, type Child } from '#main/demo/child-process.ts'
import { findRedisServer } from '#main/demo/redis-server.ts'
import { targetFromUrl } from '#main/environments/index.ts'
import { requireRedis, type RedisTarget } from '#main/redis/redis-target.ts'
import type { Guard } from '#shared/contract/environments.ts'

/** Redis or Valkey of this machine; tests that need one are skipped without. */
export const redisProgram = await findRedisServer()

export interface RedisOptions {
  /** Of redis-server, each word for itself: `['--maxmemory', '10mb']`. */
  config?: readonly string[]
  /** Another server than {@link redisProgram}. */
  program?: string
  /** What {@link TestRedis.redis} logs in with, where the config asks for one. */
  password?: string
}

export interface TestRedis {
  port: number
  /** Without a password. */
  url: string
  /** The path of its Unix socket. */
  socket: string
  /** Its folder: files of its own may be put there before it stops. */
  folder: string
  pid: number
  /** For looking at it and changing it from beside. */
  redis: Redis
  /** As a target of an environment named `staging`. */
  target: (guard?: Guard) => RedisTarget
  /** What it has written to its log, the end of it. */
  log: () => string
  /** At once and without a goodbye, as kill -9. */
  kill: () => Promise<void>
  stop: () => Promise<void>
}

/** A Redis of its own on a free loopback port; nothing of it is kept. */
export async function startRedis(options: RedisOptions = {}): Promise<TestRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'pitwall-redis-'))
  const port = await freePortWithBus()
  const socket = join(folder, 'redis.sock')
  const settings = { port, bind: '127.0.0.1', dir: folder, save: '', unixsocket: socket, logfile: '' }
  const child = await startServer(options.program, [
    ...Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]),
    ...(options.config ?? []),
  ])
  const redis = adminOf(port, options.password)
  const target = requireRedis(targetFromUrl(`redis://127.0.0.1:${port}`, {}))
  const end = async (signal: NodeJS.Signals) => {
    redis.disconnect()
    await child.stop(signal)
    await rm(folder, { recursive: true, force: true })
  }
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    socket,
    folder,
    pid: child.process.pid ?? 0,
    redis,
    target: (guard = 'open') => ({
      ...target,
      password: options.password,
      environment: { name: 'staging', guard },
    }),
    log: child.output,
    kill: async () => await end('SIGKILL'),
    stop: async () => await end('SIGTERM'),
  }
}

export interface TestCluster {
  /** Three masters, each with a third of the slots. */
  nodes: TestRedis[]
  /** Of the first node. */
  url: string
  target: (guard?: Guard) => RedisTarget
  stop: () => Promise<void>
}

const SLOTS = 16_384

export async function startRedisCluster(options: RedisOptions = {}): Promise<TestCluster> {
  const config = ['--cluster-enabled', 'yes', '--cluster-node-timeout', '5000', ...(options.config ?? [])]
  const nodes = await Promise.all([1, 2, 3].map(async () => await startRedis({ ...options, config })))
  const stop = async () => {
    await Promise.all(nodes.map(async (node) => await node.stop()))
  }
  const [first] = nodes
  if (first === undefined) throw new Error('no node')
  try {
    for (const [index, { redis }] of nodes.entries()) {
      const from = Math.round((SLOTS * index) / nodes.length)
      const to = Math.round((SLOTS * (index + 1)) / nodes.length)
      await redis.call('CLUSTER', 'SET-CONFIG-EPOCH', String(index + 1))
      const slots = Array.from({ length: to - from }, (_, slot) => from + slot)
      await redis.call('CLUSTER', 'ADDSLOTS', ...slots)
      await redis.call('CLUSTER', 'MEET', '127.0.0.1', String(first.port))
    }
    for (const { redis } of nodes) {
      await until('the cluster is whole', async () => {
        const info = String(await redis.call('CLUSTER', 'INFO'))
        return info.includes('cluster_state:ok') && info.includes(`cluster_known_nodes:${nodes.length}`)
      })
    }
  } catch (error) {
    await stop()
    throw error
  }
  return { nodes, url: first.url, target: first.target, stop }
}

export interface SentinelOptions extends RedisOptions {
  /** Sentinel itself wants this password. */
  sentinelPassword?: string
}

export interface TestSentinel {
  /** Of the Sentinel, which watches the master `main`. */
  port: number
  /** redis+sentinel://127.0.0.1:port/main */
  url: string
  /** The master of the start and its replica. */
  servers: [TestRedis, TestRedis]
  /** Makes the replica the master, and ends when it is. */
  failover: () => Promise<void>
  stop: () => Promise<void>
}

export async function startRedisSentinel(options: SentinelOptions = {}): Promise<TestSentinel> {
  const { password } = options
  const shared = [
    ...(options.config ?? []),
    ...(password === undefined ? [] : ['--requirepass', password, '--masterauth', password]),
    // Copies reach the replica at once.
    '--repl-diskless-sync-delay',
    '0',
  ]
  const master = await startRedis({ ...options, config: shared })
  const replica = await startRedis({
    ...options,
    config: [...shared, '--replicaof', '127.0.0.1', String(master.port)],
  })
  const port = await freePortWithBus()
  const configFile = join(master.folder, 'sentinel.conf')
  await writeFile(
    configFile,
    [
      `port ${port}`,
      'bind 127.0.0.1',
      `dir ${master.folder}`,
      `sentinel monitor main 127.0.0.1 ${master.port} 1`,
      'sentinel down-after-milliseconds main 1000',
      'sentinel failover-timeout main 2000',
      ...(password === undefined ? [] : [`sentinel auth-pass main ${password}`]),
      ...(options.sentinelPassword === undefined ? [] : [`requirepass ${options.sentinelPassword}`]),
      '',
    ].join('\n'),
  )
  const child = await startServer(options.program, [configFile, '--sentinel'])
  const sentinel = adminOf(port, options.sentinelPassword)
  const portOfMaster = async () => {
    const answer: unknown = await sentinel.call('SENTINEL', 'get-master-addr-by-name', 'main')
    return Array.isArray(answer) ? Number(answer[1]) : 0
  }
  const stop = async () => {
    sentinel.disconnect()
    await child.stop('SIGTERM')
    await Promise.all([master.stop(), replica.stop()])
  }
  try {
    await until('the replica is a copy', async () => {
      const role: unknown = await replica.redis.call('ROLE')
      return Array.isArray(role) && role[3] === 'connected'
    })
  } catch (error) {
    await stop()
    throw error
  }
  return {
    port,
    url: `redis+sentinel://127.0.0.1:${port}/main`,
    servers: [master, replica],
    async failover() {
      const before = await portOfMaster()
      const after = before === master.port ? replica : master
      await until('the Sentinel knows a replica to promote', async () =>
        sentinel.call('SENTINEL', 'failover', 'main').then(
          () => true,
          () => false,
        ),
      )
      await until('the replica is the master', async () => {
        const role: unknown = await after.redis.call('ROLE')
        return (await portOfMaster()) === after.port && Array.isArray(role) && role[0] === 'master'
      })
    },
    stop,
  }
}

async function startServer(program: string | undefined, args: readonly string[]): Promise<Child> {
  const file = program ?? redisProgram
  if (file === undefined) throw new Error('There is no redis-server on the path.')
  const child = startChild(file, [...args], { lastSignal: 'SIGKILL' })
  const ready = new Promise<void>((resolve) => {
    const look = () => {
      if (/ready to accept connections|Sentinel ID is/i.test(child.output())) resolve()
    }
    child.process.stdout?.on('data', look)
  })
  const isUp = await Promise.race([ready.then(() => true), child.ended.then(() => false)])
  if (!isUp) throw new Error(`Redis ended while starting: ${child.output()}`)
  return child
}

function adminOf(port: number, password: string | undefined): Redis {
  const redis = new Redis({
    port,
    host: '127.0.0.1',
    lazyConnect: true,
    retryStrategy: (attempt) => (attempt > 20 ? null : 50),
    ...(password === undefined ? {} : { password }),
  })
  // Commands reject by themselves.
  redis.on('error', () => {})
  return redis
}

/** A cluster's nodes speak with each other 10,000 ports higher. */
async function freePortWithBus(): Promise<number> {
  for (;;) {
    const port = await listenOnce(0)
    if (port !== undefined && port + 10_000 <= 65_535 && (await listenOnce(port + 10_000)) !== undefined) {
      return port
    }
  }
}

async function listenOnce(port: number): Promise<number | undefined> {
  return await new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(undefined))
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(address === null || typeof address === 'string' ? undefined : address.port))
    })
  })
}

/** Asks again until it is so; what a server does in its own time is not told otherwise. */
export async function until(what: string, isSo: () => Promise<boolean>, patienceMs = 30_000): Promise<void> {
  const end = performance.now() + patienceMs
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`Waited in vain until ${what}.`)
    await wait(20)
  }
}
