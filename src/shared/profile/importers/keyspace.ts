import type { Analysis, Namespace } from '../../contract/redis/keyspace.ts'
import { ProfileBuilder } from '../build.ts'
import type { Profile } from '../model.ts'

/** What a keyspace's flame chart can show. */
export type KeyspaceMetric = 'bytes' | 'keys'

/** What its colours say: how much of a namespace never expires, or of which type it is. */
export type KeyspaceColouring = 'ttl' | 'type'

/** How much of a namespace never expires, from nothing to all. Each has a colour of its own. */
export const ttlKinds = [
  'all expire',
  'most expire',
  'about half expire',
  'few expire',
  'none expire',
] as const
export type TtlKind = (typeof ttlKinds)[number]

/** What a namespace holds; `mixed` where no type has nearly all of it, `module` for types of modules. */
export const typeKinds = ['string', 'hash', 'list', 'set', 'zset', 'stream', 'module', 'mixed'] as const
export type TypeKind = (typeof typeKinds)[number]

/** A type has nearly all from this share on. */
const nearlyAll = 0.9

/** How much of a namespace never expires, by the figure that is shown. */
export function ttlKindOf(namespace: Namespace, metric: KeyspaceMetric): TtlKind {
  const whole = namespace[metric]
  const share = whole > 0 ? namespace.withoutTtl[metric] / whole : 0
  if (share < 0.005) return 'all expire'
  if (share < 0.35) return 'most expire'
  if (share <= 0.65) return 'about half expire'
  return share <= 0.995 ? 'few expire' : 'none expire'
}

/** The type that has nearly all of a namespace, by the figure that is shown. */
export function typeKindOf(namespace: Namespace, metric: KeyspaceMetric): TypeKind {
  const found = Object.entries(namespace.types).find(
    ([, counted]) => namespace[metric] > 0 && counted[metric] >= namespace[metric] * nearlyAll,
  )
  if (found === undefined) return 'mixed'
  return typeKinds.find((kind) => kind === found[0] && kind !== 'mixed') ?? 'module'
}

/**
 * An analysis as a profile: frame, stack and, once laid out left heavy, node are places in
 * `analysis.namespaces`. What a namespace has beside the namespaces in it is its own weight.
 */
export function keyspaceProfile(
  analysis: Pick<Analysis, 'namespaces' | 'targetName'>,
  { metric, colouring }: { metric: KeyspaceMetric; colouring: KeyspaceColouring },
): Profile {
  const { namespaces } = analysis
  const categories = colouring === 'ttl' ? ttlKinds : typeKinds
  const builder = new ProfileBuilder({
    name: `Keys of ${analysis.targetName}`,
    unit: metric === 'bytes' ? 'bytes' : 'count',
    categories,
  })
  const placeOf = new Map(namespaces.map(({ id }, place) => [id, place]))
  const parents = namespaces.map(({ parentId }) => (parentId === null ? -1 : (placeOf.get(parentId) ?? -1)))
  const own = namespaces.map((namespace) => namespace[metric])
  for (const [place, namespace] of namespaces.entries()) {
    const parent = parents[place] ?? -1
    if (parent >= 0) own[parent] = (own[parent] ?? 0) - namespace[metric]
  }
  for (const [place, namespace] of namespaces.entries()) {
    const kind = colouring === 'ttl' ? ttlKindOf(namespace, metric) : typeKindOf(namespace, metric)
    const frame = builder.addFrame({
      name: namespace.parentId === null ? 'All keys' : namespace.label,
      category: categories.findIndex((name) => name === kind),
    })
    // Estimates of a sample may add up to a little more than their whole.
    builder.addSample(builder.stack(frame, parents[place] ?? -1), Math.max(0, own[place] ?? 0))
  }
  return builder.finish()
}
