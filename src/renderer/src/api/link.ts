import { mapEventIterator, type ClientContext, type ClientLink } from '@orpc/client'
import { Failure } from '#shared/failure.ts'

/** What carries calls to the main process. */
export type Link = ClientLink<ClientContext>

/**
 * A link whose calls and streams end with a CONNECTION_LOST failure when `isLost` says that the
 * transport has gone. By itself the library rejects them with an AbortError then, which cannot be
 * told from a cancel by the user.
 */
export function withLostConnection(link: Link, isLost: () => boolean): Link {
  return {
    async call(path, input, options) {
      const explain = (error: unknown): unknown =>
        isLost() && options.signal?.aborted !== true ? connectionLost(error) : error
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
