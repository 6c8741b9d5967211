/**
 * Turns inclusive figures into exclusive ones that are never negative and add up to the root's.
 *
 * Plain subtraction does not do that: the server rounds each figure by itself (a node run 100,000 times
 * for "0.001 ms" ran between 50 and 150 ms), parts of a node may overlap below a Gather, and a counter
 * may miss what a worker did. So the root's figure is handed down: each node gives its parts what they
 * claim and keeps the rest; where they claim more than it has, those whose figures are least certain
 * give way first. What is given and kept adds up at each node, hence over the plan.
 */
import { at } from './flat-plan.ts'
import type { RunGraph, SharedSubplan } from './run-graph.ts'

export interface Claims {
  /** What each node's figure says, with all it contains. */
  inclusive: Float64Array
  /** How far each may be off; 0 everywhere where absent. */
  rounding?: Float64Array | undefined
  /** Counters stay whole numbers. */
  whole: boolean
  /**
   * Nodes whose parts may run at the same time, so that what the parts took can exceed what passed.
   * They share what there is by what each claims, the node's own part, `ownShare`, included.
   */
  overlapping?: { nodes: Uint8Array; ownShare: Float64Array } | undefined
  /** Nodes accounted as roots of their own: nothing contains them. */
  apart?: Uint8Array | undefined
}

export interface Allotment {
  /** What each node got, for itself and all it contains. */
  given: Float64Array
  /** What each kept for itself. */
  own: Float64Array
  /** Each edge's part of a shared subplan, as a fraction; 1 for all other edges. */
  fraction: Float64Array
}

export function allot(graph: RunGraph, claims: Claims): Allotment {
  const length = claims.inclusive.length
  const claim = claims.inclusive.slice()
  const least = new Float64Array(length)
  const rest = splitShared(graph, claims)
  // What was run after the root had ended is part of what the statement took, not of the root's figure.
  claim[0] = at(claim, 0) + rest.afterRoot

  const edgeClaim = (e: number) => at(claim, at(graph.to, e)) * at(rest.fraction, e)
  const edgeLeast = (e: number) => at(least, at(graph.to, e)) * at(rest.fraction, e)
  const skip = (e: number) => claims.apart !== undefined && at(claims.apart, at(graph.to, e)) === 1

  for (let position = graph.order.length - 1; position >= 0; position--) {
    const n = at(graph.order, position)
    if (claims.overlapping !== undefined && at(claims.overlapping.nodes, n) === 1) continue
    let needed = 0
    for (let e = at(graph.start, n); e < at(graph.start, n + 1); e++) if (!skip(e)) needed += edgeLeast(e)
    const rounding = claims.rounding === undefined ? 0 : at(claims.rounding, n)
    least[n] = Math.max(0, at(claim, n) - rounding, needed)
    if (n !== 0) claim[n] = Math.max(at(claim, n), at(least, n))
  }

  const given = new Float64Array(length)
  const own = new Float64Array(length)
  given[0] = at(claim, 0)
  for (const n of graph.order) {
    if (claims.apart !== undefined && at(claims.apart, n) === 1) given[n] = at(claim, n)
    own[n] = handDown(n)
  }
  return { given, own, fraction: rest.fraction }

  function handDown(n: number): number {
    const has = at(given, n)
    const first = at(graph.start, n)
    const last = at(graph.start, n + 1)
    // A node that got less than it claimed passes the cut on in proportion, down to what is certain.
    const cut = at(claim, n) > has ? has / at(claim, n) : 1
    const wanted = (e: number) => Math.max(edgeClaim(e) * cut, edgeLeast(e))
    let wantedSum = 0
    let leastSum = 0
    for (let e = first; e < last; e++) {
      if (skip(e)) continue
      wantedSum += wanted(e)
      leastSum += edgeLeast(e)
    }
    let part: (e: number) => number = wanted
    if (wantedSum > has) {
      const overlapping = claims.overlapping !== undefined && at(claims.overlapping.nodes, n) === 1
      const ownShare = overlapping ? at(claims.overlapping?.ownShare ?? [], n) * cut : 0
      if (overlapping) {
        part = (e) => (wanted(e) * has) / (wantedSum + ownShare)
      } else if (leastSum <= has) {
        const between = (has - leastSum) / (wantedSum - leastSum)
        part = (e) => edgeLeast(e) + (wanted(e) - edgeLeast(e)) * between
      } else {
        part = (e) => (edgeLeast(e) * has) / leastSum
      }
    }
    let exact = 0
    let handed = 0
    for (let e = first; e < last; e++) {
      if (skip(e)) continue
      exact += part(e)
      // Rounding the running sum, not each part, keeps the parts whole and their sum what it should be.
      const gets = claims.whole ? Math.round(exact) - handed : part(e)
      handed += gets
      const target = at(graph.to, e)
      given[target] = at(given, target) + gets
    }
    return Math.max(0, has - handed)
  }
}

