/**
 * From a scene to what to draw. What that costs depends on the window alone: runs of frames too narrow
 * to see are merged into columns, and labels are capped, however many frames there are.
 */
import { addRow } from './display-row.ts'
import { clearDisplayList, type DisplayList } from './display-list.ts'
import { extentOf, gapOf, type Scene } from './scene.ts'
import { depthAt, rowHeight, rowTop } from './viewport.ts'

/** Fills `list` with the scene. */
export function buildDisplayList(list: DisplayList, scene: Scene): void {
  clearDisplayList(list)
  const { direction, viewport, ratio, layout, width } = scene
  const gap = gapOf(ratio)
  list.barHeight = Math.max(1, Math.round(rowHeight * ratio) - gap)
  if (!(viewport.end > viewport.start)) return

  const extent = extentOf(scene)
  const atTop = depthAt(0, viewport, extent, direction)
  const atBottom = depthAt(extent.height, viewport, extent, direction)
  const firstDepth = Math.max(0, Math.min(atTop, atBottom))
  const lastDepth = Math.min(Math.max(atTop, atBottom), layout.depths - 1)
  const columns = Math.ceil(width / gap)
  const sweep = layout.sweep?.({
    start: viewport.start,
    end: viewport.start + ((viewport.end - viewport.start) * columns * gap) / width,
    columns,
    firstDepth,
    lastDepth,
    marked: scene.matched,
  })
  for (let depth = firstDepth; depth <= lastDepth; depth++) {
    const top = rowTop(depth, extent, direction) - viewport.scrollTop
    if (top + rowHeight <= 0 || top >= extent.height) continue
    addRow(list, { scene, depth, y: Math.round(top * ratio), gap, columns, sweep })
  }
  list.unfinished = sweep?.unfinished ?? false
}
