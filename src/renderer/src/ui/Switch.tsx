import { Switch as Base } from '@base-ui/react/switch'
import { useId } from 'react'
import styles from './Switch.module.css'

export interface SwitchProps {
  label: string
  checked: boolean
  onChange: (checked: boolean) => void
  disabled?: boolean | undefined
  /** A line that says what it does. */
  hint?: string | undefined
}

/** Something that is on or off, at once. */
export function Switch({ label, checked, onChange, disabled, hint }: SwitchProps) {
  const id = useId()
  return (
    // Base UI's switch is a span with a hidden input, so the label around it makes the words work too.
    <label className={styles.row}>
      <Base.Root
        className={styles.switch}
        checked={checked}
        disabled={disabled}
        onCheckedChange={onChange}
        aria-labelledby={`${id}-label`}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
      >
        <Base.Thumb className={styles.thumb} />
      </Base.Root>
      <span className={styles.text}>
        <span id={`${id}-label`}>{label}</span>
        {hint !== undefined && (
          <span id={`${id}-hint`} className={styles.hint}>
            {hint}
          </span>
        )}
      </span>
    </label>
  )
}
