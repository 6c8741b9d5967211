/** What a stage is given and what it tells. */
import type { FlameLayout, FlameNode } from '#shared/profile/layout.ts'
import type { Profile } from '#shared/profile/model.ts'
import type { FrameMatches } from '#shared/profile/search.ts'
import type { CssPixels } from '#shared/units.ts'
import type { CanvasElements } from './canvases.ts'
import type { FlameColoring } from './colors.ts'
import type { FlameRange } from './draw-marks.ts'
import type { FlameDirection } from './viewport.ts'

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
  pin: (node: FlameNode, at: WindowPoint) => void
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
