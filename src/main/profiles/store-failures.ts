import { Failure } from '#shared/failure.ts'

export function isMissing(error: unknown): boolean {
  return codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR'
}

const noRights = new Set(['EACCES', 'EPERM', 'EROFS'])
const noSpace = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])

/** What the system said while a profile was written, as a Failure; anything else stays what it is. */
export function unwritable(folder: string, error: unknown): unknown {
  const code = codeOf(error)
  if (code === undefined) return error
  if (noRights.has(code)) {
    return new Failure('PERMISSION', `Profiles are kept in ${folder}, and it cannot be written.`, {
      hint: 'Check who owns it and its permissions.',
      cause: error,
    })
  }
  if (noSpace.has(code)) {
    return new Failure('SERVER_ERROR', `Profiles are kept in ${folder}, and there is no space left there.`, {
      hint: 'Remove profiles that are no longer needed, or free space on that disk.',
      cause: error,
    })
  }
  if (code === 'EEXIST' || code === 'ENOTDIR') {
    return new Failure(
      'BAD_INPUT',
      `Profiles are kept in ${folder}, and a file is in the place of that folder.`,
      {
        hint: 'Move that file away.',
        cause: error,
      },
    )
  }
  return new Failure('SERVER_ERROR', `The profile could not be written to ${folder}: ${messageOf(error)}.`, {
    hint: 'Check the disk.',
    cause: error,
  })
}

export function unreadable(file: string, error: unknown): Failure {
  const code = codeOf(error)
  return new Failure(
    code !== undefined && noRights.has(code) ? 'PERMISSION' : 'SERVER_ERROR',
    `${file} could not be read: ${messageOf(error)}.`,
    { hint: 'Check who owns it, its permissions and the disk.', cause: error },
  )
}

/** Of the system's own errors only: a Failure has a code, too. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || error instanceof Failure) return undefined
  return 'syscall' in error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
