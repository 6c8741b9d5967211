import { X } from 'lucide-react'
import { useEffect, type ReactNode } from 'react'
import { createPortal } from 'react-dom'
import { useWorkspace } from '#renderer/stores/workspace.ts'
import { IconButton } from './IconButton.tsx'
import styles from './Inspector.module.css'

export interface InspectorContentProps {
  title: ReactNode
  children: ReactNode
  /** Puts a cross beside the title: nothing is selected any more. */
  onClose?: (() => void) | undefined
}

/** Shows its children in the right-hand inspector for as long as it is mounted. */
export function InspectorContent({ title, children, onClose }: InspectorContentProps) {
  const slot = useWorkspace((state) => state.inspectorSlot)
  const hold = useWorkspace((state) => state.holdInspector)
  useEffect(() => hold(), [hold])
  if (!slot) return null
  return createPortal(
    <section className={styles.content}>
      <header className={styles.header}>
        <h2 className={styles.title}>{title}</h2>
        {onClose && <IconButton icon={X} label="Close" size="small" onClick={onClose} />}
      </header>
      {/* Takes focus, so that the keyboard can scroll it. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className={styles.body} tabIndex={0}>
        {children}
      </div>
    </section>,
    slot,
  )
}
