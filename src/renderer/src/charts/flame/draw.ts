import type { FlameTheme } from './colors.ts'
import type { DisplayList } from './display-list.ts'
import { packed, type Raster } from './raster.ts'
import type { DevicePixels } from './scene.ts'

export const labelSize = 13

interface Page {
  width: DevicePixels
  height: DevicePixels
  ratio: number
  fontFamily: string
}

/** More rectangles than this are written as pixels, where there is a raster to do so. */
const fewRectangles = 600

/** The bars and their labels. The raster is one that the same canvas had before, or none. */
export function drawBars(
  context: CanvasRenderingContext2D,
  list: DisplayList,
  theme: FlameTheme,
  page: Page,
  raster: Raster | null = null,
): void {
  const rectangles = list.colors.reduce((sum, { length }) => sum + length, 0)
  if (raster !== null && rectangles > fewRectangles) drawPixels(context, list, theme, page, raster)
  else drawRectangles(context, list, theme, page)
  drawLabels(context, list, theme, page)
}

function drawRectangles(
  context: CanvasRenderingContext2D,
  list: DisplayList,
  theme: FlameTheme,
  page: Page,
): void {
  context.fillStyle = theme.background
  context.fillRect(0, 0, page.width, page.height)
  for (const [color, { length, x, y, width }] of list.colors.entries()) {
    if (length === 0) continue
    context.fillStyle = theme.fills[color] ?? theme.muted
    for (let i = 0; i < length; i++) context.fillRect(x[i] ?? 0, y[i] ?? 0, width[i] ?? 0, list.barHeight)
  }
  drawHatches(context, list, theme, page.ratio)
}

function drawPixels(
  context: CanvasRenderingContext2D,
  list: DisplayList,
  theme: FlameTheme,
  { width, height, ratio }: Page,
  raster: Raster,
): void {
  raster.begin(width, height, packed(theme.background))
  raster.add(
    list,
    list.barHeight,
    theme.fills.map((fill) => packed(fill)),
  )
  raster.hatch(list, list.barHeight, {
    color: packed(theme.text),
    ink: hatchOpacity,
    distance: hatchDistance * ratio,
    thickness: hatchThickness * ratio,
  })
  context.putImageData(new ImageData(raster.bytes, width, height), 0, 0)
}

function drawLabels(
  context: CanvasRenderingContext2D,
  list: DisplayList,
  theme: FlameTheme,
  page: Page,
): void {
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

/** Pixels from one line of a hatch to the next. */
export const hatchDistance = 8
/** How thick they are. */
export const hatchThickness = 2
/** How strong the lines are: seen, and text above them read. */
export const hatchOpacity = 0.16

/** Lines from lower left to upper right over some bars; they meet where bars do. */
function drawHatches(
  context: CanvasRenderingContext2D,
  { hatched, barHeight }: DisplayList,
  theme: FlameTheme,
  ratio: number,
): void {
  if (hatched.length === 0) return
  context.save()
  const clip = new Path2D()
  for (let i = 0; i < hatched.length; i++)
    clip.rect(hatched.x[i] ?? 0, hatched.y[i] ?? 0, hatched.width[i] ?? 0, barHeight)
  context.clip(clip)
  context.beginPath()
  const { width, height } = context.canvas
  for (let x = -height; x < width; x += hatchDistance * ratio) {
    context.moveTo(x, height)
    context.lineTo(x + height, 0)
  }
  context.globalAlpha = hatchOpacity
  context.lineWidth = hatchThickness * ratio
  context.strokeStyle = theme.text
  context.stroke()
  context.restore()
}

/** The CSS font of the labels at a pixel ratio. */
export function fontOf(ratio: number, fontFamily: string): string {
  return `${labelSize * ratio}px ${fontFamily}`
}
