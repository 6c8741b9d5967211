import { Select as Base } from '@base-ui/react/select'
import { Check, ChevronsUpDown } from 'lucide-react'
import type { ReactNode } from 'react'
import { classes } from './classes.ts'
import styles from './Select.module.css'

export interface SelectOption<Value extends string> {
  value: Value
  label: string
  /** A mark before the label. */
  icon?: ReactNode
  /** A second line in the list that helps to choose. */
  description?: string
}

export interface SelectProps<Value extends string> {
  label: string
  /** The label is for screen readers only. */
  hideLabel?: boolean
  options: readonly SelectOption<Value>[]
  value: Value | null
  onChange: (value: Value) => void
  placeholder?: string
  size?: 'small' | 'normal'
  disabled?: boolean | undefined
  className?: string | undefined
}

/** One choice out of a list that opens. */
export function Select<Value extends string>({
  label,
  hideLabel = false,
  options,
  value,
  onChange,
  placeholder = 'Choose…',
  size = 'normal',
  disabled,
  className,
}: SelectProps<Value>) {
  const chosen = options.find((option) => option.value === value)
  return (
    <div className={classes(styles.field, className)}>
      <Base.Root<Value>
        items={options}
        value={value}
        disabled={disabled}
        onValueChange={(next) => {
          if (next !== null) onChange(next)
        }}
      >
        <Base.Label className={hideLabel ? styles.hidden : styles.label}>{label}</Base.Label>
        <Base.Trigger className={classes(styles.trigger, styles[size])}>
          {chosen?.icon}
          <Base.Value className={styles.value}>{chosen?.label ?? placeholder}</Base.Value>
          <Base.Icon className={styles.icon}>
            <ChevronsUpDown size={12} aria-hidden />
          </Base.Icon>
        </Base.Trigger>
        <Base.Portal>
          <Base.Positioner className={styles.positioner} sideOffset={4} alignItemWithTrigger={false}>
            <Base.Popup className={styles.popup}>
              <Base.List className={styles.list}>
                {options.map((option) => (
                  <Base.Item key={option.value} value={option.value} className={styles.item}>
                    {option.icon}
                    <span className={styles.text}>
                      <Base.ItemText>{option.label}</Base.ItemText>
                      {option.description !== undefined && (
                        <span className={styles.description}>{option.description}</span>
                      )}
                    </span>
                    <Base.ItemIndicator className={styles.check}>
                      <Check size={14} aria-hidden />
                    </Base.ItemIndicator>
                  </Base.Item>
                ))}
              </Base.List>
            </Base.Popup>
          </Base.Positioner>
        </Base.Portal>
      </Base.Root>
    </div>
  )
}
