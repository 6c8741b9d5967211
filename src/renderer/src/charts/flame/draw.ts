import { type FlameLayout, noNode } from '#shared/profile/layout.ts'
import { rectangleOf } from '#shared/profile/lookup.ts'
import type { FlameTheme } from './colors.ts'
import { type DisplayList, placeOf, type Scene } from './display.ts'

export const labelSize = 13

/** The bars and their labels. */
export function drawBars(
  context: CanvasRenderingContext2D,
  list: DisplayList,
  theme: FlameTheme,
  page: { width: number; height: number; ratio: number; fontFamily: string },
): void {
  context.fillStyle = theme.background
  context.fillRect(0, 0, page.width, page.height)

  for (const [color, { length, x, y, width }] of list.colors.entries()) {
    if (length === 0) continue
    context.fillStyle = theme.fills[color] ?? theme.muted
    for (let i = 0; i < length; i++) context.fillRect(x[i] ?? 0, y[i] ?? 0, width[i] ?? 0, list.barHeight)
  }

  context.font = fontOf(page.ratio, page.fontFamily)
  context.textBaseline = 'middle'
  for (const dim of [false, true]) {
    context.fillStyle = dim ? theme.dimText : theme.text
    for (const label of list.labels) {
      if (label.dim !== dim) continue
      context.textAlign = label.kind === 'value' ? 'right' : 'left'
      context.fillText(label.text, label.x, label.y)
    }
  }
}

/** The frame under the pointer and the selected one, on a canvas of their own above the bars. */
export function drawMarks(
  context: CanvasRenderingContext2D,
  scene: Omit<Scene, 'labels' | 'formatValue'>,
  theme: FlameTheme,
  marks: { selected: number | null; hovered: number | null },
): void {
  context.clearRect(0, 0, scene.width, scene.height)
  if (!(scene.viewport.end > scene.viewport.start)) return
  const pixel = Math.max(1, Math.round(scene.ratio))

  const hovered = marks.hovered === null ? null : markOf(scene.layout, marks.hovered)
  const hoveredPlace = hovered && placeOf(scene, hovered)
  if (hoveredPlace && hovered.node === marks.hovered) {
    const { x, y, width, height } = hoveredPlace
    context.globalAlpha = 0.14
    context.fillStyle = theme.foreground
    context.fillRect(x, y, width, height)
    context.globalAlpha = 0.7
    context.strokeStyle = theme.foreground
    context.lineWidth = pixel
    context.strokeRect(x + pixel / 2, y + pixel / 2, Math.max(0, width - pixel), height - pixel)
    context.globalAlpha = 1
  }

  const selected = marks.selected === null ? null : markOf(scene.layout, marks.selected)
  const selectedPlace = selected && placeOf(scene, selected)
  if (selectedPlace) {
    // Held inside the window, so that a bar that reaches beyond it shows its ring all round.
    const x = Math.max(selectedPlace.x, pixel)
    const y = Math.max(selectedPlace.y, pixel)
    const width = Math.max(pixel, Math.min(selectedPlace.x + selectedPlace.width, scene.width - pixel) - x)
    const height = Math.min(selectedPlace.y + selectedPlace.height, scene.height - pixel) - y
    // A light line between bar and ring, so that the ring is seen on every colour.
    context.strokeStyle = theme.background
    context.lineWidth = pixel
    context.strokeRect(x + 1.5 * pixel, y + 1.5 * pixel, Math.max(0, width - 3 * pixel), height - 3 * pixel)
    context.strokeStyle = theme.accent
    context.lineWidth = 2 * pixel
    // Dashed where it stands for a frame below it that has no width of its own.
    context.setLineDash(selected.node === marks.selected ? [] : [4 * pixel, 3 * pixel])
    context.strokeRect(x, y, width, height)
    context.setLineDash([])
  }
}

/** The CSS font of the labels at a pixel ratio. */
export function fontOf(ratio: number, fontFamily: string): string {
  return `${labelSize * ratio}px ${fontFamily}`
}

/** The rectangle of a node, or of the nearest one above it that has a width. */
function markOf(
  layout: FlameLayout,
  node: number,
): { node: number; depth: number; start: number; end: number } | null {
  for (let at = node; at !== noNode; at = layout.parentOf(at)) {
    const rectangle = rectangleOf(layout, at)
    if (rectangle !== null) return { node: at, ...rectangle }
  }
  return null
}
