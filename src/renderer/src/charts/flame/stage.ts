import type { FlameLayout } from '#shared/profile/layout.ts'
import { nodeAt, rectangleOf } from '#shared/profile/lookup.ts'
import type { Profile } from '#shared/profile/model.ts'
import type { FrameMatches } from '#shared/profile/search.ts'
import type { CssPixels, Milliseconds } from '#shared/units.ts'
import { colorsOfFrames, type FlameTheme, readTheme } from './colors.ts'
import { deviceSizeOf } from './device-size.ts'
import { buildDisplayList, createDisplayList, extentOf, type Scene } from './display.ts'
import { drawBars, drawMarks, fontOf } from './draw.ts'
import { attachGestures } from './gestures.ts'
import type { FlameCommand } from './input.ts'
import { createLabelFitter, type LabelFitter } from './labels.ts'
import { neighbour } from './navigate.ts'
import { pngOf, svgPictureOf } from './picture.ts'
import {
  between,
  clamped,
  contentHeight,
  depthAt,
  type Extent,
  type FlameDirection,
  fitted,
  panned,
  revealed,
  type Viewport,
  zoomed,
  zoomedTo,
} from './viewport.ts'

/** What the chart shows; any part of it may change. */
export interface StageModel {
  layout: FlameLayout
  profile: Profile
  direction: FlameDirection
  selected: number | null
  hovered: number | null
  matches: FrameMatches | null
  formatValue: (value: number) => string
}

export interface StageEvents {
  select: (node: number | null) => void
  hover: (node: number | null) => void
  /** The pointer, in the window's coordinates; null when it is not over the chart or drags it. */
  pointer: (at: { x: CssPixels; y: CssPixels } | null) => void
  search: () => void
  clearSearch: () => void
}

export interface StageElements {
  /** Takes the keys. */
  host: HTMLElement
  /** Holds both canvases and has their size. */
  surface: HTMLElement
  bars: HTMLCanvasElement
  marks: HTMLCanvasElement
  /** Scrolls `scrolled`, whose height the stage sets. */
  scrollbar: HTMLElement
  scrolled: HTMLElement
}

const zoomTime: Milliseconds = 220
const stepTime: Milliseconds = 110
const keyPan: CssPixels = 120
const keyZoom = 1.5

/**
 * The chart on its canvases: owns viewport, size, theme and the next picture. It draws when something
 * has changed, once per animation frame, and stops everything it started in `dispose`.
 */
export class FlameStage {
  readonly #elements: StageElements
  readonly #events: StageEvents
  readonly #bars: CanvasRenderingContext2D
  readonly #marks: CanvasRenderingContext2D
  readonly #list = createDisplayList()
  readonly #ended = new AbortController()

  #model: StageModel
  #colorOfFrame: Uint8Array
  #theme: FlameTheme
  #fontFamily = 'sans-serif'
  #labels: LabelFitter
  #viewport: Viewport
  #animation: { from: Viewport; to: Viewport; startedAt: Milliseconds; time: Milliseconds } | null = null
  #size = { width: 0, height: 0, ratio: 1 }
  #pointer: { x: CssPixels; y: CssPixels } | null = null
  /** Selected by a click: it is in sight already, and the chart must not move under the pointer. */
  #clicked: number | null = null
  #hoverIsOurs = false
  #frameRequest = 0
  #barsChanged = true

  constructor(elements: StageElements, events: StageEvents, model: StageModel) {
    const bars = elements.bars.getContext('2d', { alpha: false })
    const marks = elements.marks.getContext('2d')
    if (bars === null || marks === null) throw new Error('this browser has no canvas')
    this.#elements = elements
    this.#events = events
    this.#bars = bars
    this.#marks = marks
    this.#model = model
    this.#colorOfFrame = colorsOfFrames(model.profile, model.matches)
    this.#theme = this.#readTheme()
    this.#labels = this.#makeLabels()
    this.#viewport = fitted(this.#extent(), model.direction)
    this.#listen()
  }

