/**
 * Index advice: the workload to advise on, the search with its progress, and the answer with the plans
 * that its proposals would bring; for each Postgres.
 */
import { api } from '#renderer/api/index.ts'
import { useChanges } from './changes.ts'
import { createIndexesStore } from './indexes/store.ts'

const { advisor, statements } = api.postgres

/** The Indexes page's state. */
export const useIndexes = createIndexesStore({
  advise: async (input, signal) => await advisor.advise(input, { signal }),
  compare: async (request, signal) => await advisor.compare(request, { signal }),
  recordings: async (targetId) => await statements.recordings({ targetId }),
  ledger: () => {
    const { ledger } = useChanges.getState()
    return ledger.kind === 'ready' ? ledger.changes : []
  },
  now: () => Date.now(),
})

export { indexesOf } from './indexes/store.ts'
