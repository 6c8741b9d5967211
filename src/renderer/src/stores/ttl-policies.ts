/** The table of TTL policies of each Redis, its edits, and how the keys keep to it. */
import { api } from '#renderer/api/index.ts'
import { useChanges } from './changes.ts'
import { createTtlPoliciesStore } from './ttl-policies/store.ts'

const { ttlPolicies } = api.redis

/** The TTL policies page's state. */
export const useTtlPolicies = createTtlPoliciesStore({
  get: async (targetId) => await ttlPolicies.get({ targetId }),
  set: async (targetId, policies) => await ttlPolicies.set({ targetId, policies: [...policies] }),
  check: async (input, signal) => await ttlPolicies.check(input, { signal }),
  now: () => Date.now(),
  newId: () => crypto.randomUUID(),
  ledger: () => {
    const { ledger } = useChanges.getState()
    return new Map(ledger.kind === 'ready' ? ledger.changes.map(({ id, status }) => [id, status]) : [])
  },
})

export { policiesOf } from './ttl-policies/store.ts'
