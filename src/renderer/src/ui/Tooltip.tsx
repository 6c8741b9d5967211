import { Tooltip as Base } from '@base-ui/react/tooltip'
import type { ReactElement, ReactNode } from 'react'
import { KeyHint } from './KeyHint.tsx'
import styles from './Tooltip.module.css'

export interface TooltipProps {
  content: ReactNode
  /** The keys that do the same, such as `Mod+Enter`. */
  keys?: string | undefined
  side?: 'top' | 'bottom' | 'left' | 'right'
  /** One element that takes focus and pointer events, usually a button. */
  children: ReactElement
}

/** A few words about what the pointer or the focus is on. Never the only place where they stand. */
export function Tooltip({ content, keys, side = 'bottom', children }: TooltipProps) {
  return (
    <Base.Root>
      <Base.Trigger render={children} />
      <Base.Portal>
        <Base.Positioner side={side} sideOffset={6} className={styles.positioner}>
          <Base.Popup className={styles.popup}>
            {content}
            {keys !== undefined && <KeyHint keys={keys} />}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