/** How much of each shared subplan each host contains: as far as its weight says and its room allows. */
function splitShared(graph: RunGraph, claims: Claims): { fraction: Float64Array; afterRoot: number } {
  const fraction = new Float64Array(graph.to.length).fill(1)
  let afterRoot = 0
  if (graph.shares.length === 0) return { fraction, afterRoot }
  const room = claims.inclusive.slice()
  graph.to.forEach((target, e) => {
    if (at(graph.shared, e) === 1 || (claims.apart !== undefined && at(claims.apart, target) === 1)) return
    const host = at(graph.from, e)
    room[host] = at(room, host) - at(claims.inclusive, target)
  })
  for (const share of graph.shares) {
    const total = at(claims.inclusive, share.subplan)
    const { parts, left } = split(graph, claims, share, room)
    share.edges.forEach((e, i) => {
      room[at(graph.from, e)] = at(room, at(graph.from, e)) - at(parts, i)
      fraction[e] = total > 0 ? at(parts, i) / total : i === 0 && share.restEdge < 0 ? 1 : 0
    })
    if (share.restEdge < 0) continue
    fraction[share.restEdge] = total > 0 ? left / total : share.edges.length === 0 ? 1 : 0
    afterRoot += left
  }
  return { fraction, afterRoot }
}

function split(
  graph: RunGraph,
  claims: Claims,
  share: SharedSubplan,
  room: Float64Array,
): { parts: Float64Array; left: number } {
  const total = at(claims.inclusive, share.subplan)
  const sum = share.weights.reduce((whole, weight) => whole + weight, 0)
  const free = share.edges.map((e) => Math.max(0, at(room, at(graph.from, e))))
  const parts = Float64Array.from(share.edges, (_, i) => {
    const wanted = (total * (sum > 0 ? at(share.weights, i) : 1)) / (sum > 0 ? sum : share.edges.length)
    const part = Math.min(at(free, i), wanted)
    return claims.whole ? Math.floor(part) : part
  })
  let left = total - parts.reduce((whole, part) => whole + part, 0)
  for (let i = 0; i < parts.length && left > 0; i++) {
    const more = Math.min(left, at(free, i) - at(parts, i))
    parts[i] = at(parts, i) + more
    left -= more
  }
  const roundings = share.edges.map((e) => at(claims.rounding ?? [], at(graph.from, e)))
  const slack = roundings.reduce((whole, rounding) => whole + rounding, 0)
  const certain = left > slack + at(claims.rounding ?? [], share.subplan)
  if (share.edges.length === 0 || (share.restEdge >= 0 && certain)) return { parts, left }
  // No one has room for it: the likeliest host takes it, and the hand-down makes it fit.
  const likeliest = share.weights.indexOf(Math.max(...share.weights))
  parts[Math.max(0, likeliest)] = at(parts, Math.max(0, likeliest)) + left
  return { parts, left: 0 }
}
