import type { LucideIcon } from 'lucide-react'
import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react'
import styles from './Button.module.css'
import { classes } from './classes.ts'
import { Spinner } from './Spinner.tsx'

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  variant?: 'primary' | 'plain' | 'danger' | 'ghost'
  size?: 'small' | 'normal'
  icon?: LucideIcon | undefined
  /** Something started by this button is under way: it shows so and takes no further press. */
  busy?: boolean | undefined
  children?: ReactNode
  ref?: Ref<HTMLButtonElement>
}

/** A button with a word on it. */
export function Button({
  variant = 'plain',
  size = 'normal',
  icon: Icon,
  busy = false,
  className,
  children,
  disabled,
  type = 'button',
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      // The caller's own choice; a form's submit button says so.
      type={type === 'submit' ? 'submit' : type === 'reset' ? 'reset' : 'button'}
      className={classes(styles.button, styles[variant], styles[size], className)}
      disabled={disabled === true || busy}
      aria-busy={busy || undefined}
    >
      {busy ? <Spinner /> : Icon && <Icon size={14} aria-hidden />}
      {children}
    </button>
  )
}
