import { open, rename, rm, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { Failure } from '#shared/failure.ts'
import type { ProfilesRoom } from '../profiles/index.ts'
import { reasonOf } from './profile-file.ts'

/**
 * Keeps a profile in a file of the user's instead of the workbench's own; the file is whole or is not
 * there. Whether it can be written is tried before anything is recorded.
 *
 * @throws Failure BAD_INPUT where it cannot
 */
export async function keepInFile(out: string): Promise<Pick<ProfilesRoom, 'keep'>> {
  const file = resolve(out)
  const partial = `${file}.part`
  try {
    const isFolder = (await stat(file).catch(() => undefined))?.isDirectory() ?? false
    if (isFolder) throw new Failure('BAD_INPUT', `${out} is a folder.`, { hint: 'Name a file in it.' })
    await (await open(partial, 'w', 0o600)).close()
    await rm(partial)
  } catch (error) {
    throw unwritable(out, error)
  }
  return {
    async keep(draft, write) {
      try {
        const more = await write(partial)
        await rename(partial, file)
        return { ...draft, ...more, id: '', file, fileBytes: (await stat(file)).size }
      } catch (error) {
        await rm(partial, { force: true })
        throw unwritable(out, error)
      }
    },
  }
}

/** Names an error of the system; what a recording itself says stays as it is. */
function unwritable(out: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('syscall' in error) || error instanceof Failure) return error
  const isNowhere = 'code' in error && error.code === 'ENOENT'
  const reason = isNowhere ? 'there is no such folder' : reasonOf(error)
  return new Failure('BAD_INPUT', `${out} cannot be written: ${reason}.`, {
    hint: 'Check the folder, its permissions and the free space.',
    cause: error,
  })
}
