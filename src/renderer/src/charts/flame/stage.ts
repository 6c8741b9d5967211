import type { FlameNode } from '#shared/profile/layout.ts'
import { rectangleOf } from '#shared/profile/lookup.ts'
import type { Milliseconds } from '#shared/units.ts'
import { Camera } from './camera.ts'
import { Canvases, type CanvasSize } from './canvases.ts'
import { runCommand } from './commands.ts'
import { buildDisplayList } from './display.ts'
import { createDisplayList } from './display-list.ts'
import { drawBars } from './draw.ts'
import { drawMarks, type FlameRange } from './draw-marks.ts'
import { attachGestures, type GesturePoint } from './gestures.ts'
import { cornerOf, nodeUnder, rangeBetween } from './hits.ts'
import { Minimap } from './minimap.ts'
import { pngOf, svgPictureOf } from './picture.ts'
import { Raster } from './raster.ts'
import { extentOf, type Scene } from './scene.ts'
import type { StageElements, StageEvents, StageModel, WindowPoint } from './stage-model.ts'
import { contentHeight, type Extent, type Viewport } from './viewport.ts'

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
          const node = nodeUnder(this.#scene(), point)
          this.#events.unpin()
          if (node !== null) this.zoomToNode(node)
        },
        menu: (point) => this.#menu(point),
        pan: (right, down) => this.#camera.pan(right, down, false),
        zoom: (factor, x, step) => this.#camera.zoom(factor, x, step),
        range: (fromX, toX) => this.#events.range(rangeBetween(this.#scene(), fromX, toX)),
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
    const node = nodeUnder(this.#scene(), point)
    this.#clicked = node
    this.#events.select(node)
    this.#events.unpin()
  }

  #menu(point: GesturePoint | null): boolean {
    const node = point === null ? this.#model.selected : nodeUnder(this.#scene(), point)
    if (node === null) return false
    if (point !== null) {
      this.#clicked = node
      this.#events.select(node)
    }
    const at = point === null ? this.#windowPlaceOf(node) : { x: point.clientX, y: point.clientY }
    this.#events.pin(node, at)
    return true
  }

  #reveal(node: FlameNode | null): void {
    const place = node === null ? null : rectangleOf(this.#model.layout, node)
    if (place !== null) this.#camera.reveal(place)
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
    this.#setHover(nodeUnder(this.#scene(), this.#pointer))
  }

  #setHover(node: FlameNode | null): void {
    this.#hoverIsOurs = node !== null
    if (node !== this.#model.hovered) this.#events.hover(node)
  }

  #windowPlaceOf(node: FlameNode): WindowPoint {
    const box = this.#elements.surface.getBoundingClientRect()
    const { x, y } = cornerOf(this.#scene(), node)
    return { x: box.left + x, y: box.top + y }
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
