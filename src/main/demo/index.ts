/**
 * The demo: a shop with planted problems on an embedded Postgres, a Redis and a Node service, all
 * real, started on free loopback ports and stopped with the workbench. The database is made once and
 * kept for the next start.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { DemoStatus } from '#shared/contract/demo.ts'
import { Failure, throwIfCancelled } from '#shared/failure.ts'
import type { Environments } from '../environments/index.ts'
import { LiveValue } from '../live-value.ts'
import { startEmbeddedPostgres } from './embedded-postgres.ts'
import { examples } from './examples.ts'
import { lockOwner, takeLock } from './lock.ts'
import { fillRedis } from './redis-data.ts'
import { sendLookups } from './redis-traffic.ts'
import { findRedisServer, redisInstallCommand, startRedisServer } from './redis-server.ts'
import { findNode, startShopApi } from './shop-api.ts'
import { ensureShop, SHOP_DATABASE } from './shop-database.ts'
import { DATABASE_TARGET, demoTargets } from './targets.ts'
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

/** A server of the demo: it may end without being asked to. */
interface DemoPart {
  ended: Promise<void>
  stop: () => Promise<void>
}

const stopped: DemoStatus = { state: 'stopped', message: 'Not running.', examples: [], missing: [] }

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
  let running: (() => void | Promise<void>)[] = []
  let controller = new AbortController()
  let starting: Promise<void> = Promise.resolve()
  let ending: Promise<void> | undefined
  removeLeftEnvironment(folder, options)

  const begin = async (signal: AbortSignal): Promise<void> => {
    const say = (message: string, progress?: DemoStatus['progress']): void => {
      throwIfCancelled(signal)
      status.set({ ...stopped, state: 'starting', message, ...(progress ? { progress } : {}) })
    }
    const keep = (name: string, part: DemoPart): void => {
      running.push(part.stop)
      void part.ended.then(() => {
        if (!signal.aborted) void end(endedByItself(name))
      })
    }
    const missing: string[] = []
    say('Starting Postgres')
    running.push(lockFolder(folder))
    const postgres = await startEmbeddedPostgres({
      folder: join(folder, 'postgres'),
      settings: postgresSettings,
    })
    keep('Postgres', postgres)
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
      keep('Redis', redis)
      await fillRedis(redis.url)
      const lookups = sendLookups(redis.url, signal)
      running.push(async () => await lookups)
    }

    say('Starting the HTTP service')
    const node = await findNode()
    if (!node) {
      missing.push('The HTTP service needs Node.js on the path: install it, then start the demo again.')
    }
    const urls = { database: postgres.url + SHOP_DATABASE, redis: redis?.url }
    const api = node ? await startShopApi(node, urls).catch(toMissing(missing)) : undefined
    if (api) {
      keep('HTTP service', api)
      const traffic = sendTraffic(api.port, signal)
      running.push(async () => await traffic)
    }

    throwIfCancelled(signal)
    const environment = options.environments.putDemo({
      name: 'demo',
      targets: demoTargets({ postgres: { ...postgres, database: SHOP_DATABASE }, redis, api }),
    })
    running.push(() => options.environments.removeDemo())
    const database = environment.targets.find((target) => target.name === DATABASE_TARGET)
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
    starting = begin(signal).catch((error: unknown) => {
      // Whoever aborted it ends it.
      if (!signal.aborted) void end(error)
    })
  }

  /** Ends every part. `cause` is why, unless somebody asked for it. Asked twice, it happens once. */
  const end = async (cause?: unknown): Promise<void> => {
    ending ??= endParts(cause).finally(() => {
      ending = undefined
    })
    await ending
  }

  const endParts = async (cause: unknown): Promise<void> => {
    controller.abort()
    if (status.get().state === 'running') {
      status.set({ ...stopped, state: 'stopping', message: 'Stopping.' })
    }
    await starting
    const parts = running.toReversed()
    running = []
    for (const stopPart of parts) {
      try {
        await stopPart()
      } catch (error) {
        options.log(`demo: a part did not stop: ${String(error)}`)
      }
    }
    if (cause !== undefined) options.log(`demo: ${describe(cause)}`)
    status.set(cause === undefined ? stopped : failed(cause))
  }

  const stop = async (): Promise<void> => {
    if (status.get().state !== 'stopped') await end()
  }

  return { watch: (signal) => status.watch(signal), start, stop, close: stop }
}

/** A workbench that was killed could not remove its demo; one that still runs keeps its own. */
function removeLeftEnvironment(folder: string, { environments, log }: DemoOptions): void {
  try {
    const release = lockOwner(folder) === undefined ? () => {} : takeLock(folder)
    if (!release) return
    environments.removeDemo()
    release()
  } catch (error) {
    // The workbench can be used without the demo; starting that will say what is wrong.
    log(`demo: what was left of it could not be removed: ${String(error)}`)
  }
}

/**
 * Keeps two workbenches from running the demo of one folder at once: they would stop each other's
 * servers. Gives back what releases it.
 */
function lockFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true })
  const release = takeLock(folder)
  if (release) return release
  const owner = lockOwner(folder)
  throw new Failure(
    'REFUSED',
    `The demo already runs in another Pitwall${owner === undefined ? '' : ` (process ${owner})`}.`,
    { hint: 'Use that one, or stop it first.' },
  )
}

function endedByItself(name: string): Failure {
  return new Failure('CONNECTION_LOST', `The demo’s ${name} has ended, so the demo was stopped.`, {
    hint: 'Start the demo again; its data was kept.',
  })
}

/** For the log: a defect with its stack, an expected failure with its sentences. */
function describe(cause: unknown): string {
  if (cause instanceof Failure) return [cause.message, cause.hint].filter(Boolean).join(' ')
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)
}

function failed(cause: unknown): DemoStatus {
  const failure = cause instanceof Failure ? cause : undefined
  return {
    ...stopped,
    state: 'failed',
    message: failure?.message ?? 'The demo could not be started.',
    hint: failure?.hint ?? (cause instanceof Error ? cause.message : undefined),
  }
}

/** A part that cannot start is told; the demo goes on without it. */
function toMissing(missing: string[]): (error: unknown) => undefined {
  return (error) => {
    if (!(error instanceof Failure)) throw error
    missing.push([error.message, error.hint].filter(Boolean).join(' '))
    return undefined
  }
}
