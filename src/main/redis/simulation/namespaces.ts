import { type Apart, apart, NamespaceTree } from '../namespaces/index.ts'

/** Which namespace each key is in: the deepest that it has. */
export interface Namespaces {
  /** The number of each key's namespace. */
  of: Int32Array
  /** How many there are. */
  count: number
  /** What the n-th is called. */
  nameOf: Apart<unknown>['nameOf']
}

/** The namespaces of keys, given their names as on the contract. */
export function namespacesOf(names: readonly string[]): Namespaces {
  const tree = new NamespaceTree(() => new KeyCount())
  const nodes = names.map((name) => {
    const node = tree.placeKey(name)
    tree.countsOf(node).keys += 1
    return node
  })
  const { namespaces, placeOf, nameOf } = apart(tree)
  return { of: Int32Array.from(nodes, placeOf), count: namespaces.length, nameOf }
}

class KeyCount {
  keys = 0

  merge({ keys }: KeyCount): void {
    this.keys += keys
  }
}
