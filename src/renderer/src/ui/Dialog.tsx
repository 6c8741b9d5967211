import { Dialog as Base } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import { useRef, type ReactNode, type RefObject } from 'react'
import { classes } from './classes.ts'
import styles from './Dialog.module.css'

export interface DialogProps {
  open: boolean
  /** Asked for by Escape, by a press on the scrim, or by the cross. */
  onClose: (by: DialogClosedBy) => void
  title: string
  /** A sentence under the title. */
  description?: ReactNode
  children?: ReactNode
  /** Buttons at the bottom, the one that acts last. */
  footer?: ReactNode
  size?: 'small' | 'normal' | 'wide' | 'large'
  /** What takes the focus first; the first field to fill in, or else the cross, where absent. */
  initialFocus?: RefObject<HTMLElement | null> | undefined
}

/** `escape` and `scrim` happen by chance too; the cross is meant. */
export type DialogClosedBy = 'escape' | 'scrim' | 'cross'

const closedBy: Partial<Record<string, DialogClosedBy>> = { 'escape-key': 'escape', 'outside-press': 'scrim' }

/**
 * What takes the focus first: something to fill in rather than the cross that closes. A field must not
 * take it by itself (`autoFocus`): that is before the dialog has seen where the focus was, to give it
 * back at the end.
 */
const firstToFill = 'input:not([type="radio"], [type="checkbox"], [aria-hidden]), textarea'

/** A question or a form that has to be finished or left before anything else. */
export function Dialog({
  open,
  onClose,
  title,
  description,
  children,
  footer,
  size = 'normal',
  initialFocus,
}: DialogProps) {
  const popup = useRef<HTMLDivElement>(null)
  return (
    <Base.Root
      open={open}
      onOpenChange={(next, { reason }) => {
        if (!next) onClose(closedBy[reason] ?? 'cross')
      }}
    >
      <Base.Portal>
        <Base.Backdrop className={styles.scrim} />
        {/* The mark tells the keyboard that commands have to wait. */}
        <Base.Popup
          ref={popup}
          data-modal-open=""
          className={classes(styles.popup, styles[size])}
          initialFocus={() =>
            initialFocus?.current ?? popup.current?.querySelector<HTMLElement>(firstToFill) ?? true
          }
        >
          <div className={styles.header}>
            <Base.Title className={styles.title}>{title}</Base.Title>
            <Base.Close className={styles.close} aria-label="Close">
              <X size={16} aria-hidden />
            </Base.Close>
          </div>
          {description !== undefined && (
            <Base.Description className={styles.description}>{description}</Base.Description>
          )}
          {children !== undefined && <div className={styles.body}>{children}</div>}
          {footer !== undefined && <div className={styles.footer}>{footer}</div>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
