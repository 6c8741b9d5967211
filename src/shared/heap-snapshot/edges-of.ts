import type { HeapSnapshot } from './snapshot.ts'
import type { IndexIntoEdges, IndexIntoNodes } from './tables.ts'

/**
 * Follows V8's own references by their names (`shared`, `context`, `table`…), looked up once in the
 * strings. A name that a version of V8 does not use leads nowhere.
 */
export class InternalEdges<Name extends string> {
  readonly #snapshot: HeapSnapshot
  readonly #internal: number
  readonly #named: Record<Name, number>

  constructor(snapshot: HeapSnapshot, names: readonly Name[]) {
    this.#snapshot = snapshot
    this.#internal = snapshot.edges.typeNames.indexOf('internal')
    this.#named = snapshot.strings.find(names)
  }

  /** Where the edge leads; −1 where there is none. */
  from(node: IndexIntoNodes, name: Name): IndexIntoNodes {
    const { nodes, edges } = this.#snapshot
    const end = nodes.firstEdge[node + 1] ?? 0
    for (let edge = nodes.firstEdge[node] ?? 0; edge < end; edge++) {
      if (this.is(edge, name)) return edges.to[edge] ?? -1
    }
    return -1
  }

  /** The first node that an edge of this name leads to `node` from; −1 where there is none. */
  into(node: IndexIntoNodes, name: Name): IndexIntoNodes {
    const { retainers } = this.#snapshot
    const end = retainers.first[node + 1] ?? 0
    for (let slot = retainers.first[node] ?? 0; slot < end; slot++) {
      if (this.is(retainers.edge[slot] ?? 0, name)) return retainers.node[slot] ?? -1
    }
    return -1
  }

  is(edge: IndexIntoEdges, name: Name): boolean {
    const { edges } = this.#snapshot
    return edges.type[edge] === this.#internal && edges.nameOrIndex[edge] === this.#named[name]
  }
}
