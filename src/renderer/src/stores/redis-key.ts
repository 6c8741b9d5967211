/** The key of a Redis that is open: what is known of it, and what it holds. */
import { api } from '#renderer/api/index.ts'
import type { ChangeHead } from '#shared/contract/changes.ts'
import { useChanges } from './changes.ts'
import { nameAfter } from './redis-key/renamed.ts'
import { createKeyStore } from './redis-key/store.ts'
import { useKeyList } from './redis-keys.ts'

const { key } = api.redis

/** The open key. */
export const useOpenKey = createKeyStore({
  get: async (targetId, name, signal) => await key.get({ targetId, key: name }, { signal }),
  value: async (request, signal) => await key.value(request, { signal }),
  now: () => Date.now(),
})

/** How the changes of a target stand; the same text for as long as none came or ended. */
function standing(changes: readonly ChangeHead[]): string {
  return changes.map(({ id, status }) => `${id} ${status}`).join()
}

// A change that has ended may have been one of this key.
let seen = { targetId: '', standing: '' }
useChanges.subscribe(({ ledger }, before) => {
  const { open, reload, openKey } = useOpenKey.getState()
  if (open === null || ledger === before.ledger || ledger.kind !== 'ready') return
  const { targetId, key } = open
  const changes = ledger.changes.filter((each) => each.targetId === targetId)
  const last = seen
  seen = { targetId, standing: standing(changes) }
  if (last.targetId !== targetId || last.standing === seen.standing) return
  const renamed = nameAfter(changes, last.standing, key)
  if (renamed === undefined) return reload()
  const { renew } = useKeyList.getState()
  if (open.head.kind === 'ready') renew(targetId, key, { ...open.head.head.facts, key: renamed })
  openKey(targetId, renamed)
})

// The list tells the same of the key as the key itself does.
useOpenKey.subscribe(({ open }, before) => {
  if (open === null || open.head === before.open?.head) return
  const { targetId, key, head } = open
  const { renew } = useKeyList.getState()
  if (head.kind === 'gone') renew(targetId, key, null)
  if (head.kind === 'ready') renew(targetId, key, head.head.facts)
})
