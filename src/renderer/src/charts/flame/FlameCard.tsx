import { Copy, X } from 'lucide-react'
import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useRef } from 'react'
import { createPortal } from 'react-dom'
import { copyText } from '#renderer/ui/copy-text.ts'
import styles from './FlameCard.module.css'
import { DescriptionLines, type FlameDescription, textOf } from './FlameDescription.tsx'
import tooltipStyles from './FlameTooltip.module.css'
import { placeTooltip } from './place.ts'
import type { WindowPoint } from './stage-model.ts'

/** Something that can be done with a frame. */
export interface FlameAction {
  id: string
  label: string
  /** A single character: pressed on the chart it does the same for the selected frame. */
  keys?: string
  disabled?: boolean
  run: () => void
}

interface FlameCardProps {
  description: FlameDescription
  actions: readonly FlameAction[]
  at: WindowPoint
  onClose: () => void
}

/**
 * A tooltip that stays: its text can be selected and copied, and what can be done with the frame are its
 * buttons. Escape closes it; arrow keys go from button to button.
 */
export function FlameCard({ description, actions, at, onClose }: FlameCardProps) {
  const box = useRef<HTMLDivElement>(null)
  const title = useId()

  useLayoutEffect(() => {
    const element = box.current
    if (element === null) return
    const size = { width: element.offsetWidth, height: element.offsetHeight }
    const place = placeTooltip(at, size, { width: window.innerWidth, height: window.innerHeight }, 8)
    element.style.transform = `translate(${Math.round(place.x)}px, ${Math.round(place.y)}px)`
  })
  useEffect(() => {
    // The keys go to the card: it was asked for.
    box.current?.querySelector('button')?.focus()
  }, [])

  const onKeyDown = (event: KeyboardEvent): void => {
    // What is typed here is not for the chart or the page behind it.
    event.stopPropagation()
    if (event.key === 'Escape') return onClose()
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
    const buttons = [...(box.current?.querySelectorAll<HTMLElement>('button:not(:disabled)') ?? [])]
    const current = buttons.findIndex((button) => button === document.activeElement)
    const step = event.key === 'ArrowDown' ? 1 : -1
    buttons[(current + step + buttons.length) % buttons.length]?.focus()
    event.preventDefault()
  }

  return createPortal(
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Escape closes a dialog
    <div ref={box} className={styles.card} role="dialog" aria-labelledby={title} onKeyDown={onKeyDown}>
      <div className={styles.head}>
        <div id={title} className={tooltipStyles.title}>
          {description.title}
        </div>
      </div>
      <DescriptionLines description={description} />
      <div className={styles.actions}>
        {actions.map((action) => (
          <button
            key={action.id}
            type="button"
            className={styles.action}
            disabled={action.disabled}
            onClick={() => {
              onClose()
              action.run()
            }}
          >
            {action.label}
            {action.keys !== undefined && <kbd className={styles.keys}>{action.keys}</kbd>}
          </button>
        ))}
        <button
          type="button"
          className={styles.action}
          onClick={() => {
            void copyText(textOf(description), 'the figures')
            onClose()
          }}
        >
          Copy these figures
          <Copy size={12} aria-hidden />
        </button>
      </div>
      <button type="button" className={styles.close} aria-label="Close" onClick={onClose}>
        <X size={14} aria-hidden />
      </button>
    </div>,
    document.body,
  )
}
