import { Autocomplete } from '@base-ui/react/autocomplete'
import { classes } from './classes.ts'
import styles from './ComboField.module.css'

export interface ComboOption {
  value: string
  /** A figure or a word beside it. */
  note?: string | undefined
}

export interface ComboFieldProps {
  /** Its name for screen readers. */
  label: string
  value: string
  onChange: (value: string) => void
  /** What is offered; anything else may be typed. */
  options: readonly ComboOption[]
  placeholder?: string | undefined
  className?: string | undefined
}

/** A field for text that offers likely values. */
export function ComboField({ label, value, onChange, options, placeholder, className }: ComboFieldProps) {
  return (
    <Autocomplete.Root
      items={options}
      itemToStringValue={(option: ComboOption) => option.value}
      value={value}
      onValueChange={onChange}
      // All are offered whatever stands in the field: that is usually one of them already.
      mode="none"
      openOnInputClick
    >
      <Autocomplete.Input
        className={classes(styles.input, className)}
        aria-label={label}
        placeholder={placeholder}
        spellCheck={false}
      />
      {options.length > 0 && (
        <Autocomplete.Portal>
          <Autocomplete.Positioner className={styles.positioner} sideOffset={4} align="start">
            <Autocomplete.Popup className={styles.popup}>
              <Autocomplete.List className={styles.list}>
                {(option: ComboOption) => (
                  <Autocomplete.Item key={option.value} value={option} className={styles.item}>
                    <span className={styles.text}>{option.value === '' ? '(empty)' : option.value}</span>
                    {option.note !== undefined && <span className={styles.note}>{option.note}</span>}
                  </Autocomplete.Item>
                )}
              </Autocomplete.List>
            </Autocomplete.Popup>
          </Autocomplete.Positioner>
        </Autocomplete.Portal>
      )}
    </Autocomplete.Root>
  )
}
