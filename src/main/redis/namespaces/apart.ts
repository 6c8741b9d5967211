import { type Part, partsOf } from './parts.ts'
import { globOf, type PatternFinder } from './pattern.ts'
import type { Counts, NamespaceTree, TreeNode } from './tree.ts'

/** Namespaces side by side: every key is in exactly one, the deepest it has. */
export interface Apart<T> {
  /** Those that have keys of their own, in the order of the tree. */
  readonly namespaces: readonly T[]
  /** The place in `namespaces` of a node's keys. */
  placeOf: (node: TreeNode<T>) => number
  /** What the n-th is called. Patterns take time: ask for those that are shown, the first first. */
  nameOf: (place: number) => NamespaceName
}

export interface NamespaceName {
  /** The glob it is called by; of one with others below it, that takes their keys, too. */
  pattern: string
  /**
   * Globs that have to be left out of the pattern so that it takes exactly its own keys, of those that
   * were seen; null where no globs do.
   */
  except: readonly string[] | null
}

/** With more exceptions nobody would know which keys a change is about. */
const MOST_EXCEPTIONS = 8

/** The parts of a tree next to each other instead of within each other. */
export function apart<T extends Counts<T>>(tree: NamespaceTree<T>): Apart<T> {
  const { root, of, patterns } = partsOf(tree)
  const places = new Map<Part<T>, number>()
  const visit = (part: Part<T>): void => {
    if (part.nodes.some(({ own }) => own !== undefined)) places.set(part, places.size)
    for (const one of part.parts) visit(one)
  }
  visit(root)
  const parts = [...places.keys()]
  const finder = patterns()
  return {
    namespaces: parts.map(({ own }) => own),
    placeOf: (node) => places.get(of(node)) ?? 0,
    nameOf(place) {
      const part = parts[place]
      if (part === undefined) throw new RangeError('there is no such namespace')
      const pattern = finder.patternOf(part.path)
      return {
        pattern: pattern ?? globOf(part.path),
        except: pattern === null ? null : exceptionsOf(part, finder),
      }
    },
  }
}

function exceptionsOf<T>({ path, parts }: Part<T>, finder: PatternFinder): string[] | null {
  if (parts.length > MOST_EXCEPTIONS) return null
  // All keys but the named ones would be many that nobody has seen.
  if (path.length === 0 && parts.length > 0) return null
  const patterns = parts.map((part) => finder.patternOf(part.path))
  return patterns.every((pattern) => pattern !== null) ? patterns : null
}
