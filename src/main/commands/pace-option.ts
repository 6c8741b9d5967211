import { type Pace, paceSchema } from '#shared/contract/redis/keyspace.ts'
import { Failure } from '#shared/failure.ts'

/**
 * `--pace gentle|full|N`.
 *
 * @throws Failure BAD_INPUT
 */
export function paceOf(text: string | undefined): Pace | undefined {
  if (text === undefined) return undefined
  const pace = paceSchema.safeParse(/^\d+$/.test(text) ? Number(text) : text)
  if (pace.success) return pace.data
  throw new Failure('BAD_INPUT', `--pace is gentle, full or a number of keys a second, not ${text}.`, {
    hint: 'For example --pace 20000.',
  })
}
