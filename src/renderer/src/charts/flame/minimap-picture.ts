import type { Milliseconds } from '#shared/units.ts'
import type { FlameTheme } from './colors.ts'
import { clearDisplayList, createDisplayList } from './display-list.ts'
import { addRow } from './display-row.ts'
import { packed, type PackedColor, Raster } from './raster.ts'
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
  readonly #raster = new Raster()
  #fills: PackedColor[] = []
  #made: Made | null = null
  #nextRow = 0

  /** Brings the picture up to date, or nearer to it: false when there is more to draw. */
  update(scene: Scene, theme: FlameTheme, size: Size): boolean {
    const context = this.canvas.getContext('2d', { alpha: false })
    if (context === null) return true
    const { layout, coloring, matched, direction } = scene
    const rowHeight = Math.max(
      1,
      Math.min(Math.floor(size.height / layout.depths), Math.round(highestRow * size.ratio)),
    )
    const rows = Math.min(layout.depths, Math.floor(size.height / rowHeight))
    const wanted: Made = { layout, coloring, matched, direction, theme, ...size }
    if (this.#made === null || !same(this.#made, wanted)) this.#begin(wanted)
    else if (this.#nextRow === rows) return true

    const until = performance.now() + slice
    while (this.#nextRow < rows && performance.now() < until) {
      const row = this.#nextRow
      const depth = Math.floor((row * layout.depths) / rows)
      const y = direction === 'icicle' ? row * rowHeight : size.height - (row + 1) * rowHeight
      if (!this.#addRow(scene, { width: size.width, depth, y })) break
      this.#raster.add(this.#list, rowHeight, this.#fills)
      this.#nextRow++
    }
    context.putImageData(new ImageData(this.#raster.bytes, size.width, size.height), 0, 0)
    return this.#nextRow === rows
  }

  #begin(made: Made): void {
    const { width, height, theme } = made
    this.#made = made
    this.#nextRow = 0
    if (this.canvas.width !== width || this.canvas.height !== height) {
      this.canvas.width = width
      this.canvas.height = height
    }
    this.#raster.begin(width, height, packed(theme.background))
    this.#fills = theme.fills.map((fill) => packed(fill))
  }

  /** Makes the list of a row; false when what it shows is not known in full yet. */
  #addRow(scene: Scene, { width, depth, y }: { width: number; depth: number; y: number }): boolean {
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
    return sweep?.unfinished !== true
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
