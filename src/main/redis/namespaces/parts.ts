import { PatternFinder, textOfBytes } from './pattern.ts'
import { type Counts, liveNode, type NamespaceTree, type TreeNode } from './tree.ts'

/** A namespace as it is shown: several nodes of the tree may be one. */
export interface Part<T> {
  /** The nodes from the first below the root to its own. */
  readonly path: readonly TreeNode<T>[]
  /** What it adds to the name of the one above: `*:`. */
  label: string
  /** Its whole name: `user:*:`. */
  readonly prefix: string
  isVariable: boolean
  /** Undefined: the whole. */
  above: Part<T> | undefined
  /** Those right below it. */
  readonly parts: Part<T>[]
  /** Nodes whose keys it has as its own: they are in none of the parts below. */
  readonly nodes: TreeNode<T>[]
  readonly own: T
  /** With all below. */
  readonly total: T
}

export interface Parts<T> {
  readonly root: Part<T>
  /** The part whose own a node's keys are; also of a node that was folded meanwhile. */
  of: (node: TreeNode<T>) => Part<T>
  /** Finds the globs of parts, with so much work for all of them together. */
  patterns: (mostSteps?: number) => PatternFinder
}

/** Fewer keys than this make no namespace of words that happen to share a `_`, or of `sha256`. */
const FEWEST_BY_WEAK = 8
const weakSeparators = new Set(['#', '.', '-', '_', ''])

/** The namespaces of the names seen so far; the counts are copies. */
export function partsOf<T extends Counts<T>>(tree: NamespaceTree<T>): Parts<T> {
  const root = partOf(tree, tree.root, undefined)
  const byNode = new Map<TreeNode<T>, Part<T>>()
  const visit = (part: Part<T>): void => {
    for (const node of part.nodes) byNode.set(node, part)
    for (const one of part.parts) visit(one)
  }
  visit(root)
  return {
    root,
    of(node) {
      const part = byNode.get(liveNode(node))
      if (part === undefined) throw new RangeError('the node is not of this tree, or came later')
      return part
    },
    patterns: (mostSteps) => new PatternFinder(tree.root, mostSteps),
  }
}

function partOf<T extends Counts<T>>(
  tree: NamespaceTree<T>,
  node: TreeNode<T>,
  above: Part<T> | undefined,
): Part<T> {
  const path = above === undefined ? [] : [...above.path, node]
  const label = above === undefined ? '' : labelOf(node)
  const part: Part<T> = {
    path,
    label,
    prefix: (above?.prefix ?? '') + label,
    isVariable: node.varies,
    above,
    parts: [],
    nodes: [node],
    own: tree.none(),
    total: tree.none(),
  }
  if (node.own !== undefined) part.own.merge(node.own)
  const isUnderVarying = path.some(({ varies }) => varies)
  for (const child of node.children.values()) {
    const below = partOf(tree, child, part)
    if (isOwn(child, below, isUnderVarying)) takeAsOwn(part, below)
    else part.parts.push(joined(below))
  }
  part.total.merge(part.own)
  for (const { total } of part.parts) part.total.merge(total)
  return part
}

function labelOf({ stem, varies, separator }: TreeNode<unknown>): string {
  return `${textOfBytes(stem)}${varies ? '*' : ''}${separator}`
}

/** A name that is one key, and what only looks like a namespace, belong to the parent. */
function isOwn<T extends Counts<T>>(node: TreeNode<T>, { total }: Part<T>, isUnderVarying: boolean): boolean {
  if (node.separator === '' && !node.varies) return !isUnderVarying
  return weakSeparators.has(node.separator) && !isUnderVarying && total.keys < FEWEST_BY_WEAK
}

function takeAsOwn<T extends Counts<T>>(part: Part<T>, below: Part<T>): void {
  part.own.merge(below.total)
  const take = ({ nodes, parts }: Part<T>): void => {
    part.nodes.push(...nodes)
    for (const one of parts) take(one)
  }
  take(below)
}

/** A part that only leads to one other, by a brace or a doubled separator, is one with it: `{user:`. */
function joined<T>(part: Part<T>): Part<T> {
  const [only] = part.parts
  if (only === undefined || part.parts.length > 1) return part
  if (part.nodes.some(({ own }) => own !== undefined)) return part
  const ends = part.path.at(-1)?.separator
  const begins = only.path.at(-1)
  const isJoint = ends === '{' || (begins?.stem === '' && !begins.varies)
  if (!isJoint) return part
  only.label = part.label + only.label
  only.isVariable ||= part.isVariable
  only.above = part.above
  only.nodes.push(...part.nodes)
  return only
}
