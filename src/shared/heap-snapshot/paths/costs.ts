import { looking } from '../holding-edges.ts'
import type { HeapSnapshot } from '../snapshot.ts'
import type { IndexIntoEdges, IndexIntoNodes } from '../tables.ts'

/** The dearest edge. */
export const dearest = 127

/** Edges that are followed in no path. */
const never = 0

/**
 * How well an edge explains to a developer why an object is alive: variables and properties are cheap,
 * V8's own references dear, stacks and handles dearest, so that the cheapest path is the one to show.
 * Weak edges and the like cost 0 and are not followed.
 */
export class EdgeCosts {
  readonly #snapshot: HeapSnapshot
  /** By type of edge: what decides its cost. */
  readonly #kind: ('variable' | 'property' | 'element' | 'internal' | 'hidden' | 'other')[]
  /** By string, for edges that have names. */
  readonly #property: Uint8Array
  readonly #internal: Uint8Array
  /** By type of node, for nodes that an edge comes from or leads to. */
  readonly #from: number[]
  readonly #to: number[]
  /** By string, for hidden nodes that are part of something else. */
  readonly #part: Uint8Array
  readonly #hidden: number
  readonly #array: number

  constructor(snapshot: HeapSnapshot) {
    const { nodes, edges, strings } = snapshot
    this.#snapshot = snapshot
    this.#kind = edges.typeNames.map((type) => kindOf[type] ?? 'other')
    this.#property = priced(strings, 2, properties)
    this.#internal = priced(strings, 8, internals)
    this.#part = priced(strings, 0, parts)
    this.#from = nodes.typeNames.map((type) => (type === 'synthetic' ? 60 : ofCode.has(type) ? 30 : 0))
    this.#to = nodes.typeNames.map((type) => (ofCode.has(type) ? 30 : 0))
    this.#hidden = nodes.typeNames.indexOf('hidden')
    this.#array = nodes.typeNames.indexOf('array')
  }

  /** Of the edge that leaves `from`; 0 where it is not to be followed. */
  of(from: IndexIntoNodes, edge: IndexIntoEdges): number {
    const { nodes, edges, holds } = this.#snapshot
    const held = holds[edge] ?? 0
    if (held === 0) return never
    const to = edges.to[edge] ?? 0
    const fromType = nodes.type[from] ?? 0
    const part =
      fromType === this.#array || (fromType === this.#hidden && this.#part[nodes.name[from] ?? 0] === 1)
    const toType = nodes.type[to] ?? 0
    const intoPart = toType !== this.#hidden || this.#part[nodes.name[to] ?? 0] === 1
    const own = part ? 2 : this.#byKind(edge)
    const cost = own + (this.#from[fromType] ?? 0) + (this.#to[toType] ?? 0) + (intoPart ? 0 : 6)
    return Math.min(dearest, held === looking ? cost + 1 : cost)
  }

  #byKind(edge: IndexIntoEdges): number {
    const { edges } = this.#snapshot
    const kind = this.#kind[edges.type[edge] ?? 0]
    const name = edges.nameOrIndex[edge] ?? 0
    if (kind === 'variable') return 1
    if (kind === 'property') return this.#property[name] ?? 2
    if (kind === 'element') return 2
    if (kind === 'internal') return this.#internal[name] ?? 8
    return kind === 'hidden' ? 10 : 2
  }
}

const kindOf: Readonly<Record<string, 'variable' | 'property' | 'element' | 'internal' | 'hidden'>> = {
  context: 'variable',
  property: 'property',
  element: 'element',
  internal: 'internal',
  hidden: 'hidden',
}

const ofCode: ReadonlySet<string> = new Set(['code', 'object shape'])

/** Properties that nearly everything has and nobody thinks of. */
const properties = { __proto__: 40, constructor: 30, prototype: 20 }

/** V8's own references that stand for something a developer wrote, and those that never do. */
const internals = {
  table: 2,
  context: 2,
  reactions_or_result: 2,
  value: 2,
  buffer: 2,
  backing_store: 2,
  first: 2,
  second: 2,
  parent: 2,
  elements: 3,
  properties: 3,
  bound_this: 3,
  bound_argument: 3,
  bound_function: 3,
  bound_arguments: 3,
  previous: 20,
  extension: 20,
  native_context: 60,
  map: 60,
  shared: 60,
  code: 60,
  feedback_cell: 60,
  script: 60,
  scope_info: 60,
}

/** Hidden nodes that are a piece of the object that has them. */
const parts = {
  'system / PropertyArray': 1,
  'system / PromiseReaction': 1,
  'system / Cell': 1,
  'system / PromiseCapability': 1,
}

function priced(
  strings: HeapSnapshot['strings'],
  usual: number,
  special: Readonly<Record<string, number>>,
): Uint8Array {
  const prices = new Uint8Array(strings.length).fill(usual)
  const found = strings.find(Object.keys(special))
  for (const [name, price] of Object.entries(special)) {
    const index = found[name] ?? -1
    if (index !== -1) prices[index] = price
  }
  return prices
}
