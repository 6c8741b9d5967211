import type { LucideIcon } from 'lucide-react'
import type { ButtonHTMLAttributes, Ref } from 'react'
import { classes } from './classes.ts'
import styles from './IconButton.module.css'
import { Tooltip } from './Tooltip.tsx'

export interface IconButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'type' | 'children'> {
  icon: LucideIcon
  /** Its name for screen readers and its tooltip. */
  label: string
  /** The id of the command that does the same; its keys are shown in the tooltip. */
  command?: string | undefined
  size?: 'small' | 'normal'
  /** For a button that stays down: whether it is. */
  pressed?: boolean | undefined
  side?: 'top' | 'bottom' | 'left' | 'right'
  ref?: Ref<HTMLButtonElement>
}

/** A button with a picture on it and its name in a tooltip. */
export function IconButton({
  icon: Icon,
  label,
  command,
  size = 'normal',
  pressed,
  side = 'bottom',
  className,
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip content={label} command={command} side={side}>
      <button
        {...rest}
        type="button"
        aria-label={label}
        aria-pressed={pressed}
        className={classes(styles.button, styles[size], className)}
      >
        <Icon size={size === 'small' ? 14 : 16} aria-hidden />
      </button>
    </Tooltip>
  )
}
