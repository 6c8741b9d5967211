import { Tooltip as Base } from '@base-ui/react/tooltip'
import type { ReactElement, ReactNode } from 'react'
import { useCommandKeys } from '#renderer/stores/commands.ts'
import { KeyHint } from './KeyHint.tsx'
import styles from './Tooltip.module.css'

export interface TooltipProps {
  content: ReactNode
  /** The id of the command that does the same: its keys are shown, as the user has set them. */
  command?: string | undefined
  side?: 'top' | 'bottom' | 'left' | 'right'
  /** One element that takes focus and pointer events, usually a button. */
  children: ReactElement
}

/** A few words about what the pointer or the focus is on. Never the only place where they stand. */
export function Tooltip({ content, command = '', side = 'bottom', children }: TooltipProps) {
  const keys = useCommandKeys(command)
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
