import { apart, liveNode, NamespaceTree, type TreeNode } from '../../namespaces/index.ts'

/** What is counted of a namespace. */
export class NamespaceCounts {
  keys = 0
  reads = 0
  writes = 0
  hits = 0
  misses = 0

  merge(other: NamespaceCounts): void {
    for (const field of ['keys', 'reads', 'writes', 'hits', 'misses'] as const) this[field] += other[field]
  }
}

/** The namespaces of a trace with their counts: a key counts in the deepest it has. */
export class NamespaceTally {
  private readonly tree = new NamespaceTree(() => new NamespaceCounts())
  private readonly nodes: TreeNode<NamespaceCounts>[] = []
  private readonly numbers = new Map<TreeNode<NamespaceCounts>, number>()

  /** The number of a key's namespace. */
  of(key: string): number {
    const node = this.tree.placeKey(key)
    let number = this.numbers.get(node)
    if (number === undefined) {
      number = this.nodes.push(node) - 1
      this.numbers.set(node, number)
    }
    return number
  }

  /** The counts that a number stands for now. */
  at(number: number): NamespaceCounts {
    const node = this.nodes[number]
    if (!node) throw new RangeError('no such namespace')
    return this.tree.countsOf(liveNode(node))
  }

  /** The ones with the most accesses, as many as are asked for, and what they are called. */
  busiest(most: number): { pattern: string; counts: NamespaceCounts }[] {
    const { namespaces, nameOf } = apart(this.tree)
    return namespaces
      .map((counts, place) => ({ counts, place }))
      .toSorted((one, other) => total(other.counts) - total(one.counts))
      .slice(0, most)
      .map(({ counts, place }) => ({ counts, pattern: nameOf(place).pattern }))
  }
}

function total({ reads, writes }: NamespaceCounts): number {
  return reads + writes
}
