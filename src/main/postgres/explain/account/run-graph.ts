import { at, type FlatPlan } from './flat-plan.ts'
import type { Placement } from './room.ts'

/**
 * Which node's figures contain which other's. It is the plan's tree, but InitPlans, SubPlans and CTEs
 * hang on the nodes that ran them; one that several nodes ran has an edge from each.
 */
export interface RunGraph {
  /** All nodes, containers before what they contain. */
  order: Int32Array
  /** Edges of row `n` are `start[n] … start[n + 1] − 1`. */
  start: Int32Array
  to: Int32Array
  from: Int32Array
  /** 1 where the edge's target hangs on several nodes and each contains a part of it. */
  shared: Uint8Array
  shares: SharedSubplan[]
}

export interface SharedSubplan {
  subplan: number
  /** One per host. */
  edges: number[]
  weights: number[]
  /** The edge from the root to what was run after the root had ended; −1 where there is none. */
  restEdge: number
}

export function buildRunGraph(flat: FlatPlan, placements: Placement[]): RunGraph {
  const graph = connect(flat, placements)
  if (graph.order.length === flat.length) return graph
  // Two subplans each hosted by the other: no server runs a plan so, but a damaged text may say it.
  // As shown, below their parents, they cannot form a circle.
  const reached = new Set(graph.order)
  return connect(
    flat,
    placements.map((placement) =>
      reached.has(placement.subplan)
        ? placement
        : {
            subplan: placement.subplan,
            hosts: [at(flat.parent, placement.subplan)],
            weights: [1],
            restAfterRoot: false,
          },
    ),
  )
}

function connect(flat: FlatPlan, placements: Placement[]): RunGraph {
  const edges: { from: number; to: number; placement: Placement | undefined }[] = []
  for (let n = 1; n < flat.length; n++) {
    if (flat.standing[n] === 'plain') edges.push({ from: at(flat.parent, n), to: n, placement: undefined })
  }
  for (const placement of placements) {
    const own = isShared(placement) ? placement : undefined
    for (const host of placement.hosts) edges.push({ from: host, to: placement.subplan, placement: own })
    if (placement.restAfterRoot) edges.push({ from: 0, to: placement.subplan, placement: own })
  }

  const start = new Int32Array(flat.length + 1)
  for (const { from } of edges) start[from + 1] = at(start, from + 1) + 1
  for (let n = 0; n < flat.length; n++) start[n + 1] = at(start, n + 1) + at(start, n)
  const next = start.slice()
  const to = new Int32Array(edges.length)
  const from = new Int32Array(edges.length)
  const shared = new Uint8Array(edges.length)
  const edgesOf = new Map<Placement, number[]>()
  for (const edge of edges) {
    const e = at(next, edge.from)
    next[edge.from] = e + 1
    to[e] = edge.to
    from[e] = edge.from
    if (edge.placement === undefined) continue
    shared[e] = 1
    const known = edgesOf.get(edge.placement)
    if (known === undefined) edgesOf.set(edge.placement, [e])
    else known.push(e)
  }
  const shares = placements.filter(isShared).map((placement) => {
    const own = edgesOf.get(placement) ?? []
    const rest = placement.restAfterRoot ? own.at(-1) : undefined
    const hosted = own.slice(0, placement.hosts.length)
    return {
      subplan: placement.subplan,
      edges: hosted,
      weights: placement.weights,
      restEdge: rest ?? -1,
    }
  })
  return { order: topologicalOrder(flat.length, start, to), start, to, from, shared, shares }
}

function isShared(placement: Placement): boolean {
  return placement.hosts.length > 1 || placement.restAfterRoot
}

/** Leaves out what stands on a circle or is reached only from one. */
function topologicalOrder(length: number, start: Int32Array, to: Int32Array): Int32Array {
  const waitingFor = new Int32Array(length)
  for (const target of to) waitingFor[target] = at(waitingFor, target) + 1
  const order = new Int32Array(length)
  let found = 0
  for (let n = 0; n < length; n++) if (at(waitingFor, n) === 0) order[found++] = n
  for (let position = 0; position < found; position++) {
    const n = at(order, position)
    for (let e = at(start, n); e < at(start, n + 1); e++) {
      const target = at(to, e)
      waitingFor[target] = at(waitingFor, target) - 1
      if (at(waitingFor, target) === 0) order[found++] = target
    }
  }
  return order.subarray(0, found)
}
