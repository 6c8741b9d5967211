import type { Namespace } from '#shared/contract/redis/keyspace.ts'
import { keyNameOf } from '#shared/redis/key-name.ts'
import type { Part, Parts } from '../../namespaces/index.ts'
import type { Words } from '../key-batch.ts'
import { type Access, Tally } from '../tally.ts'

export interface OutlineOptions {
  words: Words
  access: Access
  /** Namespaces at most, the largest by keys or bytes; what is left of each parent is put together. */
  most: number
  /** Work spent on patterns. */
  patternSteps?: number | undefined
  /** Whether a pattern found in the names seen holds for the keyspace: false below a filter. */
  isWhole: (pattern: string) => boolean
}

type TallyPart = Part<Tally>
/** What is told of a namespace, or of small ones put together. */
type Told = Pick<TallyPart, 'label' | 'prefix' | 'isVariable' | 'total'>

/** The namespaces of an analysis for the contract: the whole first, each after its parent. */
export function outlineOf(parts: Parts<Tally>, options: OutlineOptions): Namespace[] {
  const { root } = parts
  const shown = chosen(root, options.most)
  const patterns = parts.patterns(options.patternSteps)
  const namespaces: Namespace[] = []
  const add = (told: Told, parentId: number | null, pattern: string | null): number => {
    const id = namespaces.length
    const { label, prefix, isVariable, total } = told
    const depth = parentId === null ? 0 : (namespaces[parentId]?.depth ?? 0) + 1
    namespaces.push({
      id,
      parentId,
      depth,
      label,
      prefix,
      pattern: pattern !== null && options.isWhole(pattern) ? pattern : null,
      isVariable,
      ...total.figures(options.words, options.access),
      examples: total.examples().map((key) => keyNameOf(key)),
    })
    return id
  }
  const visit = (part: TallyPart, parentId: number | null): void => {
    const id = add(part, parentId, patterns.patternOf(part.path))
    const small = part.parts.filter((one) => !shown.has(one))
    for (const one of part.parts.toSorted(bySize)) if (shown.has(one)) visit(one, id)
    if (small.length > 0) add(together(part, small), id, null)
  }
  visit(root, null)
  return namespaces
}

const bySize = (a: TallyPart, b: TallyPart) =>
  b.total.bytes - a.total.bytes || b.total.keys - a.total.keys || (a.prefix < b.prefix ? -1 : 1)

/** The largest parts; a parent is never smaller than what it holds, and so always among them. */
function chosen(root: TallyPart, most: number): Set<TallyPart> {
  const all: { part: TallyPart; share: number }[] = []
  const { keys, bytes } = root.total
  const visit = (part: TallyPart): void => {
    const share = Math.max(part.total.keys / Math.max(1, keys), part.total.bytes / Math.max(1, bytes))
    all.push({ part, share })
    for (const one of part.parts) visit(one)
  }
  visit(root)
  all.sort(
    (a, b) =>
      b.share - a.share ||
      a.part.path.length - b.part.path.length ||
      (a.part.prefix < b.part.prefix ? -1 : 1),
  )
  return new Set(all.slice(0, most).map(({ part }) => part))
}

function together(parent: TallyPart, small: readonly TallyPart[]): Told {
  const total = new Tally()
  for (const part of small) total.merge(part.total)
  return { label: '…', prefix: `${parent.prefix}…`, isVariable: false, total }
}
