/** What a picture of the chart is made of, and where things lie in it. */
import type { FlameLayout, FlameNode } from '#shared/profile/layout.ts'
import { dimColor, type FlameColoring } from './colors.ts'
import type { LabelFitter } from './labels.ts'
import { type Extent, type FlameDirection, rowHeight, rowTop, type Viewport } from './viewport.ts'

/** Pixels of the screen; a CSS pixel has `ratio` of them. */
export type DevicePixels = number

export interface Scene {
  layout: FlameLayout
  /** By frame. */
  names: readonly string[]
  coloring: FlameColoring
  /** By frame: 1 at what a search found; the rest is dimmed. Null while nothing is searched. */
  matched: Uint8Array | null
  direction: FlameDirection
  viewport: Viewport
  width: DevicePixels
  height: DevicePixels
  ratio: number
  labels: LabelFitter
  formatValue: (value: number) => string
}

/** The part of a scene that says where things lie. */
export type ScenePlace = Pick<Scene, 'layout' | 'direction' | 'viewport' | 'width' | 'height' | 'ratio'>

export function extentOf(scene: Pick<Scene, 'layout' | 'width' | 'height' | 'ratio'>): Extent {
  const { layout, width, height, ratio } = scene
  return { total: layout.total, rows: layout.depths, width: width / ratio, height: height / ratio }
}

/** The gap between bars and the width of a column of merged ones: one CSS pixel, whole on the screen. */
export function gapOf(ratio: number): DevicePixels {
  return Math.max(1, Math.round(ratio))
}

/** Where a value lies, held to just outside the window, so that it stays a small whole number. */
export function pixelAt(value: number, viewport: Viewport, scale: number, width: DevicePixels): DevicePixels {
  return Math.max(-8, Math.min(width + 8, Math.round((value - viewport.start) * scale)))
}

/** The rectangle of a range at a depth as it is drawn, gap left out; null when it is out of sight. */
export function placeOf(
  scene: ScenePlace,
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

export type ScenePaint = Pick<Scene, 'layout' | 'coloring' | 'matched'>

export function colorOfNode(scene: ScenePaint, node: FlameNode): number {
  return colorOfPath(scene, scene.layout.pathOf(node))
}

/** The colour number of a row of `layout.paths`. */
export function colorOfPath({ layout, coloring, matched }: ScenePaint, path: number): number {
  const frame = layout.paths.frame[path] ?? -1
  if (matched !== null && matched[frame] !== 1) return dimColor
  return coloring.colors[coloring.by === 'frame' ? frame : path] ?? 0
}
