import type { IndexIntoNodes, SnapshotTables } from './tables.ts'

/** What each node is an instance of, as DevTools names it. */
export interface ClassTable {
  names: string[]
  /** Index into {@link names}, by node. */
  of: Int32Array
}

/**
 * Objects and native objects are named after their constructor (an element by its tag alone); closures,
 * strings, arrays and the like by their kind in brackets; V8's own things are `(system)`, code is
 * `(compiled code)`. What is no longer in its document is `Detached …`.
 */
export function classify(tables: SnapshotTables): ClassTable {
  const { nodes, strings } = tables
  const names: string[] = []
  const byName = new Map<string, number>()
  const classOf = (name: string): number => {
    let found = byName.get(name)
    if (found === undefined) {
      found = names.push(name) - 1
      byName.set(name, found)
    }
    return found
  }
  const byType = nodes.typeNames.map((type) => (named.has(type) ? -1 : classOf(nameOfType(type))))
  // By name: the class of what is so called, and of what is so called and detached.
  const attached = new Int32Array(strings.length).fill(-1)
  const detached = new Map<number, number>()
  const isDetached = findDetached(tables)

  const of = new Int32Array(nodes.length)
  for (let node = 0; node < nodes.length; node++) {
    const fixed = byType[nodes.type[node] ?? 0] ?? -1
    const name = nodes.name[node] ?? 0
    const known = fixed !== -1 ? fixed : isDetached?.[node] === 1 ? detached.get(name) : attached[name]
    if (known !== undefined && known !== -1) {
      of[node] = known
      continue
    }
    const found = classOf(constructorName(strings.at(name), isDetached?.[node] === 1))
    if (isDetached?.[node] === 1) detached.set(name, found)
    else attached[name] = found
    of[node] = found
  }
  return { names, of }
}

/** Types of nodes whose names are those of their constructors. */
const named: ReadonlySet<string> = new Set(['object', 'native'])

function nameOfType(type: string): string {
  if (type === 'hidden') return '(system)'
  return type === 'code' ? '(compiled code)' : `(${type})`
}

function constructorName(name: string, detached: boolean): string {
  const prefix = 'Detached '
  const bare = name.startsWith(prefix) ? name.slice(prefix.length) : name
  const space = bare.startsWith('<') ? bare.indexOf(' ') : -1
  const tag = space === -1 ? bare : `${bare.slice(0, space)}>`
  return detached || bare !== name ? prefix + tag : tag
}

/**
 * 1 for native nodes that are no longer in their document: those that the file says are, and those that
 * hang on one while nothing attached reaches them. Null where the file tells of none.
 */
function findDetached({ nodes, edges }: SnapshotTables): Uint8Array | null {
  if (nodes.detachedness === null || !nodes.detachedness.includes(detachedState)) return null
  const native = nodes.typeNames.indexOf('native')
  const passing = edges.typeNames.map((type) => type !== 'hidden' && type !== 'weak')
  const state = nodes.detachedness.slice()
  for (const spread of [attachedState, detachedState]) {
    const open: IndexIntoNodes[] = []
    for (let node = 0; node < nodes.length; node++) {
      if (state[node] === spread) open.push(node)
    }
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      const end = nodes.firstEdge[node + 1] ?? 0
      for (let edge = nodes.firstEdge[node] ?? 0; edge < end; edge++) {
        const to = edges.to[edge] ?? 0
        if (passing[edges.type[edge] ?? 0] !== true || nodes.type[to] !== native || state[to] !== 0) continue
        state[to] = spread
        open.push(to)
      }
    }
  }
  return state.map((value) => (value === detachedState ? 1 : 0))
}

const attachedState = 1
const detachedState = 2