  /** Shows another model; a new layout or direction starts with the whole chart in sight. */
  update(model: StageModel): void {
    const before = this.#model
    this.#model = model
    const anew = model.layout !== before.layout || model.direction !== before.direction
    if (model.profile !== before.profile || model.matches !== before.matches) {
      this.#colorOfFrame = colorsOfFrames(model.profile, model.matches)
      this.#barsChanged = true
    }
    if (anew || model.formatValue !== before.formatValue) this.#barsChanged = true
    if (anew) {
      this.#animation = null
      this.#viewport = fitted(this.#extent(), model.direction)
      this.#layOutScrollbar()
    }
    if (model.selected !== before.selected && model.selected !== this.#clicked) this.#reveal(model.selected)
    this.#clicked = null
    this.#request()
  }

  zoomToNode(node: number): void {
    const range = rectangleOf(this.#model.layout, node)
    if (range !== null)
      this.#go(zoomedTo(this.#viewport, range, this.#extent(), this.#model.direction), zoomTime)
  }

  fit(): void {
    this.#go(fitted(this.#extent(), this.#model.direction), zoomTime)
  }

  /** The range in sight at all depths, as large as a canvas may be. */
  toPng(): Promise<Blob> {
    return pngOf(this.#scene(), this.#theme, this.#fontFamily)
  }

  toSvg(title: string): string {
    return svgPictureOf(this.#scene(), this.#theme, title, this.#fontFamily)
  }

  /** Shows a viewport at once: what a wheel or a drag ends in. */
  show(viewport: Viewport): void {
    this.#go(clamped(viewport, this.#extent()), 0)
  }

  dispose(): void {
    this.#ended.abort()
    cancelAnimationFrame(this.#frameRequest)
  }

  #listen(): void {
    const { host, surface, scrollbar } = this.#elements
    const { signal } = this.#ended
    attachGestures(
      host,
      surface,
      {
        direction: () => this.#model.direction,
        point: (point) => {
          this.#pointer = point
          this.#events.pointer(point && { x: point.clientX, y: point.clientY })
          this.#hoverAtPointer()
        },
        click: (x, y) => {
          const node = this.#nodeAt(x, y)
          this.#clicked = node
          this.#events.select(node)
        },
        doubleClick: (x, y) => {
          const node = this.#nodeAt(x, y)
          if (node !== null) this.zoomToNode(node)
        },
        pan: (right, down) => this.#go(panned(this.#viewport, right, down, this.#extent()), 0),
        zoom: (factor, x, step) => this.#zoom(factor, x, step),
        command: (command) => this.#run(command),
      },
      signal,
    )
    scrollbar.addEventListener(
      'scroll',
      () => {
        // Its own positions are whole device pixels, so one that follows the viewport is a little off.
        if (Math.abs(scrollbar.scrollTop - this.#viewport.scrollTop) < 1.5) return
        this.#go({ ...this.#viewport, scrollTop: scrollbar.scrollTop }, 0)
      },
      { signal },
    )

    const resize = new ResizeObserver((entries) => this.#resize(entries.at(-1)))
    resize.observe(surface, { box: 'device-pixel-content-box' })
    const theme = new MutationObserver(() => this.#restyle())
    theme.observe(document.documentElement, { attributes: true })
    signal.addEventListener('abort', () => {
      resize.disconnect()
      theme.disconnect()
    })
    // Text measured before its font was there has the widths of another.
    void document.fonts.ready.then(() => {
      if (!signal.aborted) this.#restyle()
    })
  }

  #run(command: FlameCommand): void {
    const { layout, selected } = this.#model
    const middle = this.#pointer?.x ?? this.#size.width / this.#size.ratio / 2
    switch (command) {
      case 'parent':
      case 'child':
      case 'previous':
      case 'next':
        return this.#events.select(neighbour(layout, selected, command))
      case 'zoom-to-selected':
        if (selected !== null) this.zoomToNode(selected)
        return
      case 'fit':
        return this.fit()
      case 'pan-left':
      case 'pan-right': {
        const from = this.#animation?.to ?? this.#viewport
        return this.#go(panned(from, command === 'pan-left' ? -keyPan : keyPan, 0, this.#extent()), stepTime)
      }
      case 'zoom-in':
        return this.#zoom(keyZoom, middle, true)
      case 'zoom-out':
        return this.#zoom(1 / keyZoom, middle, true)
      case 'search':
        return this.#events.search()
      case 'clear':
        return selected === null ? this.#events.clearSearch() : this.#events.select(null)
    }
  }

  #zoom(factor: number, x: CssPixels, step: boolean): void {
    const extent = this.#extent()
    // Notches add up: the next one starts where the last one is going.
    const from = step ? (this.#animation?.to ?? this.#viewport) : this.#viewport
    const anchor = extent.width > 0 ? Math.min(1, Math.max(0, x / extent.width)) : 0.5
    this.#go(zoomed(from, factor, anchor, extent), step ? stepTime : 0)
  }

  #reveal(node: number | null): void {
    const range = node === null ? null : rectangleOf(this.#model.layout, node)
    if (range === null) return
    const to = revealed(this.#viewport, range, this.#extent(), this.#model.direction)
    if (to.start !== this.#viewport.start || to.scrollTop !== this.#viewport.scrollTop) this.#go(to, zoomTime)
  }

  #go(to: Viewport, time: Milliseconds): void {
    const still = time === 0 || matchMedia('(prefers-reduced-motion: reduce)').matches
    this.#animation = still ? null : { from: this.#viewport, to, startedAt: performance.now(), time }
    if (still) this.#viewport = to
    this.#barsChanged = true
    this.#request()
  }

  #request(): void {
    if (this.#frameRequest !== 0 || this.#ended.signal.aborted) return
    this.#frameRequest = requestAnimationFrame((now) => {
      this.#frameRequest = 0
      this.#draw(now)
    })
  }

  #draw(now: Milliseconds): void {
    const { width, height, ratio } = this.#size
    if (width === 0 || height === 0) return
    if (this.#animation !== null) {
      const { from, to, startedAt, time } = this.#animation
      const progress = Math.min(1, Math.max(0, (now - startedAt) / time))
      this.#viewport = between(from, to, 1 - (1 - progress) ** 3)
      if (progress === 1) this.#animation = null
      this.#barsChanged = true
    }
    const scene = this.#scene()
    if (this.#barsChanged) {
      buildDisplayList(this.#list, scene)
      drawBars(this.#bars, this.#list, this.#theme, { width, height, ratio, fontFamily: this.#fontFamily })
      this.#elements.scrollbar.scrollTop = this.#viewport.scrollTop
      this.#barsChanged = false
      this.#hoverAtPointer()
    }
    drawMarks(this.#marks, scene, this.#theme, this.#model)
    if (this.#animation !== null) this.#request()
  }

  #hoverAtPointer(): void {
    if (this.#pointer === null) {
      // Hover that came from elsewhere (the table) is not ours to take away.
      if (this.#hoverIsOurs) this.#setHover(null)
      return
    }
    this.#setHover(this.#nodeAt(this.#pointer.x, this.#pointer.y))
  }

  #setHover(node: number | null): void {
    this.#hoverIsOurs = node !== null
    if (node !== this.#model.hovered) this.#events.hover(node)
  }

  /** The node at a point; bars narrower than a pixel are taken from a pixel to either side. */
  #nodeAt(x: CssPixels, y: CssPixels): number | null {
    const extent = this.#extent()
    const { layout, direction } = this.#model
    if (extent.width <= 0) return null
    const depth = depthAt(y, this.#viewport, extent, direction)
    const perPixel = (this.#viewport.end - this.#viewport.start) / extent.width
    for (const offset of [0, -1, 1]) {
      const node = nodeAt(layout, depth, this.#viewport.start + (x + offset) * perPixel)
      if (node !== null) return node
    }
    return null
  }

  #resize(entry: ResizeObserverEntry | undefined): void {
    if (entry === undefined) return
    const { width, height, ratio } = deviceSizeOf(entry)
    const before = this.#extent()
    // A flame stands on its floor: the rows at the bottom stay when the window grows upwards.
    const below = contentHeight(before) - before.height - this.#viewport.scrollTop
    if (ratio !== this.#size.ratio) this.#labels = this.#makeLabels()
    this.#size = { width, height, ratio }
    for (const canvas of [this.#elements.bars, this.#elements.marks]) {
      canvas.width = width
      canvas.height = height
    }
    const extent = this.#extent()
    const scrollTop =
      this.#model.direction === 'flame'
        ? contentHeight(extent) - extent.height - below
        : this.#viewport.scrollTop
    this.#viewport = clamped({ ...this.#viewport, scrollTop }, extent)
    this.#animation = null
    this.#layOutScrollbar()
    this.#barsChanged = true
    // In this very frame: a canvas that was given a size is blank until it is drawn.
    this.#draw(performance.now())
  }

  #layOutScrollbar(): void {
    const extent = this.#extent()
    const { scrollbar, scrolled } = this.#elements
    const height = contentHeight(extent)
    scrollbar.hidden = height <= extent.height
    scrolled.style.height = `${height}px`
    scrollbar.scrollTop = this.#viewport.scrollTop
  }

  #restyle(): void {
    this.#theme = this.#readTheme()
    this.#labels = this.#makeLabels()
    this.#barsChanged = true
    this.#request()
  }

  #readTheme(): FlameTheme {
    const style = getComputedStyle(this.#elements.host)
    this.#fontFamily = style.fontFamily
    return readTheme((name) => style.getPropertyValue(name))
  }

  #makeLabels(): LabelFitter {
    return createLabelFitter((text) => {
      this.#bars.font = fontOf(1, this.#fontFamily)
      return this.#bars.measureText(text).width
    })
  }

  #extent(): Extent {
    return extentOf({ layout: this.#model.layout, ...this.#size })
  }

  #scene(): Scene {
    const { layout, profile, direction, matches, formatValue } = this.#model
    return {
      layout,
      names: profile.frames.name,
      colorOfFrame: this.#colorOfFrame,
      searching: matches !== null,
      direction,
      viewport: this.#viewport,
      ...this.#size,
      labels: this.#labels,
      formatValue,
    }
  }
}
