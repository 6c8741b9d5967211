import { Failure } from '#shared/failure.ts'

/** Whoever answers is no Redis, or somebody rewrites what it says. */
export function unasked(): Failure {
  return new Failure('SERVER_ERROR', 'The server answered something else than it was asked.', {
    hint: 'Check that the address is the Redis server itself and nothing between rewrites its answers.',
  })
}

export function scanRefused(message: string): Failure {
  const isRight = message.startsWith('NOPERM')
  return new Failure(
    isRight ? 'PERMISSION' : 'SERVER_ERROR',
    isRight
      ? 'This user may not SCAN, so the keys cannot be looked at.'
      : `The server refused to SCAN: ${message}`,
    { hint: isRight ? 'Grant it: ACL SETUSER … +scan.' : undefined },
  )
}

export function tooMany(): Failure {
  return new Failure('SERVER_ERROR', 'The server returned more names at once than memory is kept for.', {
    hint: 'One bucket of its table holds names of more than 4 MB together; nothing smaller can be asked for.',
  })
}
