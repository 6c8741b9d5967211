import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Failure } from '#shared/failure.ts'
import { type Child, runToEnd, startChild } from './child-process.ts'
import { freePort } from './free-port.ts'
import { commandOf } from './process-command.ts'
import {
  findBinaries,
  makeOwned,
  type PostgresBinaries,
  reachableBinaries,
  reachableFolder,
  serverUser,
  type SystemUser,
} from './postgres-binaries.ts'
import { writeServerSettings } from './server-settings.ts'

export interface EmbeddedPostgresOptions {
  /** Folder of the cluster; made and initialised where it is not one yet. */
  folder: string
  /** Server settings; ALTER SYSTEM can override them. */
  settings?: Record<string, string>
}

export interface EmbeddedPostgres {
  host: string
  port: number
  user: string
  password: string
  /** `postgresql://user:password@host:port/` — append a database's name. */
  url: string
  /** Process id of the postmaster. */
  pid: number
  /** Where the cluster really is: see `reachableFolder`. */
  folder: string
  /** Resolves when the server has ended, asked to or not. */
  ended: Promise<void>
  /** Fast shutdown: sessions are ended, nothing is lost. */
  stop: () => Promise<void>
}

const USER = 'pitwall'
/** The server listens on loopback only; the password keeps other users of the machine out by accident. */
const PASSWORD = 'pitwall'

/**
 * Starts the Postgres 18 that comes with the packages, on a free loopback port. The packages' own
 * starter is not used: it ends the whole process on Ctrl-C before anything else can be stopped.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const user = await serverUser()
  const binaries = await reachableBinaries(await findBinaries(), user)
  const folder = await reachableFolder(options.folder, user)
  if (existsSync(join(folder, 'postmaster.pid'))) await stopLeftover(binaries, folder, user)
  if (!existsSync(join(folder, 'PG_VERSION'))) await initialise(binaries, folder, user)

  const port = await freePort()
  await writeServerSettings(folder, options.settings ?? {}, user)
  const settings = {
    listen_addresses: '127.0.0.1',
    // No socket file: nothing to clean up, and no limit on the length of its path.
    unix_socket_directories: '',
  }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const server = startChild(binaries.postgres, ['-D', folder, '-p', String(port), ...flags], {
    ...user,
    cwd: tmpdir(),
    env: { ...process.env, LC_ALL: 'C' },
    // Immediate shutdown: SIGTERM would wait for the clients. The next start recovers.
    lastSignal: 'SIGQUIT',
  })
  await ready(server)
  return {
    host: '127.0.0.1',
    port,
    user: USER,
    password: PASSWORD,
    url: `postgresql://${USER}:${PASSWORD}@127.0.0.1:${port}/`,
    pid: server.process.pid ?? 0,
    folder,
    ended: server.ended,
    stop: async () => await server.stop('SIGINT'),
  }
}

async function initialise(
  binaries: PostgresBinaries,
  folder: string,
  user: SystemUser | undefined,
): Promise<void> {
  await makeOwned(folder, user)
  const secret = await mkdtemp(join(tmpdir(), 'pitwall-init-'))
  const passwordFile = join(secret, 'password')
  await writeFile(passwordFile, PASSWORD, { mode: 0o600 })
  if (user) {
    await makeOwned(secret, user)
    await runToEnd('chown', [`${user.uid}:${user.gid}`, passwordFile])
  }
  try {
    await runToEnd(
      binaries.initdb,
      [
        `--pgdata=${folder}`,
        `--username=${USER}`,
        '--auth=scram-sha-256',
        `--pwfile=${passwordFile}`,
        '--encoding=UTF8',
        '--locale=C',
        '--no-sync',
      ],
      { ...user, cwd: tmpdir(), env: { ...process.env, LC_ALL: 'C' } },
    )
  } catch (cause) {
    // A half-made cluster would be taken for a whole one next time.
    await rm(folder, { recursive: true, force: true })
    throw new Failure('SERVER_ERROR', 'The embedded Postgres could not make its data folder.', {
      hint: cause instanceof Error ? cause.message.split('\n').at(-1) : undefined,
      cause,
    })
  } finally {
    await rm(secret, { recursive: true, force: true })
  }
}

/**
 * Ends a server that an earlier run left behind when it was killed. After a power cut its process id
 * may be that of any program, which `pg_ctl stop` would interrupt and `postgres` would take for a
 * server: the file is removed unless that process was started for this very folder.
 */
async function stopLeftover(
  binaries: PostgresBinaries,
  folder: string,
  user: SystemUser | undefined,
): Promise<void> {
  const file = join(folder, 'postmaster.pid')
  const pid = Number((await readFile(file, 'utf8')).split('\n', 1)[0])
  // On Windows pg_ctl talks to a pipe that only a Postgres has.
  if (process.platform !== 'win32' && !(await commandOf(pid)).includes(folder)) {
    await rm(file, { force: true })
    return
  }
  const stop = ['stop', '-D', folder, '-m', 'fast', '-w', '-t', '10']
  // It fails where the server has ended meanwhile; the start below then decides.
  await runToEnd(binaries.pg_ctl, stop, { ...user, cwd: tmpdir() }).catch(() => {})
}

async function ready(server: Child): Promise<void> {
  const isReady = new Promise<boolean>((resolve) => {
    const look = (): void => {
      if (server.output().includes('ready to accept connections')) resolve(true)
    }
    server.process.stderr?.on('data', look)
    void server.ended.then(() => resolve(false))
  })
  if (await isReady) return
  throw new Failure('SERVER_ERROR', 'The embedded Postgres ended while starting.', {
    hint: server.output().trim().split('\n').at(-1),
  })
}
