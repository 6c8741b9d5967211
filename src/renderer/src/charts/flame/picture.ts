import { pngOfCanvas } from '../save.ts'
import type { FlameTheme } from './colors.ts'
import { buildDisplayList } from './display.ts'
import { createDisplayList } from './display-list.ts'
import { drawBars } from './draw.ts'
import { svgOf } from './export.ts'
import type { Scene } from './scene.ts'
import { contentHeight, type Extent } from './viewport.ts'

/** A canvas may have 16,384 pixels on a side everywhere; more fails silently somewhere. */
const largestSide = 16_384
/** A chart that has not been on screen yet is drawn as wide as a page. */
const unseenWidth = 1280

/** What is in sight from left to right, at all depths, as PNG at the screen's own density. */
export async function pngOf(scene: Scene, theme: FlameTheme, fontFamily: string): Promise<Blob> {
  const page = wholeHeight(scene, scene.ratio)
  const canvas = document.createElement('canvas')
  canvas.width = page.width
  canvas.height = page.height
  const context = canvas.getContext('2d', { alpha: false })
  if (context === null) throw new Error('this browser has no canvas')
  const list = createDisplayList()
  buildDisplayList(list, page)
  drawBars(context, list, theme, { ...page, fontFamily })
  return await pngOfCanvas(canvas)
}

/** The same as SVG. */
export function svgPictureOf(scene: Scene, theme: FlameTheme, title: string, fontFamily: string): string {
  const page = wholeHeight(scene, 1)
  const list = createDisplayList()
  buildDisplayList(list, page)
  return svgOf(list, theme, { ...page, title, fontFamily })
}

/** The scene as a page of the chart's own height at a pixel ratio. */
function wholeHeight(scene: Scene, ratio: number): Scene {
  const width = scene.width > 0 ? Math.round((scene.width / scene.ratio) * ratio) : unseenWidth * ratio
  const extent: Extent = { total: 0, rows: scene.layout.depths, width: 0, height: 0 }
  const height = Math.max(1, Math.min(largestSide, Math.ceil(contentHeight(extent) * ratio)))
  return { ...scene, width, height, ratio, viewport: { ...scene.viewport, scrollTop: 0 } }
}
