import { useImperativeHandle, useLayoutEffect, useRef, type Ref } from 'react'
import { createPortal } from 'react-dom'
import type { CssPixels } from '#shared/units.ts'
import styles from './FlameTooltip.module.css'
import { placeTooltip } from './place.ts'

export interface FlameDescription {
  title: string
  lines: { label: string; value: string }[]
}

export interface FlameTooltipHandle {
  /** Follows the pointer without a render of React. */
  moveTo: (at: { x: CssPixels; y: CssPixels }) => void
}

interface FlameTooltipProps {
  description: FlameDescription
  /** Where the pointer was when it came; then `moveTo` says. */
  at: { x: CssPixels; y: CssPixels }
  ref: Ref<FlameTooltipHandle>
}

/** What is under the pointer, beside the pointer, above everything, never outside the window. */
export function FlameTooltip({ description, at, ref }: FlameTooltipProps) {
  const box = useRef<HTMLDivElement>(null)
  const last = useRef(at)

  const moveTo = (point: { x: CssPixels; y: CssPixels }): void => {
    last.current = point
    const element = box.current
    if (element === null) return
    const size = { width: element.offsetWidth, height: element.offsetHeight }
    const place = placeTooltip(point, size, { width: window.innerWidth, height: window.innerHeight })
    element.style.transform = `translate(${Math.round(place.x)}px, ${Math.round(place.y)}px)`
  }
  useImperativeHandle(ref, () => ({ moveTo }))
  // Another text has another size.
  useLayoutEffect(() => moveTo(last.current))

  // Readers are told of the selected frame by the chart itself; this is for the eye.
  return createPortal(
    <div ref={box} className={styles.tooltip} aria-hidden>
      <div className={styles.title}>{description.title}</div>
      {description.lines.length > 0 && (
        <dl className={styles.lines}>
          {description.lines.map((line) => (
            <div key={line.label} className={styles.line}>
              <dt>{line.label}</dt>
              <dd>{line.value}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>,
    document.body,
  )
}
