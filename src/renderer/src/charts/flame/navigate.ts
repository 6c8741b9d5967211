import { type FlameLayout, type FlameNode, noNode } from '#shared/profile/layout.ts'
import { nodeAt } from '#shared/profile/lookup.ts'

/**
 * The node one step from `node`: its parent, its widest child, or its neighbour in the row (a sibling
 * first, then a cousin). The first root when nothing is selected; `node` itself where there is none.
 */
export function neighbour(
  layout: FlameLayout,
  node: FlameNode | null,
  step: 'parent' | 'child' | 'previous' | 'next',
): FlameNode | null {
  if (node === null) return orNull(layout.firstEndingAfter(0, 0))
  switch (step) {
    case 'parent':
      return orNull(layout.parentOf(node)) ?? node
    case 'child':
      return widestChild(layout, node) ?? node
    case 'previous':
      return orNull(layout.previous(node)) ?? node
    case 'next':
      return orNull(layout.next(node)) ?? node
  }
}

/** So many children are looked at one by one; of more, those that are found at as many places. */
const mostChildren = 2048

function widestChild(layout: FlameLayout, node: FlameNode): FlameNode | null {
  const below = layout.depthOf(node) + 1
  const start = layout.startOf(node)
  const end = layout.endOf(node)
  if (!(end > start)) return null
  let widest: FlameNode | null = null
  const consider = (child: FlameNode): void => {
    if (widest === null || layout.totalOf(child) > layout.totalOf(widest)) widest = child
  }
  let child = layout.firstStartingAt(below, start)
  for (let i = 0; child !== noNode && layout.startOf(child) < end; i++) {
    if (i === mostChildren) {
      // A child wider than the distance of two places is certainly found; narrower ones are alike.
      for (let place = 1; place < mostChildren; place++) {
        const found = nodeAt(layout, below, start + ((end - start) * place) / mostChildren)
        if (found !== null) consider(found)
      }
      break
    }
    consider(child)
    child = layout.next(child)
  }
  return widest
}

function orNull(node: FlameNode): FlameNode | null {
  return node === noNode ? null : node
}
