import type { CssPixels } from '#shared/units.ts'

interface Size {
  width: CssPixels
  height: CssPixels
}

const distance: CssPixels = 16
const margin: CssPixels = 8

/**
 * Where a tooltip goes: right below the pointer, on the other side of it where there is no room, and
 * in any case inside the window.
 */
export function placeTooltip(
  pointer: { x: CssPixels; y: CssPixels },
  tooltip: Size,
  window: Size,
): { x: CssPixels; y: CssPixels } {
  return {
    x: along(pointer.x, tooltip.width, window.width),
    y: along(pointer.y, tooltip.height, window.height),
  }
}

function along(pointer: CssPixels, size: CssPixels, room: CssPixels): CssPixels {
  const after = pointer + distance
  if (after + size + margin <= room) return after
  const before = pointer - distance - size
  if (before >= margin) return before
  return Math.max(margin, room - margin - size)
}
