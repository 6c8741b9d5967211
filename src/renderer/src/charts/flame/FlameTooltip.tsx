import { useLayoutEffect, useRef } from 'react'
import { createPortal } from 'react-dom'
import { DescriptionLines, type FlameDescription } from './FlameDescription.tsx'
import styles from './FlameTooltip.module.css'
import { placeTooltip } from './place.ts'
import type { WindowPoint } from './stage-model.ts'

interface FlameTooltipProps {
  description: FlameDescription
  /** The pointer, in the window's coordinates. */
  at: WindowPoint
}

/** What is under the pointer, beside the pointer, above everything, never outside the window. */
export function FlameTooltip({ description, at }: FlameTooltipProps) {
  const box = useRef<HTMLDivElement>(null)

  // Before each paint, when its size with this text is known.
  useLayoutEffect(() => {
    const element = box.current
    if (element === null) return
    const size = { width: element.offsetWidth, height: element.offsetHeight }
    const place = placeTooltip(at, size, { width: window.innerWidth, height: window.innerHeight })
    element.style.transform = `translate(${Math.round(place.x)}px, ${Math.round(place.y)}px)`
  })

  // Readers are told of the selected frame by the chart itself; this is for the eye.
  return createPortal(
    <div ref={box} className={styles.tooltip} aria-hidden>
      <div className={styles.title}>{description.title}</div>
      <DescriptionLines description={description} />
    </div>,
    document.body,
  )
}
