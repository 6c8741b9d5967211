import { mapEventIterator, type ClientContext, type ClientLink } from '@orpc/client'
import { Failure } from '#shared/failure.ts'

/** What carries calls to the main process. */
export type Link = ClientLink<ClientContext>

/**
 * A link whose calls and streams end clearly: with CANCELLED when their signal has fired, and with
 * CONNECTION_LOST when `isLost` says that the transport has gone. The library itself throws an
 * AbortError or a complaint about its queues for either, which cannot be told apart.
 */
export function withClearEndings(link: Link, isLost: () => boolean): Link {
  return {
    async call(path, input, options) {
      const explain = (error: unknown): unknown => {
        if (options.signal?.aborted) return new Failure('CANCELLED', 'Cancelled.', { cause: error })
        return isLost() ? connectionLost(error) : error
      }
      try {
        const output = await link.call(path, input, options)
        if (!isAsyncIterator(output)) return output
        return mapEventIterator(output, {
          value: async (value) => value,
          error: async (error) => explain(error),
        })
      } catch (error) {
        throw explain(error)
      }
    },
  }
}

/** The failure of a call that the transport lost, or that it could not take. */
export function connectionLost(cause?: unknown): Failure {
  return new Failure('CONNECTION_LOST', 'The connection to the workbench was lost.', {
    hint: 'Check that Pitwall still runs; the page connects again by itself.',
    cause,
  })
}

function isAsyncIterator(value: unknown): value is AsyncIterator<unknown, unknown, void> {
  return typeof value === 'object' && value !== null && 'next' in value && Symbol.asyncIterator in value
}
