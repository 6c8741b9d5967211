import { notify } from '#renderer/stores/notices.ts'
import type { Analysis } from '#shared/contract/redis/keyspace.ts'

/** What a saved chart or table of an analysis is called, without an extension. */
export function chartFileName({ targetName, at }: Analysis, what: string): string {
  const name = targetName
    .toLowerCase()
    .replaceAll(/[^a-z\d]+/g, '-')
    .replaceAll(/^-|-$/g, '')
  return `${name || 'redis'}-keyspace-${what}-${new Date(at).toISOString().slice(0, 16).replaceAll(':', '')}`
}

export function tellUnsaved(why: string): void {
  notify({ title: 'The chart could not be saved', description: why, tone: 'failure' })
}
