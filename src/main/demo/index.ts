/**
 * The demo: a shop with planted problems on an embedded Postgres, a Redis and a Node service, all
 * real, started on free loopback ports and stopped with the workbench. The database is made once and
 * kept for the next start.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DemoStatus } from '#shared/contract/demo.ts'
import type { Address } from '#shared/contract/environments.ts'
import { Failure, throwIfCancelled } from '#shared/failure.ts'
import type { Environments } from '../environments/index.ts'
import { LiveValue } from '../live-value.ts'
import { startEmbeddedPostgres } from './embedded-postgres.ts'
import { examples } from './examples.ts'
import { fillRedis } from './redis-data.ts'
import { findRedisServer, redisInstallCommand, startRedisServer } from './redis-server.ts'
import { findNode, startShopApi } from './shop-api.ts'
import { ensureShop, SHOP_DATABASE } from './shop-database.ts'
import { sendTraffic } from './traffic.ts'

export interface Demo {
  watch(signal: AbortSignal | undefined): AsyncGenerator<DemoStatus>
  /** Starts it where it is stopped; `watch` tells how it goes. */
  start(): void
  /** Ends every part; waits until all have ended. */
  stop(): Promise<void>
  close(): Promise<void>
}

export interface DemoOptions {
  home: string
  environments: Environments
  log: (message: string) => void
}

interface DemoTarget {
  name: string
  address: Address
  password?: string
}

const stopped: DemoStatus = { state: 'stopped', message: 'Not running.', examples: [], missing: [] }
const TARGET_NAME = 'Shop database'

const postgresSettings = {
  shared_preload_libraries: 'pg_stat_statements,auto_explain',
  'auto_explain.log_min_duration': '500ms',
  'auto_explain.log_analyze': 'on',
  'auto_explain.sample_rate': '0.1',
  track_io_timing: 'on',
  shared_buffers: '256MB',
  // The demo's data can be made again: no replica, little WAL, no waiting for the disk.
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '4GB',
  synchronous_commit: 'off',
}

