import { Failure, type FailureCode } from '#shared/failure.ts'

/** What SQLite's own check of the file found. */
export class DamagedStore extends Error {
  override readonly name = 'DamagedStore'
}

/**
 * Primary result codes of SQLite (https://sqlite.org/rescode.html): ERROR is a table that should or
 * should not be there, so the file is not what its version number says.
 */
const damageCodes = new Set([1 /* ERROR */, 11 /* CORRUPT */, 24 /* FORMAT */, 26 /* NOTADB */])

/** Is the file itself beyond use, so that a new one must take its place? */
export function isDamage(error: unknown): boolean {
  if (error instanceof DamagedStore) return true
  const code = sqliteCode(error)
  return code !== undefined && damageCodes.has(code)
}

/** Extended result codes carry more in their upper bits; the lower eight are the primary code. */
function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined
  return typeof error.errcode === 'number' ? error.errcode & 0xff : undefined
}

function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

const elsewhere = 'or set PITWALL_HOME to a folder that can be written.'
const reasons: readonly {
  codes: readonly (string | number)[]
  code: FailureCode
  says: string
  hint: string
}[] = [
  {
    codes: ['EACCES', 'EPERM', 'EROFS', 3 /* PERM */, 8 /* READONLY */, 14 /* CANTOPEN */, 23 /* AUTH */],
    code: 'PERMISSION',
    says: 'it cannot be written',
    hint: `Check who owns it and its permissions, ${elsewhere}`,
  },
  {
    codes: ['ENOSPC', 'EDQUOT', 13 /* FULL */],
    code: 'SERVER_ERROR',
    says: 'there is no space left on that disk',
    hint: `Free some space, ${elsewhere}`,
  },
  {
    codes: ['ENOTDIR', 'EEXIST'],
    code: 'BAD_INPUT',
    says: 'a file is in the place of that folder',
    hint: `Move that file away, ${elsewhere}`,
  },
  {
    codes: [5 /* BUSY */, 6 /* LOCKED */],
    code: 'SERVER_ERROR',
    says: 'another program has held it locked for more than five seconds',
    hint: 'Close the program that has it open and start again.',
  },
  {
    codes: [10 /* IOERR */, 'EIO'],
    code: 'SERVER_ERROR',
    says: 'the disk reported an error or has no space left',
    hint: `Check the disk, ${elsewhere}`,
  },
]

/** Says why the folder or the file could not be used. */
export function failureFromStore(error: unknown, path: string): Failure {
  const code = sqliteCode(error) ?? systemCode(error)
  const reason = reasons.find(({ codes }) => code !== undefined && codes.includes(code))
  return new Failure(
    reason?.code ?? 'SERVER_ERROR',
    `Pitwall keeps its environments and settings in ${path}, and ${reason?.says ?? `that failed: ${messageOf(error)}`}.`,
    {
      hint: reason?.hint ?? 'Set PITWALL_HOME to another folder and start again.',
      cause: error,
    },
  )
}
