/**
 * What to draw, in whole device pixels, from a layout and a viewport. Canvas and SVG draw the same
 * list. Its size depends on the window alone: runs of frames too narrow to see are merged into
 * columns, and labels are capped, however many frames there are.
 */
import { type FlameLayout, type FlameNode, noNode } from '#shared/profile/layout.ts'
import type { CssPixels } from '#shared/units.ts'
import { dimColor } from './colors.ts'
import type { LabelFitter } from './labels.ts'
import { depthAt, type Extent, type FlameDirection, rowHeight, rowTop, type Viewport } from './viewport.ts'

/** Pixels of the screen; a CSS pixel has `ratio` of them. */
export type DevicePixels = number

export interface Scene {
  layout: FlameLayout
  /** By frame. */
  names: readonly string[]
  /** By frame; see colors.ts. */
  colorOfFrame: Uint8Array
  /** Some colours are dimmed by a search. */
  searching: boolean
  direction: FlameDirection
  viewport: Viewport
  width: DevicePixels
  height: DevicePixels
  ratio: number
  labels: LabelFitter
  formatValue: (value: number) => string
}

export interface Label {
  text: string
  /** Left edge of the text, or its right edge when it is a value. */
  x: DevicePixels
  /** Vertical centre. */
  y: DevicePixels
  kind: 'name' | 'value'
  dim: boolean
}

/** Rectangles of one colour. */
export interface Rectangles {
  length: number
  x: Int32Array
  y: Int32Array
  width: Int32Array
}

export interface DisplayList {
  /** By colour number. */
  colors: Rectangles[]
  barHeight: DevicePixels
  labels: Label[]
}

const labelPadding: CssPixels = 6
/** Below this width a bar has no label. */
const narrowestLabel: CssPixels = 28
/** Room between a name and the value at the right end of the same bar. */
const valueGap: CssPixels = 16
/** More than a large screen full of narrow labels; bounds the cost of text, the dearest thing to draw. */
const mostLabels = 2500

export function createDisplayList(): DisplayList {
  const colors = Array.from({ length: dimColor + 1 }, () => ({
    length: 0,
    x: new Int32Array(64),
    y: new Int32Array(64),
    width: new Int32Array(64),
  }))
  return { colors, barHeight: 0, labels: [] }
}

export function extentOf(scene: Pick<Scene, 'layout' | 'width' | 'height' | 'ratio'>): Extent {
  const { layout, width, height, ratio } = scene
  return { total: layout.total, rows: layout.depths, width: width / ratio, height: height / ratio }
}

/** Fills `list` (taken again for each picture, so that drawing makes no garbage) with the scene. */
export function buildDisplayList(list: DisplayList, scene: Scene): void {
  for (const rectangles of list.colors) rectangles.length = 0
  list.labels.length = 0
  const gap = gapOf(scene.ratio)
  list.barHeight = Math.max(1, Math.round(rowHeight * scene.ratio) - gap)
  if (!(scene.viewport.end > scene.viewport.start)) return

  const extent = extentOf(scene)
  const { direction, viewport, ratio, layout } = scene
  const atTop = depthAt(0, viewport, extent, direction)
  const atBottom = depthAt(extent.height, viewport, extent, direction)
  const deepest = Math.min(Math.max(atTop, atBottom), layout.depths - 1)
  for (let depth = Math.max(0, Math.min(atTop, atBottom)); depth <= deepest; depth++) {
    const top = rowTop(depth, extent, direction) - viewport.scrollTop
    if (top + rowHeight <= 0 || top >= extent.height) continue
    addRow(list, scene, depth, Math.round(top * ratio), gap)
  }
}

/** The rectangle of a range at a depth as it is drawn, gap left out; null when it is out of sight. */
export function placeOf(
  scene: Pick<Scene, 'layout' | 'direction' | 'viewport' | 'width' | 'height' | 'ratio'>,
  range: { depth: number; start: number; end: number },
): { x: DevicePixels; y: DevicePixels; width: DevicePixels; height: DevicePixels } | null {
  const { viewport, width, height, ratio } = scene
  const scale = width / (viewport.end - viewport.start)
  const gap = gapOf(ratio)
  const left = pixelAt(range.start, viewport, scale, width)
  const right = pixelAt(range.end, viewport, scale, width)
  const y = Math.round((rowTop(range.depth, extentOf(scene), scene.direction) - viewport.scrollTop) * ratio)
  const barHeight = Math.round(rowHeight * ratio) - gap
  if (right < 0 || left > width || y + barHeight < 0 || y > height) return null
  return { x: left, y, width: Math.max(gap, right - left - gap), height: barHeight }
}

/** The gap between bars and the width of a column of merged ones: one CSS pixel, whole on the screen. */
function gapOf(ratio: number): DevicePixels {
  return Math.max(1, Math.round(ratio))
}

/** Where a value lies, held to just outside the window, so that it stays a small whole number. */
function pixelAt(value: number, viewport: Viewport, scale: number, width: DevicePixels): DevicePixels {
  return Math.max(-8, Math.min(width + 8, Math.round((value - viewport.start) * scale)))
}

