import type { CssPixels } from '#shared/units.ts'
import type { FlameTheme } from './colors.ts'
import { deviceSizeOf } from './device-size.ts'
import type { FlameRange } from './draw-marks.ts'
import { MinimapPicture } from './minimap-picture.ts'
import type { Scene } from './scene.ts'

interface MinimapEvents {
  /** The part of the whole to show, in the profile's unit. */
  show: (range: { start: number; end: number }) => void
  fit: () => void
  resized: () => void
}

/** So close to an edge of the window on the minimap it is the edge that is dragged. */
const edgeReach: CssPixels = 6
/** The window on the minimap is never drawn narrower, so that it can be seen and taken hold of. */
const narrowestWindow: CssPixels = 6

/**
 * The whole chart in a strip, with a window where the chart is looking: it can be dragged, stretched at its
 * edges and drawn anew beside it; a double click shows everything.
 */
export class Minimap {
  readonly #canvas: HTMLCanvasElement
  readonly #context: CanvasRenderingContext2D
  readonly #events: MinimapEvents
  readonly #picture = new MinimapPicture()
  readonly #ended = new AbortController()
  #size = { width: 0, height: 0, ratio: 1 }
  #scene: Scene | null = null

  constructor(canvas: HTMLCanvasElement, events: MinimapEvents) {
    const context = canvas.getContext('2d', { alpha: false })
    if (context === null) throw new Error('this browser has no canvas')
    this.#canvas = canvas
    this.#context = context
    this.#events = events
    const { signal } = this.#ended
    const resize = new ResizeObserver((entries) => {
      const entry = entries.at(-1)
      if (entry === undefined) return
      this.#size = deviceSizeOf(entry)
      canvas.width = this.#size.width
      canvas.height = this.#size.height
      events.resized()
    })
    resize.observe(canvas, { box: 'device-pixel-content-box' })
    signal.addEventListener('abort', () => resize.disconnect())
    canvas.addEventListener('pointerdown', (event) => this.#press(event), { signal })
    canvas.addEventListener('pointermove', (event) => this.#showCursor(event), { signal })
    canvas.addEventListener('dblclick', () => events.fit(), { signal })
  }

  /** Draws the strip and its window. Answers whether it is finished; if not, the next call goes on. */
  draw(scene: Scene, theme: FlameTheme, range: FlameRange | null): boolean {
    this.#scene = scene
    const { width, height, ratio } = this.#size
    const { total } = scene.layout
    if (width === 0 || height === 0 || !(total > 0)) return true
    const finished = this.#picture.update(scene, theme, this.#size)
    const context = this.#context
    context.drawImage(this.#picture.canvas, 0, 0)

    const pixel = Math.max(1, Math.round(ratio))
    if (range !== null) {
      const left = (range.from / total) * width
      const right = Math.max(left + pixel, (range.to / total) * width)
      context.globalAlpha = 0.35
      context.fillStyle = theme.accent
      context.fillRect(left, 0, right - left, height)
    }
    const { left, right } = this.#window()
    context.globalAlpha = 0.62
    context.fillStyle = theme.background
    context.fillRect(0, 0, left * ratio, height)
    context.fillRect(right * ratio, 0, width - right * ratio, height)
    context.globalAlpha = 1
    context.strokeStyle = theme.accent
    context.lineWidth = pixel
    context.strokeRect(
      left * ratio + pixel / 2,
      pixel / 2,
      Math.max(pixel, (right - left) * ratio - pixel),
      height - pixel,
    )
    return finished
  }

  dispose(): void {
    this.#ended.abort()
  }

  /** Where the chart is looking, on the strip. */
  #window(): { left: CssPixels; right: CssPixels } {
    const scene = this.#scene
    const width = this.#size.width / this.#size.ratio
    if (scene === null || !(scene.layout.total > 0)) return { left: 0, right: width }
    const left = (scene.viewport.start / scene.layout.total) * width
    const right = (scene.viewport.end / scene.layout.total) * width
    const spare = Math.max(0, narrowestWindow - (right - left)) / 2
    const from = Math.min(Math.max(0, left - spare), width - narrowestWindow)
    return { left: from, right: Math.min(width, Math.max(right + spare, from + narrowestWindow)) }
  }

  #gripAt(x: CssPixels): 'left' | 'right' | 'whole' | 'beside' {
    const { left, right } = this.#window()
    const reach = Math.min(edgeReach, Math.max(1, (right - left) / 4))
    if (Math.abs(x - left) <= reach || (x < left && left - x <= edgeReach)) return 'left'
    if (Math.abs(x - right) <= reach || (x > right && x - right <= edgeReach)) return 'right'
    // A window over everything cannot be moved; dragging in it draws another one.
    const everything = right - left >= this.#size.width / this.#size.ratio - 1
    return x > left && x < right && !everything ? 'whole' : 'beside'
  }

  #showCursor(event: PointerEvent): void {
    if (event.buttons !== 0) return
    const grip = this.#gripAt(event.offsetX)
    this.#canvas.style.cursor = grip === 'whole' ? 'grab' : grip === 'beside' ? 'crosshair' : 'col-resize'
  }

  #press(event: PointerEvent): void {
    const scene = this.#scene
    const width = this.#size.width / this.#size.ratio
    if (event.button !== 0 || scene === null || width <= 0) return
    const { total } = scene.layout
    const { start, end } = scene.viewport
    const valueAt = (x: CssPixels): number => Math.min(total, Math.max(0, (x / width) * total))
    const grip = this.#gripAt(event.offsetX)
    const from = event.offsetX
    const released = new AbortController()
    const signal = AbortSignal.any([released.signal, this.#ended.signal])
    this.#canvas.setPointerCapture(event.pointerId)
    const drag = (to: CssPixels): void => {
      // A hand that trembles does not draw a window of a pixel.
      if (grip === 'beside' && Math.abs(to - from) < 3) return
      const shift = valueAt(to) - valueAt(from)
      // Nothing but the place where it is drawn anew is left of the old window.
      const [one, other] =
        grip === 'whole'
          ? heldWithin(start + shift, end - start, total)
          : grip === 'left'
            ? [start + shift, end]
            : grip === 'right'
              ? [start, end + shift]
              : [valueAt(from), valueAt(to)]
      this.#events.show({ start: Math.min(one, other), end: Math.max(one, other) })
    }
    this.#canvas.addEventListener('pointermove', (move) => drag(move.offsetX), { signal })
    const release = (up: PointerEvent): void => {
      released.abort()
      // A click beside the window brings it there.
      const still = Math.abs(up.offsetX - from) < 3
      if (grip === 'beside' && still && end - start < total) {
        const [one, other] = heldWithin(valueAt(from) - (end - start) / 2, end - start, total)
        this.#events.show({ start: one, end: other })
      }
    }
    this.#canvas.addEventListener('pointerup', release, { signal })
    this.#canvas.addEventListener('pointercancel', () => released.abort(), { signal })
  }
}

/** A span moved into the chart as a whole. */
function heldWithin(start: number, span: number, total: number): [start: number, end: number] {
  const held = Math.min(Math.max(0, start), total - span)
  return [held, held + span]
}
