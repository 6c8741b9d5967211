import type { DisplayList } from './display-list.ts'
import type { DevicePixels } from './scene.ts'

/**
 * Bars written pixel by pixel and handed to a canvas as one picture. Without a GPU a canvas takes about a
 * microsecond for each rectangle; tens of thousands of narrow ones are drawn seven times as fast this
 * way (measured at 1280 × 800). Knows nothing of the page but the numbers of colours.
 */
export class Raster {
  #pixels = new Uint32Array(0)
  #bytes = new Uint8ClampedArray(0)
  #width = 0
  #height = 0

  /** What was written, four bytes a pixel. */
  get bytes(): Uint8ClampedArray<ArrayBuffer> {
    return this.#bytes
  }

  /** An empty picture of a size, in one colour. */
  begin(width: DevicePixels, height: DevicePixels, background: PackedColor): void {
    if (this.#pixels.length !== width * height) {
      const buffer = new ArrayBuffer(width * height * 4)
      this.#pixels = new Uint32Array(buffer)
      this.#bytes = new Uint8ClampedArray(buffer)
    }
    this.#width = width
    this.#height = height
    this.#pixels.fill(background)
  }

  /** Adds the bars of a list, `height` high; whatever lies outside of the picture is left out. */
  add(list: DisplayList, height: DevicePixels, fills: readonly PackedColor[]): void {
    const rows = new Set<number>()
    for (const [color, { length, x, y, width }] of list.colors.entries()) {
      const fill = fills[color] ?? 0
      for (let i = 0; i < length; i++) {
        const top = y[i] ?? 0
        if (top >= this.#height || top + height <= 0) continue
        rows.add(top)
        this.#writeSpan(Math.max(0, top), x[i] ?? 0, width[i] ?? 0, fill)
      }
    }
    // Every bar of a row is as high, so one line of pixels is all of them.
    for (const top of rows) {
      const first = Math.max(0, top) * this.#width
      const last = Math.min(this.#height, top + height)
      for (let line = Math.max(0, top) + 1; line < last; line++)
        this.#pixels.copyWithin(line * this.#width, first, first + this.#width)
    }
  }

  /** Hatches bars that have been added: each pixel on a line is a part `ink` on its way to `color`. */
  hatch(
    { hatched }: DisplayList,
    height: DevicePixels,
    {
      color,
      ink,
      distance,
      thickness,
    }: { color: PackedColor; ink: number; distance: number; thickness: number },
  ): void {
    for (let i = 0; i < hatched.length; i++) {
      const left = Math.max(0, hatched.x[i] ?? 0)
      const right = Math.min(this.#width, (hatched.x[i] ?? 0) + (hatched.width[i] ?? 0))
      const top = hatched.y[i] ?? 0
      for (let y = Math.max(0, top); y < Math.min(this.#height, top + height); y++) {
        for (let x = left; x < right; x++) {
          if ((x + y) % distance >= thickness) continue
          const at = y * this.#width + x
          this.#pixels[at] = between(this.#pixels[at] ?? 0, color, ink)
        }
      }
    }
  }

  #writeSpan(y: DevicePixels, x: DevicePixels, width: DevicePixels, fill: PackedColor): void {
    const begin = y * this.#width
    const from = begin + Math.max(0, x)
    const to = begin + Math.min(this.#width, x + width)
    if (to - from > 16) this.#pixels.fill(fill, from, to)
    else for (let at = from; at < to; at++) this.#pixels[at] = fill
  }
}

/** A colour as a pixel is kept on little-endian machines, which all are that a browser runs on: ABGR. */
export type PackedColor = number

/** `#rrggbb` as a canvas says it; black for anything else. */
export function packed(color: string): PackedColor {
  const rgb = /^#([0-9a-f]{6})$/i.exec(color)?.[1]
  const value = rgb === undefined ? 0 : Number.parseInt(rgb, 16)
  return ((0xff << 24) | ((value & 0xff) << 16) | (value & 0xff00) | (value >> 16)) >>> 0
}

function between(from: PackedColor, to: PackedColor, part: number): PackedColor {
  let mixed = 0xff
  for (const shift of [16, 8, 0]) {
    const a = (from >>> shift) & 0xff
    const b = (to >>> shift) & 0xff
    mixed = (mixed << 8) | Math.round(a + (b - a) * part)
  }
  return mixed >>> 0
}
