import type { Bytes } from '#shared/units.ts'
import type { RedisServer } from '../connect/index.ts'

/** What is known of the server beside its keys; what it does not tell is absent. */
export interface KeyspaceFacts {
  /** maxmemory of all masters together; 0: no limit. */
  maxBytes?: Bytes | undefined
  /** maxmemory-policy. */
  policy?: string | undefined
  /** Limits up to which collections are kept compact, by the names of the settings. */
  compactLimits?: ReadonlyMap<string, number> | undefined
}

/** Until 7.0 they are named after the ziplist. */
const limits = ['hash', 'zset', 'set'].flatMap((type) =>
  ['listpack', 'ziplist'].flatMap((word) => [`${type}-max-${word}-entries`, `${type}-max-${word}-value`]),
)

/** Where CONFIG is not allowed nothing is known, and nothing is said about it here. */
export async function readKeyspaceFacts({ masters }: RedisServer): Promise<KeyspaceFacts> {
  const names = ['maxmemory', 'maxmemory-policy', ...limits]
  const replies = await masters[0]?.pipeline(names.map((name) => ['CONFIG', 'GET', name]))
  const told = new Map<string, string>()
  for (const reply of replies ?? []) {
    const [name, value] = Array.isArray(reply) ? reply : []
    if (Buffer.isBuffer(name) && Buffer.isBuffer(value)) told.set(name.toString(), value.toString())
  }
  const each = told.get('maxmemory')
  return {
    maxBytes: each === undefined ? undefined : Number(each) * masters.length,
    policy: told.get('maxmemory-policy'),
    compactLimits: new Map(
      limits.flatMap((name) => {
        const value = told.get(name)
        return value === undefined ? [] : [[name, Number(value)] as const]
      }),
    ),
  }
}
