/** The key of a Redis that is open: what is known of it, and what it holds. */
import { api } from '#renderer/api/index.ts'
import { useChanges } from './changes.ts'
import { createKeyStore } from './redis-key/store.ts'

const { key } = api.redis

/** The open key. */
export const useOpenKey = createKeyStore({
  get: async (targetId, name, signal) => await key.get({ targetId, key: name }, { signal }),
  value: async (request, signal) => await key.value(request, { signal }),
  now: () => Date.now(),
})

// A change may have been one of this key.
useChanges.subscribe((now, before) => {
  const { open, reload } = useOpenKey.getState()
  if (open !== null && now.ledger !== before.ledger && before.ledger.kind === 'ready') reload()
})