function addRow(list: DisplayList, scene: Scene, depth: number, y: DevicePixels, gap: DevicePixels): void {
  const { layout, viewport, width } = scene
  const scale = width / (viewport.end - viewport.start)
  // The run of columns being drawn: merged frames of one colour without a gap between them.
  let runColor = -1
  let runStart = 0
  let runEnd = 0
  const endRun = (limit: DevicePixels): void => {
    const end = Math.min(runEnd, limit)
    if (runColor !== -1 && end > runStart) push(list, runColor, runStart, y, end - runStart)
    runColor = -1
  }

  let node = layout.firstEndingAfter(depth, viewport.start)
  while (node !== noNode) {
    const start = layout.startOf(node)
    if (start >= viewport.end) break
    const left = pixelAt(start, viewport, scale, width)
    const right = pixelAt(layout.endOf(node), viewport, scale, width)
    if (right - left > 2 * gap) {
      // A wide bar keeps all of its place; the column before it gives way.
      endRun(left)
      push(list, colorOf(scene, node), left, y, right - left - gap)
      addLabels(list, scene, node, left, right - gap, y)
      node = layout.next(node)
      continue
    }
    const edge = viewport.start + (left + gap) / scale
    const next = afterColumn(scene, depth, node, edge, scale, gap)
    const color = columnColor(scene, depth, node, next, viewport.start + (left + gap / 2) / scale)
    if (color !== runColor || left > runEnd) {
      endRun(left)
      runColor = color
      runStart = left
    }
    runEnd = left + gap
    node = next
  }
  endRun(Infinity)
}

function colorOf(scene: Scene, node: FlameNode): number {
  return scene.colorOfFrame[scene.layout.frameOf(node)] ?? 0
}

/** The first frame behind a column that ends at `edge`: one that starts there, or a wide one inside it. */
function afterColumn(
  scene: Scene,
  depth: number,
  node: FlameNode,
  edge: number,
  scale: number,
  gap: DevicePixels,
): FlameNode {
  const { layout, viewport, width } = scene
  // All others of the column end before its edge.
  const last = layout.firstEndingAfter(depth, edge, node)
  if (last === noNode) return noNode
  const start = layout.startOf(last)
  if (start >= edge) return last
  if (last === node) return layout.next(node)
  const left = pixelAt(start, viewport, scale, width)
  const right = pixelAt(layout.endOf(last), viewport, scale, width)
  return right - left > 2 * gap ? last : layout.next(last)
}

/**
 * The colour of a merged column: the frame's at its middle, which is fair to all over many columns;
 * while searching, a match anywhere in it wins, so that none is overlooked.
 */
function columnColor(scene: Scene, depth: number, from: FlameNode, to: FlameNode, middle: number): number {
  const { layout, searching } = scene
  const found = layout.firstEndingAfter(depth, middle, from)
  const within = found !== noNode && (to === noNode || layout.startOf(found) < layout.startOf(to))
  const color = colorOf(scene, within ? found : from)
  if (!searching || color !== dimColor) return color
  for (let node = from; node !== to; node = layout.next(node)) {
    const other = colorOf(scene, node)
    if (other !== dimColor) return other
  }
  return color
}

function addLabels(
  list: DisplayList,
  scene: Scene,
  node: FlameNode,
  left: DevicePixels,
  right: DevicePixels,
  y: DevicePixels,
): void {
  const { layout, ratio, labels, width } = scene
  if (list.labels.length >= mostLabels || right - left < narrowestLabel * ratio) return
  // A bar that begins left of the window is labelled where it comes into sight.
  const from = Math.max(left, 0) / ratio + labelPadding
  const to = Math.min(right, width) / ratio - labelPadding
  const name = scene.names[layout.frameOf(node)] ?? ''
  const text = labels.fit(name, to - from)
  if (text === '') return
  const dim = colorOf(scene, node) === dimColor
  const middle = y + Math.round(list.barHeight / 2)
  list.labels.push({ text, x: Math.round(from * ratio), y: middle, kind: 'name', dim })

  const spare = to - from - labels.width(text) - valueGap
  if (spare < narrowestLabel) return
  const value = scene.formatValue(layout.totalOf(node))
  if (labels.width(value) <= spare)
    list.labels.push({ text: value, x: Math.round(to * ratio), y: middle, kind: 'value', dim })
}

function push(list: DisplayList, color: number, x: number, y: number, width: number): void {
  const rectangles = list.colors[color]
  if (rectangles === undefined) return
  const at = rectangles.length
  if (at === rectangles.x.length) {
    for (const column of ['x', 'y', 'width'] as const) {
      const larger = new Int32Array(at * 2)
      larger.set(rectangles[column])
      rectangles[column] = larger
    }
  }
  rectangles.x[at] = x
  rectangles.y[at] = y
  rectangles.width[at] = width
  rectangles.length = at + 1
}
