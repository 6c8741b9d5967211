import { Radio } from '@base-ui/react/radio'
import { RadioGroup } from '@base-ui/react/radio-group'
import type { ReactNode } from 'react'
import { classes } from './classes.ts'
import styles from './SegmentedControl.module.css'

export interface SegmentedControlProps<Value extends string> {
  /** What is chosen, for screen readers. */
  label: string
  options: readonly { value: Value; label: ReactNode; disabled?: boolean }[]
  value: Value
  onChange: (value: Value) => void
  size?: 'small' | 'normal'
  className?: string | undefined
}

/** One choice out of a few, all in sight. */
export function SegmentedControl<Value extends string>({
  label,
  options,
  value,
  onChange,
  size = 'normal',
  className,
}: SegmentedControlProps<Value>) {
  return (
    <RadioGroup<Value>
      aria-label={label}
      value={value}
      onValueChange={(next) => onChange(next)}
      className={classes(styles.group, styles[size], className)}
    >
      {options.map((option) => (
        <Radio.Root
          key={option.value}
          value={option.value}
          disabled={option.disabled}
          className={styles.segment}
        >
          {option.label}
        </Radio.Root>
      ))}
    </RadioGroup>
  )
}
