import { Failure } from '#shared/failure.ts'

/** A number of bytes, an index or a rank. */
export function readPlace(from: string | undefined): number {
  if (from === undefined) return 0
  const place = /^\d{1,15}$/.test(from) ? Number(from) : -1
  if (place < 0) throw notACursor()
  return place
}

export function notACursor(): Failure {
  return new Failure('BAD_INPUT', 'This is no cursor that a page of this key has given.', {
    hint: 'Begin at the first page.',
  })
}
