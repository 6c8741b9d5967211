import { type FlameTheme, readTheme } from './colors.ts'
import { deviceSizeOf } from './device-size.ts'
import { fontOf } from './draw.ts'
import { createLabelFitter, type LabelFitter } from './labels.ts'
import type { DevicePixels } from './scene.ts'

export interface CanvasElements {
  /** Whose styles the theme is read from. */
  host: HTMLElement
  /** Holds the canvases and has their size. */
  surface: HTMLElement
  bars: HTMLCanvasElement
  marks: HTMLCanvasElement
}

export interface CanvasSize {
  width: DevicePixels
  height: DevicePixels
  ratio: number
}

/**
 * The two canvases of a chart, in the size of their place and the theme of the page, which they follow
 * until they are disposed of.
 */
export class Canvases {
  readonly bars: CanvasRenderingContext2D
  readonly marks: CanvasRenderingContext2D
  readonly #elements: CanvasElements
  readonly #ended = new AbortController()
  #size: CanvasSize = { width: 0, height: 0, ratio: 1 }
  #theme: FlameTheme
  #fontFamily = 'sans-serif'
  #labels: LabelFitter

  constructor(
    elements: CanvasElements,
    events: { resized: (before: CanvasSize) => void; restyled: () => void },
  ) {
    const bars = elements.bars.getContext('2d', { alpha: false })
    const marks = elements.marks.getContext('2d')
    if (bars === null || marks === null) throw new Error('this browser has no canvas')
    this.bars = bars
    this.marks = marks
    this.#elements = elements
    this.#theme = this.#readTheme()
    this.#labels = this.#makeLabels()

    const restyle = (): void => {
      this.#theme = this.#readTheme()
      this.#labels = this.#makeLabels()
      events.restyled()
    }
    const resize = new ResizeObserver((entries) => {
      const entry = entries.at(-1)
      if (entry !== undefined) events.resized(this.#resize(entry))
    })
    resize.observe(elements.surface, { box: 'device-pixel-content-box' })
    const theme = new MutationObserver(restyle)
    theme.observe(document.documentElement, { attributes: true })
    const { signal } = this.#ended
    signal.addEventListener('abort', () => {
      resize.disconnect()
      theme.disconnect()
    })
    // Text measured before its font was there has the widths of another.
    void document.fonts.ready.then(() => {
      if (!signal.aborted) restyle()
    })
  }

  get size(): CanvasSize {
    return this.#size
  }

  get theme(): FlameTheme {
    return this.#theme
  }

  get fontFamily(): string {
    return this.#fontFamily
  }

  get labels(): LabelFitter {
    return this.#labels
  }

  dispose(): void {
    this.#ended.abort()
  }

  #resize(entry: ResizeObserverEntry): CanvasSize {
    const before = this.#size
    this.#size = deviceSizeOf(entry)
    if (this.#size.ratio !== before.ratio) this.#labels = this.#makeLabels()
    for (const canvas of [this.#elements.bars, this.#elements.marks]) {
      canvas.width = this.#size.width
      canvas.height = this.#size.height
    }
    return before
  }

  #readTheme(): FlameTheme {
    const style = getComputedStyle(this.#elements.host)
    this.#fontFamily = style.fontFamily
    return readTheme((name) => this.#sixDigits(style.getPropertyValue(name).trim()))
  }

  /** A colour in the one way that pixels are made of; style sheets come with any (`#fff`, `red`). */
  #sixDigits(color: string): string {
    if (color === '') return ''
    this.bars.fillStyle = color
    return this.bars.fillStyle
  }

  #makeLabels(): LabelFitter {
    return createLabelFitter((text) => {
      this.bars.font = fontOf(1, this.#fontFamily)
      return this.bars.measureText(text).width
    })
  }
}
