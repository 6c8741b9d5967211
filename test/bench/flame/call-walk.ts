/** A program that never was: a call tree and a random walk over it, the same for the same seed. */

export interface CallTree {
  length: number
  /** −1 at the one root, which is node 0; a parent stands before its children. */
  parent: Int32Array
  depth: Int32Array
  /** Row of `functions`. */
  called: Int32Array
  functions: { name: string; url: string; line: number; column: number }[]
}

const verbs = ['parse', 'resolve', 'render', 'read', 'encode', 'visit', 'match', 'flush', 'merge', 'hash']
const nouns = ['Request', 'Row', 'Template', 'Buffer', 'Node', 'Token', 'Header', 'Index', 'Page', 'Json']
const places = ['', 'Sync', 'Async', 'All', 'Next', 'Once', 'Lazily', 'Again', 'From', 'Into']
const packages = ['express', 'pg', 'undici', 'zod', 'lodash', 'react-dom']
const deepest = 60

/** A tree of `length` calls among some thousand functions. */
export function callTree(length: number, seed: number): CallTree {
  const random = randomFrom(seed)
  const below = (limit: number): number => Math.floor(random() * limit)
  const functions = verbs.flatMap((verb) =>
    nouns.flatMap((noun) =>
      places.map((place, i) => ({
        name: `${verb}${noun}${place}`,
        url:
          i < 5
            ? `file:///srv/shop/src/${noun.toLowerCase()}/${verb}.js`
            : i < 8
              ? `file:///srv/shop/node_modules/${packages[below(packages.length)] ?? ''}/lib/${verb}.js`
              : `node:internal/${noun.toLowerCase()}`,
        line: below(900),
        column: below(60),
      })),
    ),
  )
  const tree: CallTree = {
    length,
    parent: new Int32Array(length).fill(-1),
    depth: new Int32Array(length),
    called: new Int32Array(length),
    functions,
  }
  // Places in the tree where growth goes on: a few, so that paths get long, and ever other ones.
  const tips = new Int32Array(64)
  for (let node = 1; node < length; node++) {
    const tip = below(tips.length)
    let parent = random() < 0.12 ? below(node) : (tips[tip] ?? 0)
    if ((tree.depth[parent] ?? 0) >= deepest) parent = below(Math.min(node, 200))
    tree.parent[node] = parent
    tree.depth[node] = (tree.depth[parent] ?? 0) + 1
    tree.called[node] = below(functions.length)
    // Siblings about as often as calls further down.
    if (random() < 0.6) tips[tip] = node
  }
  return tree
}

/** Nodes of the tree that a walk comes by: out of some calls, into some others, staying for a while. */
export function walk(tree: CallTree, samples: number, seed: number): Int32Array {
  const random = randomFrom(seed)
  const first = new Int32Array(tree.length + 1)
  for (let node = 1; node < tree.length; node++) {
    const place = (tree.parent[node] ?? 0) + 1
    first[place] = (first[place] ?? 0) + 1
  }
  for (let node = 0; node < tree.length; node++) first[node + 1] = (first[node + 1] ?? 0) + (first[node] ?? 0)
  const child = new Int32Array(tree.length)
  const next = first.slice()
  for (let node = 1; node < tree.length; node++) {
    const parent = tree.parent[node] ?? 0
    const at = next[parent] ?? 0
    next[parent] = at + 1
    child[at] = node
  }

  const below = new Int32Array(tree.length)
  for (let node = tree.length - 1; node > 0; node--) {
    const parent = tree.parent[node] ?? 0
    below[parent] = (below[parent] ?? 0) + (below[node] ?? 0) + 1
  }

  const visited = new Int32Array(samples)
  let node = 0
  for (let sample = 0; sample < samples; sample++) {
    if (random() > 0.3) {
      let out = Math.floor(-Math.log(1 - random()) * 3)
      // Now and then a request is done and another one begins.
      if (random() < 0.002) out = deepest
      for (; out > 0 && node > 0; out--) node = tree.parent[node] ?? 0
      for (let into = Math.floor(-Math.log(1 - random()) * 5); into > 0; into--) {
        const from = first[node] ?? 0
        const to = first[node + 1] ?? 0
        if (from === to) break
        // Of two calls the one that calls more, so that the walk does not keep to the shallows.
        const one = child[from + Math.floor(random() * (to - from))] ?? node
        const other = child[from + Math.floor(random() * (to - from))] ?? node
        node = (below[one] ?? 0) > (below[other] ?? 0) ? one : other
      }
    }
    visited[sample] = node
  }
  return visited
}

/** Whole microseconds from one sample to the next, around a thousand. */
export function deltas(samples: number, seed: number): Int32Array {
  const random = randomFrom(seed)
  return Int32Array.from({ length: samples }, () => 800 + Math.floor(random() ** 3 * 1200))
}

/** A small generator with a seed, public domain (Tommy Ettinger). */
export function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
