/** Whether the change that has just ended gave a key another name. Pure. */
import type { ChangeHead } from '#shared/contract/changes.ts'
import { parseRedisChange } from '#shared/redis/change-text.ts'

/**
 * The name a key has now, where one of the changes that ended renamed it or took its renaming back;
 * undefined where none did.
 *
 * @param before how the changes stood, as `id status` with commas between
 */
export function nameAfter(changes: readonly ChangeHead[], before: string, key: string): string | undefined {
  const stood = new Set(before.split(','))
  for (const { id, status, kind, sql } of changes) {
    if (kind !== 'rename-key' || stood.has(`${id} ${status}`)) continue
    const change = parseRedisChange(sql)
    if (change.kind !== 'rename') continue
    if (status === 'applied' && change.key === key) return change.newKey
    if (status === 'undone' && change.newKey === key) return change.key
  }
  return undefined
}
