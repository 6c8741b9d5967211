import { useKeyList } from '#renderer/stores/redis-keys.ts'
import { everyKey } from '#renderer/stores/redis-keys/filter.ts'
import { useKeyspace } from '#renderer/stores/keyspace.ts'
import { useOpenKey } from '#renderer/stores/redis-key.ts'

/** Shows the list of keys that match, and opens one of them where it is named. */
export function openInBrowser(targetId: string, what: { pattern?: string; key?: string }): void {
  const { filter, targetId: listed, setFilter } = useKeyList.getState()
  const pattern = what.pattern ?? ''
  const same = listed === targetId && filter.pattern === pattern && filter.type === '' && !filter.withoutTtl
  if (!same) setFilter(targetId, { ...everyKey, pattern })
  const { openKey, close } = useOpenKey.getState()
  if (what.key === undefined) close()
  else openKey(targetId, what.key)
  useKeyspace.getState().choose({ part: 'browse' })
}
