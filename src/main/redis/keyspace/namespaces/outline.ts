import type { Namespace } from '#shared/contract/redis/keyspace.ts'
import { keyNameOf } from '#shared/redis/key-name.ts'
import type { Words } from '../key-batch.ts'
import { type Access, Tally } from '../tally.ts'
import { PatternFinder, textOfBytes } from './pattern.ts'
import type { NamespaceTree, TreeNode } from './tree.ts'

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

/** A namespace as it will be shown, before the small ones are put together. */
interface Part {
  path: readonly TreeNode[]
  label: string
  prefix: string
  isVariable: boolean
  depth: number
  own: Tally
  total: Tally
  parts: Part[]
}

/** Fewer keys than this make no namespace of words that happen to share a `_`, or of `sha256`. */
const FEWEST_BY_WEAK = 8
const weakSeparators = new Set(['#', '.', '-', '_', ''])

/** The namespaces of a tree for the contract: the whole first, each after its parent. */
export function outlineOf(tree: NamespaceTree, options: OutlineOptions): Namespace[] {
  const root = partOf(tree.root, undefined)
  const shown = chosen(root, options.most)
  const patterns = new PatternFinder(tree.root, options.patternSteps)
  const namespaces: Namespace[] = []
  const add = (part: Part, parentId: number | null, pattern: string | null): number => {
    const id = namespaces.length
    const { label, prefix, isVariable, total } = part
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
  const visit = (part: Part, parentId: number | null): void => {
    const id = add(part, parentId, patterns.patternOf(part.path))
    const small = part.parts.filter((one) => !shown.has(one))
    for (const one of part.parts) if (shown.has(one)) visit(one, id)
    if (small.length > 0) add(together(part, small), id, null)
  }
  visit(root, null)
  return namespaces
}

function partOf(node: TreeNode, above: Part | undefined): Part {
  const path = above === undefined ? [] : [...above.path, node]
  const label = above === undefined ? '' : labelOf(node)
  const part: Part = {
    path,
    label,
    prefix: (above?.prefix ?? '') + label,
    isVariable: node.varies,
    depth: path.length,
    own: node.own?.copy() ?? new Tally(),
    total: new Tally(),
    parts: [],
  }
  const isUnderVarying = path.some(({ varies }) => varies)
  for (const child of node.children.values()) {
    const below = partOf(child, part)
    if (isOwn(child, below, isUnderVarying)) part.own.merge(below.total)
    else part.parts.push(joined(below))
  }
  part.total.merge(part.own)
  for (const { total } of part.parts) part.total.merge(total)
  part.parts.sort(bySize)
  return part
}

function labelOf({ stem, varies, separator }: TreeNode): string {
  return `${textOfBytes(stem)}${varies ? '*' : ''}${separator}`
}

/** A name that is one key, and what only looks like a namespace, belong to the parent. */
function isOwn(node: TreeNode, { total }: Part, isUnderVarying: boolean): boolean {
  if (node.separator === '' && !node.varies) return !isUnderVarying
  return weakSeparators.has(node.separator) && !isUnderVarying && total.keys < FEWEST_BY_WEAK
}

/** A part that only leads to one other, by a brace or a doubled separator, is one with it: `{user:`. */
function joined(part: Part): Part {
  const [only] = part.parts
  if (only === undefined || part.parts.length > 1 || part.own.keys > 0) return part
  const ends = part.path.at(-1)?.separator
  const begins = only.path.at(-1)
  const isJoint = ends === '{' || (begins?.stem === '' && !begins.varies)
  if (!isJoint) return part
  return { ...only, label: part.label + only.label, isVariable: part.isVariable || only.isVariable }
}

const bySize = (a: Part, b: Part) =>
  b.total.bytes - a.total.bytes || b.total.keys - a.total.keys || (a.prefix < b.prefix ? -1 : 1)

/** The largest parts; a parent is never smaller than what it holds, and so always among them. */
function chosen(root: Part, most: number): Set<Part> {
  const all: { part: Part; share: number }[] = []
  const { keys, bytes } = root.total
  const visit = (part: Part): void => {
    const share = Math.max(part.total.keys / Math.max(1, keys), part.total.bytes / Math.max(1, bytes))
    all.push({ part, share })
    for (const one of part.parts) visit(one)
  }
  visit(root)
  all.sort(
    (a, b) => b.share - a.share || a.part.depth - b.part.depth || (a.part.prefix < b.part.prefix ? -1 : 1),
  )
  return new Set(all.slice(0, most).map(({ part }) => part))
}

function together(parent: Part, small: readonly Part[]): Part {
  const total = new Tally()
  for (const part of small) total.merge(part.total)
  return {
    path: [],
    label: '…',
    prefix: `${parent.prefix}…`,
    isVariable: false,
    depth: parent.depth + 1,
    own: total,
    total,
    parts: [],
  }
}
