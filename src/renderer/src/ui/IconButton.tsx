import type { LucideIcon } from 'lucide-react'
import type { ButtonHTMLAttributes, Ref } from 'react'
import { classes } from './classes.ts'
import styles from './IconButton.module.css'
import { Tooltip } from './Tooltip.tsx'

export interface IconButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'type' | 'children'> {
  icon: LucideIcon
  /** Its name for screen readers and its tooltip. */
  label: string
  /** The keys that do the same, shown in the tooltip. */
  keys?: string | undefined
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
  keys,
  size = 'normal',
  pressed,
  side = 'bottom',
  className,
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip content={label} keys={keys} side={side}>
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
