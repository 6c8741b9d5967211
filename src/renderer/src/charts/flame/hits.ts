/** What lies where, in CSS pixels from a chart's upper left corner. */
import type { FlameNode } from '#shared/profile/layout.ts'
import { nodeAt, rectangleOf } from '#shared/profile/lookup.ts'
import type { CssPixels } from '#shared/units.ts'
import type { FlameRange } from './draw-marks.ts'
import { extentOf, placeOf, type ScenePlace } from './scene.ts'
import { depthAt } from './viewport.ts'

interface Point {
  x: CssPixels
  y: CssPixels
}

/** The node at a point; bars narrower than a pixel are taken from a pixel to either side. */
export function nodeUnder(scene: ScenePlace, { x, y }: Point): FlameNode | null {
  const { layout, viewport, direction } = scene
  const extent = extentOf(scene)
  if (extent.width <= 0) return null
  const depth = depthAt(y, viewport, extent, direction)
  const perPixel = (viewport.end - viewport.start) / extent.width
  for (const offset of [0, -1, 1]) {
    const node = nodeAt(layout, depth, viewport.start + (x + offset) * perPixel)
    if (node !== null) return node
  }
  return null
}

/** The part of the axis between two places, of which none lies beyond the chart. */
export function rangeBetween(scene: ScenePlace, oneX: CssPixels, otherX: CssPixels): FlameRange {
  const { viewport } = scene
  const { width, total } = extentOf(scene)
  const valueAt = (x: CssPixels): number =>
    Math.min(total, Math.max(0, viewport.start + (x / width) * (viewport.end - viewport.start)))
  return { from: valueAt(Math.min(oneX, otherX)), to: valueAt(Math.max(oneX, otherX)) }
}

/** The lower left corner of a node as far as it is in sight; that of the chart's top where it is not. */
export function cornerOf(scene: ScenePlace, node: FlameNode): Point {
  const rectangle = rectangleOf(scene.layout, node)
  const place = rectangle && placeOf(scene, rectangle)
  if (!place) return { x: 0, y: 0 }
  return { x: Math.max(0, place.x) / scene.ratio, y: (place.y + place.height) / scene.ratio }
}
