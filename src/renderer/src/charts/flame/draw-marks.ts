import { type FlameLayout, type FlameNode, noNode } from '#shared/profile/layout.ts'
import { rectangleOf } from '#shared/profile/lookup.ts'
import type { FlameTheme } from './colors.ts'
import { pixelAt, placeOf, type ScenePlace } from './scene.ts'

/** A part of the axis, in the profile's unit. */
export interface FlameRange {
  from: number
  to: number
}

export interface Marks {
  selected: FlameNode | null
  hovered: FlameNode | null
  range: FlameRange | null
}

/** The range, the frame under the pointer and the selected one, on a canvas of their own above the bars. */
export function drawMarks(
  context: CanvasRenderingContext2D,
  scene: ScenePlace,
  theme: FlameTheme,
  marks: Marks,
): void {
  context.clearRect(0, 0, scene.width, scene.height)
  if (!(scene.viewport.end > scene.viewport.start)) return
  if (marks.range !== null) drawRange(context, scene, theme, marks.range)
  if (marks.hovered !== null) drawHovered(context, scene, theme, marks.hovered)
  if (marks.selected !== null) drawSelected(context, scene, theme, marks.selected)
}

/** What lies beside the range is covered, its edges are lines. */
function drawRange(
  context: CanvasRenderingContext2D,
  scene: ScenePlace,
  theme: FlameTheme,
  { from, to }: FlameRange,
): void {
  const { viewport, width, height } = scene
  const scale = width / (viewport.end - viewport.start)
  const line = 2 * pixelOf(scene)
  const left = pixelAt(from, viewport, scale, width)
  const right = Math.max(left + line, pixelAt(to, viewport, scale, width))
  context.globalAlpha = 0.6
  context.fillStyle = theme.background
  context.fillRect(0, 0, left, height)
  context.fillRect(right, 0, width - right, height)
  context.globalAlpha = 0.12
  context.fillStyle = theme.accent
  context.fillRect(left, 0, right - left, height)
  context.globalAlpha = 1
  context.fillRect(left - line / 2, 0, line, height)
  context.fillRect(right - line / 2, 0, line, height)
}

function drawHovered(
  context: CanvasRenderingContext2D,
  scene: ScenePlace,
  theme: FlameTheme,
  node: FlameNode,
): void {
  const rectangle = rectangleOf(scene.layout, node)
  const place = rectangle && placeOf(scene, rectangle)
  if (!place) return
  const pixel = pixelOf(scene)
  const { x, y, width, height } = place
  context.globalAlpha = 0.14
  context.fillStyle = theme.foreground
  context.fillRect(x, y, width, height)
  context.globalAlpha = 0.7
  context.strokeStyle = theme.foreground
  context.lineWidth = pixel
  context.strokeRect(x + pixel / 2, y + pixel / 2, Math.max(0, width - pixel), height - pixel)
  context.globalAlpha = 1
}

function drawSelected(
  context: CanvasRenderingContext2D,
  scene: ScenePlace,
  theme: FlameTheme,
  node: FlameNode,
): void {
  const shown = shownFor(scene.layout, node)
  const place = shown && placeOf(scene, shown)
  if (!place) return
  const pixel = pixelOf(scene)
  // Held inside the window, so that a bar that reaches beyond it shows its ring all round.
  const x = Math.max(place.x, pixel)
  const y = Math.max(place.y, pixel)
  const width = Math.max(pixel, Math.min(place.x + place.width, scene.width - pixel) - x)
  const height = Math.min(place.y + place.height, scene.height - pixel) - y
  // A light line between bar and ring, so that the ring is seen on every colour.
  context.strokeStyle = theme.background
  context.lineWidth = pixel
  context.strokeRect(x + 1.5 * pixel, y + 1.5 * pixel, Math.max(0, width - 3 * pixel), height - 3 * pixel)
  context.strokeStyle = theme.accent
  context.lineWidth = 2 * pixel
  // Dashed where it stands for a frame below it that has no width of its own.
  context.setLineDash(shown.node === node ? [] : [4 * pixel, 3 * pixel])
  context.strokeRect(x, y, width, height)
  context.setLineDash([])
}

function pixelOf(scene: ScenePlace): number {
  return Math.max(1, Math.round(scene.ratio))
}

/** The rectangle of a node, or of the nearest one above it that has a width. */
function shownFor(
  layout: FlameLayout,
  node: FlameNode,
): { node: FlameNode; depth: number; start: number; end: number } | null {
  for (let at = node; at !== noNode; at = layout.parentOf(at)) {
    const rectangle = rectangleOf(layout, at)
    if (rectangle !== null) return { node: at, ...rectangle }
  }
  return null
}
