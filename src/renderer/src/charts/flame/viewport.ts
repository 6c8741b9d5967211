/**
 * What part of a chart is seen: a range of the profile's unit from left to right, a distance scrolled
 * from top to bottom. Every function answers with a viewport inside the chart.
 */
import type { CssPixels } from '#shared/units.ts'

export const rowHeight: CssPixels = 24

export interface Viewport {
  /** Left edge, in the profile's unit. */
  start: number
  /** Right edge, in the profile's unit. */
  end: number
  scrollTop: CssPixels
}

/** What there is to see, and in what. */
export interface Extent {
  /** Width of the chart, in the profile's unit. */
  total: number
  rows: number
  width: CssPixels
  height: CssPixels
}

/** Roots on top, or at the bottom as in a fire. */
export type FlameDirection = 'icicle' | 'flame'

/**
 * Closer than this a double cannot tell neighbouring pixels apart: 52 bits less the 11 of two
 * thousand pixels less some for the sums that made the numbers.
 */
const smallestSpan = 1e-10

/** The whole width, at the end where the roots are. */
export function fitted(extent: Extent, direction: FlameDirection): Viewport {
  return { start: 0, end: extent.total, scrollTop: direction === 'icicle' ? 0 : lowestScroll(extent) }
}

export function clamped(viewport: Viewport, extent: Extent): Viewport {
  const { total } = extent
  const span = Math.min(Math.max(viewport.end - viewport.start, total * smallestSpan), total)
  const start = Math.min(Math.max(viewport.start, 0), total - span)
  return {
    start,
    end: Math.min(start + span, total),
    scrollTop: Math.min(Math.max(viewport.scrollTop, 0), lowestScroll(extent)),
  }
}

/** `factor` above 1 goes closer; what is at `anchor` (0 the left edge, 1 the right) stays there. */
export function zoomed(viewport: Viewport, factor: number, anchor: number, extent: Extent): Viewport {
  const smallest = extent.total * smallestSpan
  const span = viewport.end - viewport.start
  const next = Math.min(Math.max(span / factor, smallest), extent.total)
  const start = viewport.start + (span - next) * anchor
  return clamped({ start, end: start + next, scrollTop: viewport.scrollTop }, extent)
}

/** Moves the seen part: `right` and `down` in pixels. */
export function panned(viewport: Viewport, right: CssPixels, down: CssPixels, extent: Extent): Viewport {
  const shift = extent.width > 0 ? (right / extent.width) * (viewport.end - viewport.start) : 0
  return clamped(
    {
      start: viewport.start + shift,
      end: viewport.end + shift,
      scrollTop: viewport.scrollTop + down,
    },
    extent,
  )
}

/** Shows exactly this range, and the row of `depth`. */
export function zoomedTo(
  viewport: Viewport,
  range: { depth: number; start: number; end: number },
  extent: Extent,
  direction: FlameDirection,
): Viewport {
  const wide = clamped({ ...viewport, start: range.start, end: range.end }, extent)
  return revealed(wide, { ...range, start: wide.start, end: wide.end }, extent, direction)
}

/** Moves as little as needed for the rectangle to be seen, or for one wider than the window to fill it. */
export function revealed(
  viewport: Viewport,
  range: { depth: number; start: number; end: number },
  extent: Extent,
  direction: FlameDirection,
): Viewport {
  const span = viewport.end - viewport.start
  const [leftmost, rightmost] = [range.start, range.end - span].sort((a, b) => a - b)
  const start = Math.min(Math.max(viewport.start, leftmost ?? 0), rightmost ?? 0)
  const top = rowTop(range.depth, extent, direction)
  const scrollTop = Math.max(Math.min(viewport.scrollTop, top), top + rowHeight - extent.height)
  return clamped({ start, end: start + span, scrollTop }, extent)
}

/**
 * A viewport on the way from one to another. The span changes by equal factors in equal times, so
 * that a zoom over many sizes looks even, and the edges move along with it on straight lines.
 */
export function between(from: Viewport, to: Viewport, progress: number): Viewport {
  if (progress >= 1) return to
  const fromSpan = from.end - from.start
  const toSpan = to.end - to.start
  const even = fromSpan > 0 && toSpan > 0 && fromSpan !== toSpan
  const span = even ? fromSpan * (toSpan / fromSpan) ** progress : fromSpan + (toSpan - fromSpan) * progress
  const part = even ? (span - fromSpan) / (toSpan - fromSpan) : progress
  const start = from.start + (to.start - from.start) * part
  return {
    start,
    end: start + span,
    scrollTop: from.scrollTop + (to.scrollTop - from.scrollTop) * progress,
  }
}

/** Height of all rows; at least that of the window for a flame, whose roots stand on its floor. */
export function contentHeight(extent: Extent): CssPixels {
  return Math.max(extent.rows * rowHeight, extent.height)
}

/** Distance of a row's upper edge from the top of the content. */
export function rowTop(depth: number, extent: Extent, direction: FlameDirection): CssPixels {
  return direction === 'icicle' ? depth * rowHeight : contentHeight(extent) - (depth + 1) * rowHeight
}

/** The depth whose row is at `y` of the window; may lie beyond the last one. */
export function depthAt(y: CssPixels, viewport: Viewport, extent: Extent, direction: FlameDirection): number {
  const inContent = y + viewport.scrollTop
  return Math.floor((direction === 'icicle' ? inContent : contentHeight(extent) - inContent) / rowHeight)
}

function lowestScroll(extent: Extent): CssPixels {
  return Math.max(0, contentHeight(extent) - extent.height)
}
