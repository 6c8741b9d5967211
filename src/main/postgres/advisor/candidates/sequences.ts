import type { Access, Conditions } from './access.ts'
import type { Part } from './part.ts'

/** Conditions beyond these add more orders than any search could try. */
const MOST_PARTS_IN_PAIRS = 8
const MOST_PARTS_IN_TRIPLES = 5

/**
 * The keys that the conditions and orders of one access ask for by themselves: equality first, the most
 * selective first, then one range or an order; join columns alone, before and behind the filter.
 */
export function directSequences(access: Access, maxWidth: number): Part[][] {
  const found: Part[][] = []
  const add = (parts: readonly Part[]): void => {
    const key = distinctParts(parts).slice(0, maxWidth)
    if (key.length > 0) found.push(key)
  }
  ofConditions(access, add)
  for (const arm of access.arms) ofConditions(arm, add)
  for (const order of access.orders) {
    add(order)
    const filter = bySelectivity(access.equal)
    if (filter.length > 0) add([...filter, ...order])
    for (const part of filter) add([part, ...order])
    for (const part of access.joined) add([part, ...order])
    for (const part of access.joined) if (filter.length > 0) add([...filter, part, ...order])
    // An order that the range itself begins, or that a range is filtered in.
    for (const range of access.ranges) add([...filter, ...order, range])
  }
  return found
}

function ofConditions(conditions: Conditions, add: (parts: readonly Part[]) => void): void {
  const { lists, joined, ranges } = conditions
  const equal = bySelectivity(conditions.equal)
  const filter = [...equal, ...bySelectivity(lists)]
  add(filter)
  for (const part of [...filter, ...joined, ...ranges]) add([part])
  for (const range of ranges) {
    add([...filter, range])
    add([...equal, range])
    for (const join of joined) {
      add([...filter, join, range])
      add([join, ...filter, range])
    }
  }
  for (const join of joined) {
    add([...filter, join])
    add([join, ...filter])
  }
  // Several columns that another table is joined by: all at once.
  if (joined.length > 1) {
    add(bySelectivity(joined))
    add([...filter, ...bySelectivity(joined)])
  }
  if (ranges.length > 1) add([...filter, ...ranges])
}

/** All orders of two, and of three, conditions; a range before what is compared by = only in pairs. */
export function permutedSequences(access: Access, maxWidth: number): { pairs: Part[][]; triples: Part[][] } {
  const equal = distinctParts([
    ...bySelectivity(access.equal),
    ...bySelectivity(access.lists),
    ...access.joined,
  ])
  const orders = access.orders.flatMap((order) => order.filter(isAscending))
  const all = distinctParts([...equal, ...access.ranges, ...orders])
  const pairs: Part[][] = []
  if (maxWidth >= 2) {
    const few = all.slice(0, MOST_PARTS_IN_PAIRS)
    for (const first of few) for (const second of few) if (first !== second) pairs.push([first, second])
  }
  const triples: Part[][] = []
  if (maxWidth >= 3) {
    const few = equal.slice(0, MOST_PARTS_IN_TRIPLES)
    const last = all.slice(0, MOST_PARTS_IN_PAIRS)
    for (const first of few) {
      for (const second of few) {
        if (second === first) continue
        for (const third of last)
          if (third !== first && third !== second) triples.push([first, second, third])
      }
    }
  }
  return { pairs, triples }
}

function isAscending({ key }: Part): boolean {
  return !key.descending && !key.nullsFirst
}

/** Most different values first; unknown ones last; stable. */
export function bySelectivity(parts: readonly Part[]): Part[] {
  return parts.toSorted((a, b) => (b.distinct ?? -1) - (a.distinct ?? -1))
}

/** Each column or expression once; a second operator class of one column counts as the same. */
export function distinctParts(parts: readonly Part[]): Part[] {
  const seen = new Set<string>()
  return parts.filter((part) => {
    const id = part.column?.name ?? part.id
    if (seen.has(id)) return false
    seen.add(id)
    return true
  })
}
