import { type ChildProcess, fork } from 'node:child_process'
import { access, constants } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { Failure } from '#shared/failure.ts'
import { resourcePath } from '../resources.ts'
import { freePort } from './free-port.ts'

export interface ShopApi {
  port: number
  inspectorPort: number
  /** Resolves when the service has ended, asked to or not. */
  ended: Promise<void>
  stop: () => Promise<void>
}

/** How long the service may take to answer the request to end, before it is killed. */
const STOP_PATIENCE_MS = 5_000

/**
 * The Node that runs the service: this one, or under Electron, whose own binary is no plain Node, the
 * one on the path. `undefined` where there is none.
 */
export async function findNode(path = process.env['PATH'] ?? ''): Promise<string | undefined> {
  if (process.versions['electron'] === undefined) return process.execPath
  for (const folder of path.split(delimiter)) {
    const file = join(folder, process.platform === 'win32' ? 'node.exe' : 'node')
    const found = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (found) return file
  }
  return undefined
}

/** Starts the HTTP and WebSocket service with its inspector open, both on free loopback ports. */
export async function startShopApi(
  node: string,
  urls: { database: string; redis: string | undefined },
): Promise<ShopApi> {
  const inspectorPort = await freePort()
  const child = fork(resourcePath('demo', 'api', 'server.mjs'), [], {
    execPath: node,
    execArgv: [`--inspect=127.0.0.1:${inspectorPort}`],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: {
      ...process.env,
      PORT: '0',
      DATABASE_URL: urls.database,
      ...(urls.redis === undefined ? {} : { REDIS_URL: urls.redis }),
    },
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  let lastWords = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    lastWords = (lastWords + chunk.toString('utf8')).slice(-2_000)
  })
  const port = await new Promise<number>((resolve, reject) => {
    child.once('message', (message) => resolve(portOf(message)))
    child.once('error', reject)
    child.once('exit', () => {
      reject(
        new Failure('SERVER_ERROR', 'The demo’s HTTP service ended while starting.', {
          hint: lastWords.trim().split('\n').at(-1),
        }),
      )
    })
  })
  return { port, inspectorPort, ended, stop: async () => await stop(child, ended) }
}

async function stop(child: ChildProcess, ended: Promise<void>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_PATIENCE_MS)
  await ended
  clearTimeout(timer)
}

function portOf(message: unknown): number {
  const isPort = typeof message === 'object' && message !== null && 'port' in message
  return isPort ? Number(message.port) : 0
}
