import { access, constants, mkdir, readFile, realpath, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { Redis } from 'ioredis'
import { Failure } from '#shared/failure.ts'
import { startChild } from './child-process.ts'
import { freePort } from './free-port.ts'

export interface RedisServer {
  port: number
  url: string
  /** Resolves when the server has ended, asked to or not. */
  ended: Promise<void>
  stop: () => Promise<void>
}

/** Redis, or Valkey, as found on the path; `undefined` where there is neither. */
export async function findRedisServer(path = process.env['PATH'] ?? ''): Promise<string | undefined> {
  const names =
    process.platform === 'win32'
      ? ['redis-server.exe', 'valkey-server.exe']
      : ['redis-server', 'valkey-server']
  for (const folder of path.split(delimiter)) {
    for (const name of names) {
      const file = join(folder, name)
      const found = await access(file, constants.X_OK).then(
        () => true,
        () => false,
      )
      if (found) return file
    }
  }
  return undefined
}

/** The one command that installs it here. */
export function redisInstallCommand(platform: NodeJS.Platform = process.platform): string {
  if (platform === 'darwin') return 'brew install redis'
  if (platform === 'win32') return 'winget install Memurai.MemuraiDeveloper'
  return 'sudo apt-get install redis-server (or your system’s package of Redis or Valkey)'
}

/** Starts a Redis of its own on a free loopback port; nothing of it is kept when it stops. */
export async function startRedisServer(program: string, folder: string): Promise<RedisServer> {
  await mkdir(folder, { recursive: true })
  const portFile = join(folder, 'port')
  await stopLeftover(folder, Number(await readFile(portFile, 'utf8').catch(() => '0')))
  const port = await freePort()
  const server = startChild(program, [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--dir',
    folder,
    '--save',
    '',
    '--appendonly',
    'no',
    '--daemonize',
    'no',
    '--logfile',
    '',
  ])
  await writeFile(portFile, String(port))
  const client = new Redis({
    port,
    host: '127.0.0.1',
    retryStrategy: (attempt) => (attempt > 100 ? null : 50),
    maxRetriesPerRequest: null,
  })
  client.on('error', () => {})
  try {
    const answered = client.ping().then(() => true)
    const isUp = await Promise.race([answered, server.ended.then(() => false)])
    if (!isUp) {
      throw new Failure('SERVER_ERROR', 'The demo’s Redis ended while starting.', {
        hint: server.output().trim().split('\n').at(-1),
      })
    }
  } catch (error) {
    await server.stop('SIGTERM')
    throw error
  } finally {
    client.disconnect()
  }
  return {
    port,
    url: `redis://127.0.0.1:${port}/0`,
    ended: server.ended,
    stop: async () => await server.stop('SIGTERM'),
  }
}

/**
 * Ends the server that an earlier run left behind when it was killed: whoever answers on its port is
 * only ended when it says that this folder is its own.
 */
async function stopLeftover(folder: string, port: number): Promise<void> {
  if (!port) return
  const client = new Redis({ port, host: '127.0.0.1', retryStrategy: () => null, connectTimeout: 1_000 })
  client.on('error', () => {})
  try {
    const answer: unknown = await client.config('GET', 'dir')
    // Redis tells the folder without symbolic links.
    if (Array.isArray(answer) && answer[1] === (await realpath(folder))) await client.shutdown('NOSAVE')
  } catch {
    // Nobody listens there any more, or somebody who is not ours; SHUTDOWN itself answers by closing.
  } finally {
    client.disconnect()
  }
}
