import type { PathTree } from '../paths/tree.ts'
import type { HeapSnapshot } from '../snapshot.ts'
import type { IndexIntoEdges, IndexIntoNodes } from '../tables.ts'

interface Later {
  added: Uint8Array
  firstChild: Int32Array
  nextSibling: Int32Array
}

/** Finds what took the place of an object that is gone: the new one under the same name. */
export class Successors {
  readonly #snapshot: HeapSnapshot
  readonly #tree: PathTree
  readonly #later: Later
  /** New objects by the names that lead to them, for each node that was asked about. */
  readonly #named = new Map<IndexIntoNodes, ReadonlyMap<string, IndexIntoNodes>>()

  constructor(snapshot: HeapSnapshot, tree: PathTree, later: Later) {
    this.#snapshot = snapshot
    this.#tree = tree
    this.#later = later
  }

  /**
   * The new object that `holder` leads to as it led to another by `edge` of the earlier snapshot; −1
   * where there is none, or where places have numbers, which change hands.
   */
  of(holder: IndexIntoNodes, earlier: HeapSnapshot, edge: IndexIntoEdges): IndexIntoNodes {
    const name = nameOf(earlier, edge)
    if (holder === -1 || name === undefined) return -1
    let named = this.#named.get(holder)
    if (named === undefined) {
      named = this.#findNamed(holder)
      this.#named.set(holder, named)
    }
    return named.get(name) ?? -1
  }

  #findNamed(holder: IndexIntoNodes): ReadonlyMap<string, IndexIntoNodes> {
    const { added, firstChild, nextSibling } = this.#later
    const found = new Map<string, IndexIntoNodes>()
    for (let child = firstChild[holder] ?? -1; child !== -1; child = nextSibling[child] ?? -1) {
      const name = added[child] === 1 ? nameOf(this.#snapshot, this.#tree.edge[child] ?? -1) : undefined
      if (name !== undefined) found.set(name, child)
    }
    return found
  }
}

/** The same in both snapshots; undefined for numbers. */
function nameOf({ edges, strings }: HeapSnapshot, edge: IndexIntoEdges): string | undefined {
  if (edge < 0) return undefined
  const type = edges.type[edge] ?? 0
  const name = edges.nameOrIndex[edge] ?? 0
  if (edges.numbered[type] === true) return undefined
  const first = strings.firstByte(name)
  const typeName = edges.typeNames[type] ?? ''
  if (typeName === 'internal' && first >= 0x30 && first <= 0x39) return undefined
  return `${typeName} ${strings.at(name)}`
}
