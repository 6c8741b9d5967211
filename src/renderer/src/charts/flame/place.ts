import type { CssPixels } from '#shared/units.ts'

interface Size {
  width: CssPixels
  height: CssPixels
}

const distance: CssPixels = 16
const margin: CssPixels = 8

/**
 * Where a tooltip goes: right below the pointer, on the other side of it where there is no room, and
 * in any case inside the window. `apart` is how far from the pointer.
 */
export function placeTooltip(
  pointer: { x: CssPixels; y: CssPixels },
  tooltip: Size,
  window: Size,
  apart: CssPixels = distance,
): { x: CssPixels; y: CssPixels } {
  return {
    x: along(pointer.x, tooltip.width, window.width, apart),
    y: along(pointer.y, tooltip.height, window.height, apart),
  }
}

function along(pointer: CssPixels, size: CssPixels, room: CssPixels, apart: CssPixels): CssPixels {
  const after = pointer + apart
  if (after + size + margin <= room) return after
  const before = pointer - apart - size
  if (before >= margin) return before
  return Math.max(margin, room - margin - size)
}
