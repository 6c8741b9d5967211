/** What to draw, in whole device pixels. Canvas and SVG draw the same list. */
import { colorCount } from './colors.ts'
import type { DevicePixels } from './scene.ts'

export interface Label {
  text: string
  /** Left edge of the text, or its right edge when it is a value. */
  x: DevicePixels
  /** Vertical centre. */
  y: DevicePixels
  kind: 'name' | 'value'
  dim: boolean
}

/** Rectangles of one look, all as high as a bar. */
export interface Rectangles {
  length: number
  x: Int32Array
  y: Int32Array
  width: Int32Array
}

export interface DisplayList {
  /** By colour number. */
  colors: Rectangles[]
  /** What is hatched over its colour. */
  hatched: Rectangles
  barHeight: DevicePixels
  labels: Label[]
  /** Another picture of the same scene will show more; see `FlameSweep.unfinished`. */
  unfinished: boolean
}

export function createDisplayList(): DisplayList {
  return {
    colors: Array.from({ length: colorCount }, noRectangles),
    hatched: noRectangles(),
    barHeight: 0,
    labels: [],
    unfinished: false,
  }
}

/** Empties a list, keeping its columns for the next picture, so that drawing makes no garbage. */
export function clearDisplayList(list: DisplayList): void {
  for (const rectangles of list.colors) rectangles.length = 0
  list.hatched.length = 0
  list.labels.length = 0
  list.unfinished = false
}

export function addRectangle(
  rectangles: Rectangles | undefined,
  x: DevicePixels,
  y: DevicePixels,
  width: DevicePixels,
): void {
  if (rectangles === undefined) return
  const at = rectangles.length
  if (at === rectangles.x.length) {
    for (const column of ['x', 'y', 'width'] as const) {
      const larger = new Int32Array(at * 2)
      larger.set(rectangles[column])
      rectangles[column] = larger
    }
  }
  rectangles.x[at] = x
  rectangles.y[at] = y
  rectangles.width[at] = width
  rectangles.length = at + 1
}

function noRectangles(): Rectangles {
  return { length: 0, x: new Int32Array(64), y: new Int32Array(64), width: new Int32Array(64) }
}
