import type { CssPixels } from '#shared/units.ts'
import { type FlameCommand, keyCommand, wheelAction } from './input.ts'
import type { FlameDirection } from './viewport.ts'

/** A place in the chart, from its upper left corner, and in the window. */
export interface GesturePoint {
  x: CssPixels
  y: CssPixels
  clientX: CssPixels
  clientY: CssPixels
}

/** What mouse, wheel and keys may ask of a chart. */
export interface GestureTarget {
  direction: () => FlameDirection
  /** The pointer is at `point` and no button is held; null when it has left. */
  point: (point: GesturePoint | null) => void
  click: (point: GesturePoint) => void
  doubleClick: (point: GesturePoint) => void
  /** The right button, or the key for it (null: nowhere). Answers whether it is taken. */
  menu: (point: GesturePoint | null) => boolean
  pan: (right: CssPixels, down: CssPixels) => void
  zoom: (factor: number, x: CssPixels, step: boolean) => void
  /** Dragged with shift from one place to another; `done` when the button is let go. */
  range: (fromX: CssPixels, toX: CssPixels, done: boolean) => void
  command: (command: FlameCommand) => void
  /** A key that is no command of the chart. Answers whether it is taken. */
  otherKey: (key: string) => boolean
}

/** A press that moves further than this is a drag, not a click. */
const dragThreshold: CssPixels = 4

interface Press {
  id: number
  /** Where it was seen last. */
  x: number
  y: number
  /** Where it began, in the chart. */
  from: CssPixels
  shift: boolean
  dragging: boolean
}

/** Listens on `surface` (pointer, wheel) and `host` (keys) until `signal` fires. */
export function attachGestures(
  host: HTMLElement,
  surface: HTMLElement,
  target: GestureTarget,
  signal: AbortSignal,
): void {
  let press: Press | null = null

  const pointOf = (event: MouseEvent): GesturePoint => {
    const box = surface.getBoundingClientRect()
    const { clientX, clientY } = event
    return { x: clientX - box.left, y: clientY - box.top, clientX, clientY }
  }
  const release = (): void => {
    press = null
    surface.style.cursor = ''
  }

  const onPointerMove = (event: PointerEvent): void => {
    if (press === null) {
      target.point(pointOf(event))
      return
    }
    if (event.pointerId !== press.id) return
    const right = press.x - event.clientX
    const down = press.y - event.clientY
    if (!press.dragging && Math.hypot(right, down) < dragThreshold) return
    if (!press.dragging) {
      press.dragging = true
      surface.setPointerCapture(event.pointerId)
      surface.style.cursor = press.shift ? 'col-resize' : 'grabbing'
      target.point(null)
    }
    press.x = event.clientX
    press.y = event.clientY
    if (press.shift) target.range(press.from, pointOf(event).x, false)
    else target.pan(right, down)
  }

  const onPointerUp = (event: PointerEvent): void => {
    if (press === null || event.pointerId !== press.id) return
    const { dragging, shift, from } = press
    release()
    const point = pointOf(event)
    if (!dragging) target.click(point)
    else if (shift) target.range(from, point.x, true)
    target.point(point)
  }

  const onWheel = (event: WheelEvent): void => {
    event.preventDefault()
    const action = wheelAction(event)
    if (action.kind === 'pan') target.pan(action.right, action.down)
    else target.zoom(action.factor, pointOf(event).x, action.step)
  }

  const onKeyDown = (event: KeyboardEvent): void => {
    const command = keyCommand(event, target.direction())
    if (command === null) {
      const taken = !event.ctrlKey && !event.metaKey && !event.altKey && target.otherKey(event.key)
      if (taken) event.preventDefault()
      return
    }
    event.preventDefault()
    target.command(command)
  }

  surface.addEventListener(
    'pointerdown',
    (event) => {
      if (event.button !== 0 || press !== null) return
      const { pointerId: id, clientX: x, clientY: y, shiftKey: shift } = event
      press = { id, x, y, from: pointOf(event).x, shift, dragging: false }
    },
    { signal },
  )
  surface.addEventListener('pointermove', onPointerMove, { signal })
  surface.addEventListener('pointerup', onPointerUp, { signal })
  surface.addEventListener('pointercancel', release, { signal })
  surface.addEventListener(
    'pointerleave',
    () => {
      // A press that has not become a drag ends here; a drag is captured and never leaves.
      if (press?.dragging !== true) release()
      target.point(null)
    },
    { signal },
  )
  surface.addEventListener('dblclick', (event) => target.doubleClick(pointOf(event)), { signal })
  host.addEventListener(
    'contextmenu',
    (event) => {
      // The key for it comes without a place of the pointer.
      const byPointer = event.button === 2 || event.ctrlKey
      if (target.menu(byPointer ? pointOf(event) : null)) event.preventDefault()
    },
    { signal },
  )
  surface.addEventListener('wheel', onWheel, { signal, passive: false })
  host.addEventListener('keydown', onKeyDown, { signal })
}
