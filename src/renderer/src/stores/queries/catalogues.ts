/** What completion knows of each target, fetched once and again when asked for. */
import { toFailure } from '#renderer/api/failures.ts'
import type { Catalogue } from '#shared/contract/postgres.ts'
import type { Failure } from '#shared/failure.ts'
import type { QueryServices } from './services.ts'

export type CatalogueState =
  | { kind: 'loading' }
  | { kind: 'loaded'; catalogue: Catalogue }
  | { kind: 'failed'; failure: Failure }

/** A slow server must not be asked forever for something that is only a comfort. */
const patience = 20_000

/** Fetches the catalogue of a target unless that is under way or done; `again` fetches it anew. */
export function createCatalogueLoader(
  services: QueryServices,
  state: {
    get: (targetId: string) => CatalogueState | undefined
    set: (targetId: string, state: CatalogueState) => void
  },
): (targetId: string, again?: boolean) => Promise<void> {
  return async (targetId, again = false) => {
    const present = state.get(targetId)
    if (present?.kind === 'loading' || (present?.kind === 'loaded' && !again)) return
    state.set(targetId, { kind: 'loading' })
    try {
      const catalogue = await services.catalogue(targetId, AbortSignal.timeout(patience))
      state.set(targetId, { kind: 'loaded', catalogue })
    } catch (error) {
      state.set(targetId, { kind: 'failed', failure: toFailure(error) })
    }
  }
}
