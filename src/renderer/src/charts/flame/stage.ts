import type { FlameLayout, FlameNode } from '#shared/profile/layout.ts'
import { nodeAt, rectangleOf } from '#shared/profile/lookup.ts'
import type { Profile } from '#shared/profile/model.ts'
import type { FrameMatches } from '#shared/profile/search.ts'
import type { CssPixels, Milliseconds } from '#shared/units.ts'
import { Camera } from './camera.ts'
import { Canvases, type CanvasElements, type CanvasSize } from './canvases.ts'
import type { FlameColoring } from './colors.ts'
import { buildDisplayList } from './display.ts'
import { createDisplayList } from './display-list.ts'
import { drawBars } from './draw.ts'
import { drawMarks, type FlameRange } from './draw-marks.ts'
import { attachGestures, type GesturePoint } from './gestures.ts'
import { Minimap } from './minimap.ts'
import { pngOf, svgPictureOf } from './picture.ts'
import { Raster } from './raster.ts'
import { extentOf, placeOf, type Scene } from './scene.ts'
import { runCommand } from './commands.ts'
import { contentHeight, depthAt, type Extent, type FlameDirection, type Viewport } from './viewport.ts'

/** What the chart shows; any part of it may change. */
export interface StageModel {
  layout: FlameLayout
  profile: Pick<Profile, 'frames'>
  coloring: FlameColoring
  direction: FlameDirection
  selected: FlameNode | null
  hovered: FlameNode | null
  matches: FrameMatches | null
  range: FlameRange | null
  formatValue: (value: number) => string
}

/** A place in the window, in CSS pixels. */
export interface WindowPoint {
  x: CssPixels
  y: CssPixels
}

export interface StageEvents {
  select: (node: FlameNode | null) => void
  hover: (node: FlameNode | null) => void
  /** Where the pointer is; null when it is not over the chart or drags it. */
  pointer: (at: WindowPoint | null) => void
  /** The frame is to be pinned there, by hand or by key. */
  pin: (node: FlameNode, at: WindowPoint, by: 'click' | 'menu' | 'key') => void
  unpin: () => void
  /** Selected by hand; null to let go. Called while dragging too. */
  range: (range: FlameRange | null) => void
  search: () => void
  /** Escape was pressed. */
  clear: () => void
  /** 1, 2 or 3 was pressed. */
  view: (which: 1 | 2 | 3) => void
  /** Another key was pressed with a frame selected. Answers whether it is taken. */
  key: (key: string, node: FlameNode) => boolean
}

export interface StageElements extends CanvasElements {
  /** Scrolls `scrolled`, whose height the stage sets. */
  scrollbar: HTMLElement
  scrolled: HTMLElement
  /** An overview of the whole, where it is wanted. */
  minimap: HTMLCanvasElement | null
}

/**
 * The chart on its canvases: keeps model, camera and the next picture together. It draws when something
 * has changed, once per animation frame, and stops everything it started in `dispose`.
 */
export class FlameStage {
  readonly #elements: StageElements
  readonly #events: StageEvents
  readonly #canvases: Canvases
  readonly #camera: Camera
  readonly #minimap: Minimap | null
  readonly #list = createDisplayList()
  readonly #raster = new Raster()
  readonly #ended = new AbortController()

  #model: StageModel
  #pointer: GesturePoint | null = null
  /** Selected by a click: it is in sight already, and the chart must not move under the pointer. */
  #clicked: FlameNode | null = null
  #hoverIsOurs = false
  #frameRequest = 0
  #barsChanged = true

