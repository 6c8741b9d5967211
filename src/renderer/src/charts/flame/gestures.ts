import type { CssPixels } from '#shared/units.ts'
import { type FlameCommand, keyCommand, wheelAction } from './input.ts'
import type { FlameDirection } from './viewport.ts'

/** What mouse, wheel and keys may ask of a chart. Positions are relative to its upper left corner. */
export interface GestureTarget {
  direction: () => FlameDirection
  /** The pointer is at `point` and no button is held; null when it has left. */
  point: (point: { x: CssPixels; y: CssPixels; clientX: CssPixels; clientY: CssPixels } | null) => void
  click: (x: CssPixels, y: CssPixels) => void
  doubleClick: (x: CssPixels, y: CssPixels) => void
  pan: (right: CssPixels, down: CssPixels) => void
  zoom: (factor: number, x: CssPixels, step: boolean) => void
  command: (command: FlameCommand) => void
}

/** A press that moves further than this is a drag, not a click. */
const dragThreshold: CssPixels = 4

/** Listens on `surface` (pointer, wheel) and `host` (keys) until `signal` fires. */
export function attachGestures(
  host: HTMLElement,
  surface: HTMLElement,
  target: GestureTarget,
  signal: AbortSignal,
): void {
  let press: { id: number; x: number; y: number; dragging: boolean } | null = null

  const inside = (event: MouseEvent): { x: number; y: number } => {
    const box = surface.getBoundingClientRect()
    return { x: event.clientX - box.left, y: event.clientY - box.top }
  }
  const release = (): void => {
    press = null
    surface.style.cursor = ''
  }

  const onPointerMove = (event: PointerEvent): void => {
    if (press === null) {
      target.point({ ...inside(event), clientX: event.clientX, clientY: event.clientY })
      return
    }
    if (event.pointerId !== press.id) return
    const right = press.x - event.clientX
    const down = press.y - event.clientY
    if (!press.dragging && Math.hypot(right, down) < dragThreshold) return
    if (!press.dragging) {
      press.dragging = true
      surface.setPointerCapture(event.pointerId)
      surface.style.cursor = 'grabbing'
      target.point(null)
    }
    press.x = event.clientX
    press.y = event.clientY
    target.pan(right, down)
  }

  const onPointerUp = (event: PointerEvent): void => {
    if (press === null || event.pointerId !== press.id) return
    const { dragging } = press
    release()
    const { x, y } = inside(event)
    if (!dragging) target.click(x, y)
    target.point({ x, y, clientX: event.clientX, clientY: event.clientY })
  }

  const onWheel = (event: WheelEvent): void => {
    event.preventDefault()
    const action = wheelAction(event)
    if (action.kind === 'pan') target.pan(action.right, action.down)
    else target.zoom(action.factor, inside(event).x, action.step)
  }

  surface.addEventListener(
    'pointerdown',
    (event) => {
      if (event.button !== 0 || press !== null) return
      press = { id: event.pointerId, x: event.clientX, y: event.clientY, dragging: false }
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
  surface.addEventListener(
    'dblclick',
    (event) => {
      const { x, y } = inside(event)
      target.doubleClick(x, y)
    },
    { signal },
  )
  surface.addEventListener('wheel', onWheel, { signal, passive: false })
  host.addEventListener(
    'keydown',
    (event) => {
      const command = keyCommand(event, target.direction())
      if (command === null) return
      event.preventDefault()
      target.command(command)
    },
    { signal },
  )
}
