/** Pages of a value put together. Pure. */
import type { ValuePage } from '#shared/contract/redis/key.ts'

/** What was read so far with the page that comes after it; the later page alone where the type has changed. */
export function joinPages(before: ValuePage | null, next: ValuePage): ValuePage {
  if (before === null) return next
  switch (next.type) {
    case 'hash':
      return before.type === 'hash' ? { ...next, entries: [...before.entries, ...next.entries] } : next
    case 'list':
      return before.type === 'list' ? { ...next, items: [...before.items, ...next.items] } : next
    case 'set':
      return before.type === 'set' ? { ...next, members: [...before.members, ...next.members] } : next
    case 'zset':
      return before.type === 'zset' ? { ...next, members: [...before.members, ...next.members] } : next
    case 'stream':
      return before.type === 'stream'
        ? { ...next, entries: [...before.entries, ...next.entries], groups: before.groups }
        : next
    case 'string':
    case 'other':
      return next
  }
}

/** How many elements were read. */
export function elementsRead(page: ValuePage): number {
  switch (page.type) {
    case 'hash':
    case 'stream':
      return page.entries.length
    case 'list':
      return page.items.length
    case 'set':
    case 'zset':
      return page.members.length
    case 'string':
    case 'other':
      return 1
  }
}

/** Whether the server can be asked for a part of it by a pattern. */
export function canBeMatched(type: string): boolean {
  return type === 'hash' || type === 'set' || type === 'zset'
}