export function createDemo(options: DemoOptions): Demo {
  const status = new LiveValue<DemoStatus>(stopped)
  const folder = join(options.home, 'demo')
  /** What to stop, the last started first. */
  let running: (() => Promise<void>)[] = []
  let controller = new AbortController()
  let starting: Promise<void> = Promise.resolve()
  // A workbench that was killed could not remove it.
  options.environments.removeDemo()

  const stopAll = async (): Promise<void> => {
    const parts = running.toReversed()
    running = []
    for (const stopPart of parts) {
      await stopPart().catch((error: unknown) => options.log(`demo: a part did not stop: ${String(error)}`))
    }
    options.environments.removeDemo()
  }

  const begin = async (signal: AbortSignal): Promise<void> => {
    const say = (message: string, progress?: DemoStatus['progress']): void => {
      throwIfCancelled(signal)
      status.set({ ...stopped, state: 'starting', message, ...(progress ? { progress } : {}) })
    }
    const missing: string[] = []
    say('Starting Postgres')
    await mkdir(folder, { recursive: true })
    running.push(await takeLock(join(folder, 'running')))
    const postgres = await startEmbeddedPostgres({
      folder: join(folder, 'postgres'),
      settings: postgresSettings,
    })
    running.push(postgres.stop)
    await ensureShop(
      postgres.url,
      ({ done, total }) => say('Making 2.3 million rows, once', { done, total }),
      signal,
    )

    say('Starting Redis')
    const program = await findRedisServer()
    if (!program) {
      missing.push(`Redis is not installed: ${redisInstallCommand()}, then start the demo again.`)
    }
    const redis = program
      ? await startRedisServer(program, join(folder, 'redis')).catch(toMissing(missing))
      : undefined
    if (redis) {
      running.push(redis.stop)
      await fillRedis(redis.url)
    }

    say('Starting the HTTP service')
    const node = await findNode()
    if (!node) {
      missing.push('The HTTP service needs Node.js on the path: install it, then start the demo again.')
    }
    const urls = { database: postgres.url + SHOP_DATABASE, redis: redis?.url }
    const api = node ? await startShopApi(node, urls).catch(toMissing(missing)) : undefined
    if (api) {
      running.push(api.stop)
      const traffic = sendTraffic(api.port, signal)
      running.push(async () => await traffic)
    }

    throwIfCancelled(signal)
    const environment = options.environments.putDemo({
      name: 'demo',
      targets: demoTargets(postgres, redis?.port, api),
    })
    const database = environment.targets.find((target) => target.name === TARGET_NAME)
    status.set({
      state: 'running',
      message: 'Running.',
      environmentId: environment.id,
      examples: database ? examples.map((example) => ({ ...example, targetId: database.id })) : [],
      missing,
    })
  }

  const start = (): void => {
    const { state } = status.get()
    if (state !== 'stopped' && state !== 'failed') return
    controller = new AbortController()
    const { signal } = controller
    status.set({ ...stopped, state: 'starting', message: 'Starting.' })
    starting = begin(signal).catch(async (error: unknown) => {
      await stopAll()
      if (signal.aborted) {
        status.set(stopped)
        return
      }
      options.log(`demo: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
      const failure = error instanceof Failure ? error : undefined
      status.set({
        ...stopped,
        state: 'failed',
        message: failure?.message ?? 'The demo could not be started.',
        hint: failure?.hint ?? (error instanceof Error ? error.message : undefined),
      })
    })
  }

  const stop = async (): Promise<void> => {
    if (status.get().state === 'stopped') return
    controller.abort()
    if (status.get().state === 'running') {
      status.set({ ...stopped, state: 'stopping', message: 'Stopping.' })
    }
    await starting
    await stopAll()
    status.set(stopped)
  }

  return { watch: (signal) => status.watch(signal), start, stop, close: stop }
}

/** A part that cannot start is told; the demo goes on without it. */
function toMissing(missing: string[]): (error: unknown) => undefined {
  return (error) => {
    if (!(error instanceof Failure)) throw error
    missing.push([error.message, error.hint].filter(Boolean).join(' '))
    return undefined
  }
}

function demoTargets(
  postgres: { host: string; port: number; user: string; password: string },
  redisPort: number | undefined,
  api: { port: number; inspectorPort: number } | undefined,
): DemoTarget[] {
  const host = '127.0.0.1'
  const targets: DemoTarget[] = [
    {
      name: TARGET_NAME,
      address: {
        kind: 'postgres',
        host: postgres.host,
        port: postgres.port,
        database: SHOP_DATABASE,
        user: postgres.user,
        tls: { mode: 'disable' },
      },
      password: postgres.password,
    },
  ]
  if (redisPort !== undefined) {
    targets.push({
      name: 'Shop cache',
      address: { kind: 'redis', host, port: redisPort, database: 0, tls: { mode: 'disable' } },
    })
  }
  if (api) {
    targets.push(
      { name: 'Shop API', address: { kind: 'http', url: `http://${host}:${api.port}` } },
      { name: 'Shop API process', address: { kind: 'node', host, port: api.inspectorPort } },
    )
  }
  return targets
}

/**
 * Keeps two workbenches from running the demo of one folder at once: they would stop each other's
 * server. Gives back what releases the lock. A lock whose process is gone is taken over.
 */
async function takeLock(file: string): Promise<() => Promise<void>> {
  const owner = Number(await readFile(file, 'utf8').catch(() => ''))
  if (owner > 0 && owner !== process.pid && isAlive(owner)) {
    throw new Failure('REFUSED', `The demo already runs in another Pitwall (process ${owner}).`, {
      hint: 'Use that one, or stop it first.',
    })
  }
  await writeFile(file, String(process.pid))
  return async () => await rm(file, { force: true })
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
