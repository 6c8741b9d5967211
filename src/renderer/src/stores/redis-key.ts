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

/** How the changes of a target stand; the same text for as long as none came or ended. */
function standing(targetId: string): string {
  const { ledger } = useChanges.getState()
  if (ledger.kind !== 'ready') return ''
  return ledger.changes
    .flatMap((each) => (each.targetId === targetId ? [`${each.id} ${each.status}`] : []))
    .join()
}

// A change that has ended may have been one of this key.
let seen = { targetId: '', standing: '' }
useChanges.subscribe((now, before) => {
  const { open, reload } = useOpenKey.getState()
  if (open === null || now.ledger === before.ledger) return
  const last = seen
  seen = { targetId: open.targetId, standing: standing(open.targetId) }
  if (last.targetId === seen.targetId && last.standing !== seen.standing) reload()
})
