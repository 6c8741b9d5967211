import { implement, ORPCError } from '@orpc/server'
import { contract } from '#shared/contract/index.ts'
import { Failure, failureCodes } from '#shared/failure.ts'

/** What every procedure begins with: failures of the rooms become the contract's errors. */
export function createImplementer(log: (message: string) => void) {
  return implement(contract).use(async ({ next, path }) => {
    try {
      const result = await next()
      return isStream(result.output)
        ? { ...result, output: translateStream(result.output, path, log) }
        : result
    } catch (error) {
      throw translate(error, path, log)
    }
  })
}

export type Implementer = ReturnType<typeof createImplementer>

function isStream(output: unknown): output is AsyncIterator<unknown> & AsyncIterable<unknown> {
  return typeof output === 'object' && output !== null && Symbol.asyncIterator in output
}

/** Errors of a stream come while it is read, after the middleware has returned. */
async function* translateStream(
  stream: AsyncIterable<unknown>,
  path: readonly string[],
  log: (message: string) => void,
): AsyncGenerator {
  try {
    yield* stream
  } catch (error) {
    throw translate(error, path, log)
  }
}

/** Expected failures become the contract's typed errors; the rest is logged and told as unexpected. */
function translate(error: unknown, path: readonly string[], log: (message: string) => void): unknown {
  if (error instanceof Failure) {
    return new ORPCError(error.code, {
      // oRPC takes an error for one of the contract's only when its status is the contract's too.
      status: failureCodes[error.code],
      message: error.message,
      data: { facts: error.facts, ...(error.hint === undefined ? {} : { hint: error.hint }) },
    })
  }
  if (error instanceof ORPCError) return error
  log(
    `${path.join('.')} failed unexpectedly: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  )
  return new ORPCError('INTERNAL_SERVER_ERROR', {
    message: 'Something unexpected went wrong inside Pitwall. The log has the details.',
  })
}
