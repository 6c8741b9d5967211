/** What a turn of the wheel or a key means; the events come in as plain data. */
import type { FlameDirection } from './viewport.ts'

export interface WheelLike {
  deltaX: number
  deltaY: number
  /** 0 pixels, 1 lines, 2 pages. */
  deltaMode: number
  shiftKey: boolean
  /** Also set by the browser for a pinch on a touchpad. */
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
}

export type WheelAction =
  | { kind: 'zoom'; factor: number; step: boolean }
  | { kind: 'pan'; right: number; down: number }

const pixelsPerLine = 32
const pixelsPerPage = 400
/** From here on a turn is a notch of a wheel, not a finger on a touchpad. */
const notch = 60

/**
 * Up and down zooms, sideways or with shift pans, with alt scrolls. `step` marks a notch of a wheel,
 * which is worth an animation; the small turns of a touchpad already come as one.
 */
export function wheelAction(event: WheelLike): WheelAction {
  const unit = event.deltaMode === 1 ? pixelsPerLine : event.deltaMode === 2 ? pixelsPerPage : 1
  const x = event.deltaX * unit
  const y = event.deltaY * unit
  const pinch = event.ctrlKey || event.metaKey
  if (!pinch && event.shiftKey) return { kind: 'pan', right: x === 0 ? y : x, down: 0 }
  if (!pinch && event.altKey) return { kind: 'pan', right: x, down: y }
  if (!pinch && Math.abs(x) > Math.abs(y)) return { kind: 'pan', right: x, down: 0 }
  const step = Math.abs(y) >= notch
  // A pinch comes in much smaller turns than a wheel; a notch of a wheel with ctrl is a notch still.
  const sensitivity = pinch && !step ? 0.01 : 0.0025
  return { kind: 'zoom', factor: Math.exp(-y * sensitivity), step }
}

export type FlameCommand =
  | 'parent'
  | 'child'
  | 'previous'
  | 'next'
  | 'zoom-to-selected'
  | 'fit'
  | 'pan-left'
  | 'pan-right'
  | 'zoom-in'
  | 'zoom-out'
  | 'search'
  | 'clear'
  | 'pin'
  | 'range'
  | 'view-1'
  | 'view-2'
  | 'view-3'

/** Owners may use other letters for what can be done with a frame; see FlameAction. */
const commandByKey: Readonly<Record<string, FlameCommand>> = {
  ArrowLeft: 'previous',
  ArrowRight: 'next',
  Enter: 'zoom-to-selected',
  z: 'zoom-to-selected',
  '0': 'fit',
  a: 'pan-left',
  d: 'pan-right',
  w: 'zoom-in',
  s: 'zoom-out',
  '+': 'zoom-in',
  '=': 'zoom-in',
  '-': 'zoom-out',
  '/': 'search',
  Escape: 'clear',
  p: 'pin',
  r: 'range',
  '1': 'view-1',
  '2': 'view-2',
  '3': 'view-3',
}

/** The command of a key, null when it is not the chart's. Up and down follow the way the chart grows. */
export function keyCommand(
  event: { key: string; ctrlKey: boolean; metaKey: boolean; altKey: boolean },
  direction: FlameDirection,
): FlameCommand | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null
  if (event.key === 'ArrowUp') return direction === 'icicle' ? 'parent' : 'child'
  if (event.key === 'ArrowDown') return direction === 'icicle' ? 'child' : 'parent'
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
  return Object.hasOwn(commandByKey, key) ? (commandByKey[key] ?? null) : null
}