  constructor(elements: StageElements, events: StageEvents, model: StageModel) {
    this.#elements = elements
    this.#events = events
    this.#model = model
    this.#canvases = new Canvases(elements, {
      resized: (before) => this.#resized(before),
      restyled: () => this.#redraw(),
    })
    this.#camera = new Camera({
      extent: () => this.#extent(),
      direction: () => this.#model.direction,
      changed: () => this.#redraw(),
    })
    this.#minimap =
      elements.minimap === null
        ? null
        : new Minimap(elements.minimap, {
            show: (range) => this.#camera.show({ ...this.#camera.viewport, ...range }),
            fit: () => this.#camera.fit(),
            resized: () => this.#redraw(),
          })
    this.#camera.reset()
    this.#listen()
  }

  /** Shows another model; a new layout or direction starts with the whole chart in sight. */
  update(model: StageModel): void {
    const before = this.#model
    this.#model = model
    const looks = ['layout', 'direction', 'profile', 'coloring', 'matches', 'formatValue'] as const
    if (looks.some((look) => model[look] !== before[look])) this.#barsChanged = true
    if (model.layout !== before.layout || model.direction !== before.direction) {
      this.#camera.reset()
      this.#layOutScrollbar()
    }
    if (model.selected !== before.selected && model.selected !== this.#clicked) this.#reveal(model.selected)
    this.#clicked = null
    this.#request()
  }

  zoomToNode(node: FlameNode): void {
    const place = rectangleOf(this.#model.layout, node)
    if (place !== null) this.#camera.zoomTo(place)
  }

  zoomToRange({ from, to }: FlameRange): void {
    this.#camera.show({ ...this.#camera.viewport, start: from, end: to })
  }

  fit(): void {
    this.#camera.fit()
  }

  /** Shows a viewport at once. */
  show(viewport: Viewport): void {
    this.#camera.show(viewport)
  }

  /** The range in sight at all depths, as large as a canvas may be. */
  toPng(): Promise<Blob> {
    return pngOf(this.#scene(), this.#canvases.theme, this.#canvases.fontFamily)
  }

  toSvg(title: string): string {
    return svgPictureOf(this.#scene(), this.#canvases.theme, title, this.#canvases.fontFamily)
  }

  dispose(): void {
    this.#ended.abort()
    this.#canvases.dispose()
    this.#minimap?.dispose()
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
        click: (point) => this.#click(point),
        doubleClick: (point) => {
          const node = this.#nodeAt(point)
          this.#events.unpin()
          if (node !== null) this.zoomToNode(node)
        },
        menu: (point) => this.#menu(point),
        pan: (right, down) => this.#camera.pan(right, down, false),
        zoom: (factor, x, step) => this.#camera.zoom(factor, x, step),
        range: (fromX, toX) => this.#events.range(this.#rangeBetween(fromX, toX)),
        command: (command) =>
          runCommand(command, {
            model: this.#model,
            camera: this.#camera,
            events: this.#events,
            middle: this.#pointer?.x ?? this.#canvases.size.width / this.#canvases.size.ratio / 2,
            placeOf: (node) => this.#windowPlaceOf(node),
          }),
        otherKey: (key) => this.#model.selected !== null && this.#events.key(key, this.#model.selected),
      },
      signal,
    )
    scrollbar.addEventListener(
      'scroll',
      () => {
        // Its own positions are whole device pixels, so one that follows the viewport is a little off.
        if (Math.abs(scrollbar.scrollTop - this.#camera.viewport.scrollTop) < 1.5) return
        this.#camera.show({ ...this.#camera.viewport, scrollTop: scrollbar.scrollTop })
      },
      { signal },
    )
  }

  #click(point: GesturePoint): void {
    const node = this.#nodeAt(point)
    this.#clicked = node
    this.#events.select(node)
    if (node === null) this.#events.unpin()
    else this.#events.pin(node, { x: point.clientX, y: point.clientY }, 'click')
  }

  #menu(point: GesturePoint | null): boolean {
    const node = point === null ? this.#model.selected : this.#nodeAt(point)
    if (node === null) return false
    if (point !== null) {
      this.#clicked = node
      this.#events.select(node)
    }
    const at = point === null ? this.#windowPlaceOf(node) : { x: point.clientX, y: point.clientY }
    this.#events.pin(node, at, 'menu')
    return true
  }

  #reveal(node: FlameNode | null): void {
    const place = node === null ? null : rectangleOf(this.#model.layout, node)
    if (place !== null) this.#camera.reveal(place)
  }

  /** From anywhere, but no further than the chart. */
  #rangeBetween(oneX: CssPixels, otherX: CssPixels): FlameRange {
    const { viewport } = this.#camera
    const { width, total } = this.#extent()
    const valueAt = (x: CssPixels): number =>
      Math.min(total, Math.max(0, viewport.start + (x / width) * (viewport.end - viewport.start)))
    return { from: valueAt(Math.min(oneX, otherX)), to: valueAt(Math.max(oneX, otherX)) }
  }

  #redraw(): void {
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
    const { size, theme, fontFamily } = this.#canvases
    if (size.width === 0 || size.height === 0) return
    if (this.#camera.moving) {
      this.#camera.advance(now)
      this.#barsChanged = true
    }
    const scene = this.#scene()
    if (this.#barsChanged) {
      this.#barsChanged = false
      buildDisplayList(this.#list, scene)
      drawBars(this.#canvases.bars, this.#list, theme, { ...size, fontFamily }, this.#raster)
      this.#elements.scrollbar.scrollTop = this.#camera.viewport.scrollTop
      this.#hoverAtPointer()
      if (this.#list.unfinished) this.#barsChanged = true
    }
    drawMarks(this.#canvases.marks, scene, theme, this.#model)
    const drawn = this.#minimap?.draw(scene, theme, this.#model.range) ?? true
    if (this.#camera.moving || this.#barsChanged || !drawn) this.#request()
  }

  #hoverAtPointer(): void {
    if (this.#pointer === null) {
      // Hover that came from elsewhere (the table) is not ours to take away.
      if (this.#hoverIsOurs) this.#setHover(null)
      return
    }
    this.#setHover(this.#nodeAt(this.#pointer))
  }

  #setHover(node: FlameNode | null): void {
    this.#hoverIsOurs = node !== null
    if (node !== this.#model.hovered) this.#events.hover(node)
  }

  /** The node at a point; bars narrower than a pixel are taken from a pixel to either side. */
  #nodeAt({ x, y }: { x: CssPixels; y: CssPixels }): FlameNode | null {
    const extent = this.#extent()
    const { layout, direction } = this.#model
    const { viewport } = this.#camera
    if (extent.width <= 0) return null
    const depth = depthAt(y, viewport, extent, direction)
    const perPixel = (viewport.end - viewport.start) / extent.width
    for (const offset of [0, -1, 1]) {
      const node = nodeAt(layout, depth, viewport.start + (x + offset) * perPixel)
      if (node !== null) return node
    }
    return null
  }

  /** Where something may be said of a node: at its lower left corner, or that of the chart. */
  #windowPlaceOf(node: FlameNode): WindowPoint {
    const box = this.#elements.surface.getBoundingClientRect()
    const { ratio } = this.#canvases.size
    const rectangle = rectangleOf(this.#model.layout, node)
    const place = rectangle && placeOf(this.#scene(), rectangle)
    if (!place) return { x: box.left, y: box.top }
    return { x: box.left + Math.max(0, place.x) / ratio, y: box.top + (place.y + place.height) / ratio }
  }

  #resized(before: CanvasSize): void {
    this.#camera.resized(extentOf({ layout: this.#model.layout, ...before }))
    this.#layOutScrollbar()
    // In this very frame: a canvas that was given a size is blank until it is drawn.
    this.#barsChanged = true
    this.#draw(performance.now())
  }

  #layOutScrollbar(): void {
    const extent = this.#extent()
    const { scrollbar, scrolled } = this.#elements
    const height = contentHeight(extent)
    scrollbar.hidden = height <= extent.height
    scrolled.style.height = `${height}px`
    scrollbar.scrollTop = this.#camera.viewport.scrollTop
  }

  #extent(): Extent {
    return extentOf({ layout: this.#model.layout, ...this.#canvases.size })
  }

  #scene(): Scene {
    const { layout, profile, direction, matches, coloring, formatValue } = this.#model
    return {
      layout,
      names: profile.frames.name,
      coloring,
      matched: matches?.matched ?? null,
      direction,
      viewport: this.#camera.viewport,
      ...this.#canvases.size,
      labels: this.#canvases.labels,
      formatValue,
    }
  }
}
