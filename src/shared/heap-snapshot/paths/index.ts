import { FunctionPlaces, type SourcePlace } from '../functions.ts'
import type { HeapSnapshot } from '../snapshot.ts'
import type { IndexIntoEdges, IndexIntoNodes } from '../tables.ts'
import { findAnchors, isOfNode } from './anchors.ts'
import { EdgeCosts } from './costs.ts'
import { type RawStep, rawPath } from './raw.ts'
import { shortenRepeats } from './repeats.ts'
import { type PathStep, wordSteps } from './steps.ts'
import { type PathTree, findPaths } from './tree.ts'
import { edgeWords, isContext, nodePlace, nodeWords } from './words.ts'

export type { PathStep } from './steps.ts'

/**
 * What keeps a node alive, from the root down; for more than one node of a snapshot, make
 * {@link RetainerPaths} once.
 */
export function retainerPath(snapshot: HeapSnapshot, node: IndexIntoNodes): PathStep[] {
  return new RetainerPaths(snapshot).to(node)
}

/** References of V8 that the last step of a path is made of, at most. */
const mostOfStep = 5

/** How the objects of a snapshot are kept alive, in words; made once for a snapshot. */
export class RetainerPaths {
  readonly places: FunctionPlaces
  readonly tree: PathTree
  readonly #snapshot: HeapSnapshot

  constructor(snapshot: HeapSnapshot) {
    this.#snapshot = snapshot
    this.places = new FunctionPlaces(snapshot)
    this.tree = findPaths(snapshot, findAnchors(snapshot, this.places), new EdgeCosts(snapshot))
  }

  /**
   * From what is always alive and has a name (the variables of a module, the global object) down to the
   * node, by variables and properties rather than V8's own references; empty where nothing holds it.
   */
  to(node: IndexIntoNodes): PathStep[] {
    return this.tell(rawPath(this.tree, node))
  }

  /** The last step of the path to a node; undefined where nothing holds it. */
  lastStep(node: IndexIntoNodes): PathStep | undefined {
    // A step is put together from few references, however long the path is.
    const steps = rawPath(this.tree, node, mostOfStep)
    return wordSteps(this.#snapshot, this.places, steps).at(-1)
  }

  /** Any path in words. */
  tell(path: readonly RawStep[]): PathStep[] {
    return shortenRepeats(wordSteps(this.#snapshot, this.places, this.#fromModule(path)))
  }

  /** What a node is, in a few words. */
  wordsFor(node: IndexIntoNodes): string {
    return nodeWords(this.#snapshot, this.places, node)
  }

  /** What an edge is, in a few words. */
  edgeWordsFor(edge: IndexIntoEdges): string {
    return edgeWords(this.#snapshot, edge)
  }

  /** Where what a node stands for is written; undefined where it has no place. */
  placeFor(node: IndexIntoNodes): SourcePlace | undefined {
    return nodePlace(this.#snapshot, this.places, node)
  }

  /** Is a file Node's own? */
  isOfNode(file: string): boolean {
    return isOfNode(file)
  }

  /** The way into a module's variables, or to `process`, is many-fold and says nothing; they are alive anyway. */
  #fromModule(path: readonly RawStep[]): readonly RawStep[] {
    const start = path.findLastIndex(
      ({ node }, place) =>
        place < path.length - 1 &&
        (isProcess(this.#snapshot, node) ||
          (isContext(this.#snapshot, node) && this.places.fileOfModuleScope(node) !== undefined)),
    )
    return start === -1 ? path : path.slice(start)
  }
}

/** Node's own object of the process. */
function isProcess({ nodes, strings }: HeapSnapshot, node: IndexIntoNodes): boolean {
  return nodes.typeNames[nodes.type[node] ?? 0] === 'object' && strings.is(nodes.name[node] ?? 0, 'process')
}
