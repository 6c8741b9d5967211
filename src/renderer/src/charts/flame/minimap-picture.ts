import type { Milliseconds } from '#shared/units.ts'
import type { FlameTheme } from './colors.ts'
import { clearDisplayList, createDisplayList } from './display-list.ts'
import { addRow } from './display-row.ts'
import type { Scene } from './scene.ts'

interface Size {
  width: number
  height: number
  ratio: number
}

/** What a picture was made of; another one is made when any of it has changed. */
type Made = Pick<Scene, 'layout' | 'coloring' | 'matched' | 'direction'> & { theme: FlameTheme } & Size

/** So long a picture is drawn at a time. */
const slice: Milliseconds = 6
/** A chart of a few depths has rows as high as this, in CSS pixels. */
const highestRow = 6

/**
 * The whole chart as a small picture without words: a row of pixels or a few for each depth, for some of
 * the depths where there are more than pixels. Drawn in slices, so that it never holds up the chart.
 */
export class MinimapPicture {
  readonly canvas = document.createElement('canvas')
  readonly #list = createDisplayList()
  #made: Made | null = null
  #nextRow = 0

  /** Brings the picture up to date, or nearer to it: false when there is more to draw. */
  update(scene: Scene, theme: FlameTheme, size: Size): boolean {
    const context = this.canvas.getContext('2d', { alpha: false })
    if (context === null) return true
    const { layout, coloring, matched, direction } = scene
    const wanted: Made = { layout, coloring, matched, direction, theme, ...size }
    if (this.#made === null || !same(this.#made, wanted)) {
      this.#made = wanted
      this.#nextRow = 0
      if (this.canvas.width !== size.width || this.canvas.height !== size.height) {
        this.canvas.width = size.width
        this.canvas.height = size.height
      }
      context.fillStyle = theme.background
      context.fillRect(0, 0, size.width, size.height)
    }

    const rowHeight = Math.max(
      1,
      Math.min(Math.floor(size.height / layout.depths), Math.round(highestRow * size.ratio)),
    )
    const rows = Math.min(layout.depths, Math.floor(size.height / rowHeight))
    const began = performance.now()
    for (; this.#nextRow < rows; this.#nextRow++) {
      if (performance.now() - began > slice) return false
      const row = this.#nextRow
      const depth = Math.floor((row * layout.depths) / rows)
      const y = direction === 'icicle' ? row * rowHeight : size.height - (row + 1) * rowHeight
      this.#drawRow(context, scene, theme, { ...size, depth, y, rowHeight })
    }
    return true
  }

  #drawRow(
    context: CanvasRenderingContext2D,
    scene: Scene,
    theme: FlameTheme,
    { width, depth, y, rowHeight }: { width: number; depth: number; y: number; rowHeight: number },
  ): void {
    const { layout } = scene
    const whole = {
      ...scene,
      width,
      // Bars at one pixel for each of the screen's: the strip has no room for gaps as wide as on the chart.
      ratio: 1,
      viewport: { start: 0, end: layout.total, scrollTop: 0 },
      labels: noLabels,
    }
    const sweep = layout.sweep?.({
      start: 0,
      end: layout.total,
      columns: width,
      firstDepth: depth,
      lastDepth: depth,
      marked: scene.matched,
    })
    clearDisplayList(this.#list)
    addRow(this.#list, { scene: whole, depth, y, gap: 1, columns: width, sweep })
    for (const [color, rectangles] of this.#list.colors.entries()) {
      if (rectangles.length === 0) continue
      context.fillStyle = theme.fills[color] ?? theme.muted
      for (let i = 0; i < rectangles.length; i++)
        context.fillRect(rectangles.x[i] ?? 0, y, rectangles.width[i] ?? 0, rowHeight)
    }
  }
}

const noLabels = { fit: () => '', width: () => 0 }

const looks = [
  'layout',
  'coloring',
  'matched',
  'direction',
  'theme',
  'width',
  'height',
  'ratio',
] as const satisfies (keyof Made)[]

function same(a: Made, b: Made): boolean {
  return looks.every((look) => a[look] === b[look])
}
