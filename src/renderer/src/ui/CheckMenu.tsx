import { Menu as Base } from '@base-ui/react/menu'
import { Check } from 'lucide-react'
import type { ReactElement } from 'react'
import styles from './CheckMenu.module.css'

export interface CheckMenuItem<Value extends string> {
  value: Value
  label: string
  /** A line under it. */
  description?: string | undefined
  checked: boolean
  disabled?: boolean | undefined
}

export interface CheckMenuProps<Value extends string> {
  /** The button that opens it. */
  trigger: ReactElement
  label: string
  items: readonly CheckMenuItem<Value>[]
  onChange: (value: Value, checked: boolean) => void
}

/** A list of things to have or not to have; it stays open while they are chosen. */
export function CheckMenu<Value extends string>({ trigger, label, items, onChange }: CheckMenuProps<Value>) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner className={styles.positioner} sideOffset={4} align="end">
          <Base.Popup className={styles.popup} aria-label={label}>
            {items.map(({ value, label: name, description, checked, disabled }) => (
              <Base.CheckboxItem
                key={value}
                className={styles.item}
                checked={checked}
                disabled={disabled}
                onCheckedChange={(next) => onChange(value, next)}
              >
                <span className={styles.mark}>
                  <Base.CheckboxItemIndicator>
                    <Check size={14} aria-hidden />
                  </Base.CheckboxItemIndicator>
                </span>
                <span className={styles.text}>
                  {name}
                  {description !== undefined && <span className={styles.description}>{description}</span>}
                </span>
              </Base.CheckboxItem>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
