import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import type { ProfileHead } from '#shared/contract/profiles.ts'
import { Failure } from '#shared/failure.ts'
import type { Bytes, EpochMilliseconds, Milliseconds } from '#shared/units.ts'
import { fileName, isPartial, partialName, readFileName } from './file-names.ts'
import { createProfileRows, type ProfileRow, type ProfileRows } from './rows.ts'
import { isMissing, unreadable, unwritable } from './store-failures.ts'

export interface ProfilesOptions {
  database: DatabaseSync
  /** The user-data folder: the files are in `profiles` below it. */
  home: string
}

/** What is told of a profile by whoever recorded it. */
export type ProfileDraft = Omit<ProfileHead, 'id' | 'file' | 'fileBytes'>

export interface ProfilesRoom {
  /** The newest first. One whose file was removed by hand is forgotten; a file without a row is found again. */
  list: () => Promise<ProfileHead[]>
  /**
   * A piece of the file from an offset on, at most 4 MB.
   *
   * @throws Failure NOT_FOUND where there is no such profile or its file is gone, PERMISSION
   */
  read: (id: string, offset?: Bytes) => Promise<ProfilePiece>
  /** Throws NOT_FOUND. */
  rename: (id: string, name: string) => Promise<ProfileHead>
  /** Forgets a profile and deletes its file, and never any other. Throws NOT_FOUND. */
  remove: (id: string) => Promise<void>
  /**
   * Keeps what `write` writes into the file that it is given. When it fails nothing is left of it, and
   * when the workbench is killed meanwhile, nothing is in the list.
   *
   * @throws Failure PERMISSION or SERVER_ERROR where the folder cannot be written, and what `write` throws
   */
  keep: (draft: ProfileDraft, write: WriteProfile) => Promise<ProfileHead>
  /** Where the file lies. Throws NOT_FOUND. */
  file: (id: string) => string
}

/** Writes the file; may answer with what is known of it only now. */
export type WriteProfile = (file: string) => Promise<Partial<ProfileDraft> | void>

export interface ProfilePiece {
  /** Base64. */
  data: string
  totalBytes: Bytes
  /** Null at the end. */
  nextOffset: Bytes | null
}

const PIECE: Bytes = 4 * 1024 * 1024
/** A file that is being written changes all the time; one that has not for so long has nobody who writes it. */
const ABANDONED: Milliseconds = 3_600_000

export function createProfiles({ database, home }: ProfilesOptions): ProfilesRoom {
  const rows = createProfileRows(database)
  const folder = join(home, 'profiles')
  const headOf = (row: ProfileRow): ProfileHead => ({ ...row, file: join(folder, row.file) })

  async function keep(draft: ProfileDraft, write: WriteProfile): Promise<ProfileHead> {
    const id = randomUUID()
    const name = fileName(id, draft.format)
    const file = join(folder, name)
    const partial = partialName(file)
    await prepare(folder, partial)
    try {
      const more = await write(partial)
      const fileBytes = await settle(partial)
      await rename(partial, file)
      const row = { ...draft, ...more, id, file: name, fileBytes }
      rows.keep(row)
      return headOf(row)
    } catch (error) {
      await rm(partial, { force: true })
      await rm(file, { force: true })
      throw unwritable(folder, error)
    }
  }

  return {
    keep,
    async list() {
      await tidy(folder, rows)
      return rows.all().map(headOf)
    },
    read: async (id, offset = 0) => await readPiece(headOf(found(rows, id)), offset),
    async rename(id, name) {
      rows.rename(id, name)
      return headOf(found(rows, id))
    },
    async remove(id) {
      await rm(join(folder, found(rows, id).file), { force: true })
      rows.remove(id)
    },
    file: (id) => headOf(found(rows, id)).file,
  }
}

/** Makes the folder and the empty file, which only the user may read: heaps hold what the process holds. */
async function prepare(folder: string, partial: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await (await open(partial, 'wx', 0o600)).close()
  } catch (error) {
    throw unwritable(folder, error)
  }
}

/** Its size, once it is on the disk and not only in memory: after a power cut a name means a whole file. */
async function settle(file: string): Promise<Bytes> {
  const handle = await open(file, 'r+')
  try {
    await handle.sync()
    return (await handle.stat()).size
  } finally {
    await handle.close()
  }
}

/**
 * Brings rows and files together: rows whose file was removed by hand go; a file that has no row (the
 * workbench was killed in between, or the database was set aside) gets one; what was left half written goes.
 */
async function tidy(folder: string, rows: ProfileRows): Promise<void> {
  const names = new Set(await namesIn(folder))
  for (const row of rows.all()) {
    const listed = isOwn(row) && names.delete(row.file)
    // Looked for again: it may have been finished since the folder was listed.
    if (!listed && !(isOwn(row) && existsSync(join(folder, row.file)))) rows.remove(row.id)
  }
  for (const name of names) {
    const file = join(folder, name)
    const own = readFileName(name)
    if (own) {
      const found = await stat(file).catch(() => undefined)
      if (found?.isFile()) rows.adopt(adopted(own, name, found))
    } else if (isPartial(name)) {
      const found = await stat(file).catch(() => undefined)
      if (found && Date.now() - found.mtimeMs > ABANDONED) await rm(file, { force: true })
    }
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    // It is made with the first profile.
    if (isMissing(error)) return []
    throw unreadable(folder, error)
  }
}

function adopted(
  { id, format }: Pick<ProfileRow, 'id' | 'format'>,
  file: string,
  { mtimeMs, size }: { mtimeMs: EpochMilliseconds; size: Bytes },
): ProfileRow {
  return {
    id,
    format,
    file,
    name: `Found again: ${file}`,
    at: mtimeMs,
    durationMs: 0,
    fileBytes: size,
    source: 'not known any more',
    settings: '',
  }
}

async function readPiece({ file, name }: ProfileHead, offset: Bytes): Promise<ProfilePiece> {
  let handle: FileHandle
  try {
    handle = await open(file, 'r')
  } catch (error) {
    if (!isMissing(error)) throw unreadable(file, error)
    throw new Failure('NOT_FOUND', `The file of ${name} is no longer at ${file}.`, {
      hint: 'Put it back, or remove the profile from the list.',
      cause: error,
    })
  }
  try {
    const { size: totalBytes } = await handle.stat()
    const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(PIECE, totalBytes - offset)))
    let filled = 0
    while (filled < buffer.length) {
      const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled, offset + filled)
      if (bytesRead === 0) break // it was cut off meanwhile
      filled += bytesRead
    }
    const end = offset + filled
    return {
      data: buffer.toString('base64', 0, filled),
      totalBytes,
      nextOffset: filled > 0 && end < totalBytes ? end : null,
    }
  } catch (error) {
    throw unreadable(file, error)
  } finally {
    await handle.close()
  }
}

function found(rows: ProfileRows, id: string): ProfileRow {
  const row = rows.find(id)
  if (row && isOwn(row)) return row
  throw new Failure('NOT_FOUND', 'There is no such profile.', { hint: 'It may have been removed.' })
}

/** Its file is in the folder of profiles and its own, whatever was done to the database. */
function isOwn({ id, file }: ProfileRow): boolean {
  return readFileName(file)?.id === id
}
