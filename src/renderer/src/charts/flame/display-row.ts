import { type FlameNode, type FlameSweep, noNode } from '#shared/profile/layout.ts'
import { dimColor } from './colors.ts'
import { addLabels } from './display-labels.ts'
import { addRectangle, type DisplayList } from './display-list.ts'
import { colorOfNode, colorOfPath, type DevicePixels, pixelAt, type Scene } from './scene.ts'

interface Row {
  scene: Scene
  depth: number
  y: DevicePixels
  /** Between bars, and the width of a column. */
  gap: DevicePixels
  /** As many as the window has, the first at its left edge. */
  columns: number
  sweep: FlameSweep | undefined
}

/** Adds what is seen of one depth. */
export function addRow(list: DisplayList, row: Row): void {
  const { scene, depth, y, gap, columns, sweep } = row
  const { layout, viewport, width, coloring } = scene
  const scale = width / (viewport.end - viewport.start)
  // The run of columns being drawn: merged frames of one colour without a gap between them.
  let runColor = -1
  let runStart = 0
  let runEnd = 0
  const endRun = (limit: DevicePixels): void => {
    const end = Math.min(runEnd, limit)
    if (runColor !== -1 && end > runStart) addRectangle(list.colors[runColor], runStart, y, end - runStart)
    runColor = -1
  }
  const addColumn = (color: number, left: DevicePixels): void => {
    if (color !== runColor || left > runEnd) {
      endRun(left)
      runColor = color
      runStart = left
      runEnd = left + gap
    } else {
      runEnd = Math.max(runEnd, left + gap)
    }
  }

  let node = layout.firstEndingAfter(depth, viewport.start)
  while (node !== noNode) {
    const start = layout.startOf(node)
    if (start >= viewport.end) break
    const left = pixelAt(start, viewport, scale, width)
    const edge = viewport.start + (left + gap) / scale
    // All frames between this one and `last` end within a column that begins here.
    const last = layout.firstEndingAfter(depth, edge, node)
    const right = last === node ? pixelAt(layout.endOf(node), viewport, scale, width) : left
    if (right - left > 2 * gap) {
      // A wide bar keeps all of its place; the column before it gives way.
      endRun(left)
      const path = layout.pathOf(node)
      addRectangle(list.colors[colorOfPath(scene, path)], left, y, right - left - gap)
      if (coloring.hatched?.[path] === 1) addRectangle(list.hatched, left, y, right - left - gap)
      addLabels(list, scene, { node, left, right: right - gap, y })
      node = layout.next(node)
      continue
    }

    const within = last !== noNode && layout.startOf(last) < edge
    // That of one of its frames, of another one in each column, which is fair to all over many columns.
    let color = colorOfNode(scene, within ? last : node)
    if (color === dimColor && scene.matched !== null) color = brightWithin(row, node, edge)
    addColumn(color, left)

    const crowdedFrom = Math.max(0, Math.ceil(runEnd / gap))
    const crowdedTo = sweep === undefined ? crowdedFrom : addCrowded(crowdedFrom, sweep)
    if (crowdedTo > crowdedFrom) {
      if (crowdedTo >= columns) break
      node = layout.firstEndingAfter(depth, viewport.start + (crowdedTo * gap) / scale, node)
    } else {
      node = within ? behindColumn(row, node, last, scale) : last
    }
  }
  endRun(Infinity)

  /** Adds columns from one on as long as nothing in them is wide; answers with the one behind them. */
  function addCrowded(from: number, seen: FlameSweep): number {
    let column = from
    for (; column < columns && seen.crowded(depth, column); column++) {
      const path = seen.pathIn(depth, column)
      if (path < 0) continue
      // Columns begin at whole multiples of their width; what is drawn up to there may end just before.
      if (column === from) runEnd = column * gap
      addColumn(colorOfPath(scene, path), column * gap)
    }
    return column
  }
}

/** The frame that is drawn next after a column which `last` reaches over: that itself where it is wide. */
function behindColumn({ scene, gap }: Row, node: FlameNode, last: FlameNode, scale: number): FlameNode {
  const { layout, viewport, width } = scene
  if (last === node) return layout.next(node)
  const left = pixelAt(layout.startOf(last), viewport, scale, width)
  const right = pixelAt(layout.endOf(last), viewport, scale, width)
  return right - left > 2 * gap ? last : layout.next(last)
}

/** While searching, the colour of a match anywhere in a column, so that none is overlooked. */
function brightWithin({ scene, depth, gap, columns, sweep }: Row, from: FlameNode, edge: number): number {
  const { layout, viewport, width } = scene
  if (sweep !== undefined) {
    const scale = width / (viewport.end - viewport.start)
    const left = pixelAt(layout.startOf(from), viewport, scale, width)
    const column = Math.min(columns - 1, Math.max(0, Math.floor(left / gap)))
    const path = sweep.pathIn(depth, column)
    return path < 0 ? dimColor : colorOfPath(scene, path)
  }
  for (let node = from; node !== noNode && layout.startOf(node) < edge; node = layout.next(node)) {
    const color = colorOfNode(scene, node)
    if (color !== dimColor) return color
  }
  return dimColor
}
