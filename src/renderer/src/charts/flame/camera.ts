import type { CssPixels, Milliseconds } from '#shared/units.ts'
import {
  between,
  clamped,
  contentHeight,
  type Extent,
  type FlameDirection,
  fitted,
  panned,
  revealed,
  type Viewport,
  zoomed,
  zoomedTo,
} from './viewport.ts'

/** The rectangle of a node, in the profile's unit. */
interface Place {
  depth: number
  start: number
  end: number
}

const zoomTime: Milliseconds = 220
const stepTime: Milliseconds = 110

/** What is seen of a chart, and its way from one view to the next. Calls `changed` when it has moved. */
export class Camera {
  readonly #extent: () => Extent
  readonly #direction: () => FlameDirection
  readonly #changed: () => void
  #viewport: Viewport = { start: 0, end: 0, scrollTop: 0 }
  #animation: { from: Viewport; to: Viewport; startedAt: Milliseconds; time: Milliseconds } | null = null

  constructor(of: { extent: () => Extent; direction: () => FlameDirection; changed: () => void }) {
    this.#extent = of.extent
    this.#direction = of.direction
    this.#changed = of.changed
  }

  get viewport(): Viewport {
    return this.#viewport
  }

  /** It is still on its way. */
  get moving(): boolean {
    return this.#animation !== null
  }

  /** The whole chart at once, as at the beginning. */
  reset(): void {
    this.#animation = null
    this.#viewport = fitted(this.#extent(), this.#direction())
    this.#changed()
  }

  fit(): void {
    this.#go(fitted(this.#extent(), this.#direction()), zoomTime)
  }

  /** At once: what a wheel, a drag or a scroll bar ends in. */
  show(viewport: Viewport): void {
    this.#go(clamped(viewport, this.#extent()), 0)
  }

  zoomTo(place: Place): void {
    this.#go(zoomedTo(this.#viewport, place, this.#extent(), this.#direction()), zoomTime)
  }

  /** Moves only as far as needed for a rectangle to be seen. */
  reveal(place: Place): void {
    const to = revealed(this.#viewport, place, this.#extent(), this.#direction())
    if (to.start !== this.#viewport.start || to.scrollTop !== this.#viewport.scrollTop) this.#go(to, zoomTime)
  }

  /** `step`: a key or a notch of a wheel, which is worth an animation. */
  pan(right: CssPixels, down: CssPixels, step: boolean): void {
    this.#go(panned(this.#from(step), right, down, this.#extent()), step ? stepTime : 0)
  }

  zoom(factor: number, x: CssPixels, step: boolean): void {
    const extent = this.#extent()
    const anchor = extent.width > 0 ? Math.min(1, Math.max(0, x / extent.width)) : 0.5
    this.#go(zoomed(this.#from(step), factor, anchor, extent), step ? stepTime : 0)
  }

  /** The window has another size: what was seen stays, the floor of a flame too. */
  resized(before: Extent): void {
    const extent = this.#extent()
    const below = contentHeight(before) - before.height - this.#viewport.scrollTop
    const scrollTop =
      this.#direction() === 'flame' ? contentHeight(extent) - extent.height - below : this.#viewport.scrollTop
    this.#animation = null
    this.#viewport = clamped({ ...this.#viewport, scrollTop }, extent)
    this.#changed()
  }

  /** Takes it to where it is at a time; `changed` is not called. */
  advance(now: Milliseconds): void {
    if (this.#animation === null) return
    const { from, to, startedAt, time } = this.#animation
    const progress = Math.min(1, Math.max(0, (now - startedAt) / time))
    this.#viewport = between(from, to, 1 - (1 - progress) ** 3)
    if (progress === 1) this.#animation = null
  }

  /** Steps add up: the next one starts where the last one is going. */
  #from(step: boolean): Viewport {
    return step ? (this.#animation?.to ?? this.#viewport) : this.#viewport
  }

  #go(to: Viewport, time: Milliseconds): void {
    const still = time === 0 || matchMedia('(prefers-reduced-motion: reduce)').matches
    this.#animation = still ? null : { from: this.#viewport, to, startedAt: performance.now(), time }
    if (still) this.#viewport = to
    this.#changed()
  }
}
