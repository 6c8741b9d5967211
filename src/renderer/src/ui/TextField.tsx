import { useId, type HTMLInputTypeAttribute, type KeyboardEvent, type ReactNode, type Ref } from 'react'
import { classes } from './classes.ts'
import styles from './TextField.module.css'

export interface TextFieldProps {
  label: string
  /** The label is for screen readers only. */
  hideLabel?: boolean
  value: string
  onChange: (value: string) => void
  type?: HTMLInputTypeAttribute
  /** How many lines to show; makes it a text area. */
  rows?: number | undefined
  placeholder?: string | undefined
  /** A line under the field that helps to fill it. */
  hint?: ReactNode
  /** Why the value cannot be used; stands in place of the hint. */
  error?: string | undefined
  /** Set in the monospaced face: addresses, SQL, paths. */
  mono?: boolean
  /** A unit or a button at the end of the field. */
  suffix?: ReactNode
  disabled?: boolean | undefined
  required?: boolean | undefined
  autoComplete?: string
  className?: string | undefined
  onKeyDown?: ((event: KeyboardEvent<HTMLInputElement | HTMLTextAreaElement>) => void) | undefined
  inputRef?: Ref<HTMLInputElement> | undefined
}

/** A labelled field for text, with its hint or error beneath it. */
export function TextField(props: TextFieldProps) {
  const id = useId()
  const { label, hideLabel = false, hint, error, mono = false, suffix, rows } = props
  const { value, onChange, type = 'text', placeholder, disabled, required, className, inputRef } = props
  const note = error ?? hint
  const shared = {
    id,
    value,
    placeholder,
    disabled,
    required,
    autoComplete: props.autoComplete ?? 'off',
    spellCheck: false,
    'aria-invalid': error === undefined ? undefined : true,
    'aria-describedby': note === undefined || note === '' ? undefined : `${id}-note`,
    onKeyDown: props.onKeyDown,
  }
  return (
    <div className={classes(styles.field, className)}>
      <label htmlFor={id} className={hideLabel ? styles.hidden : styles.label}>
        {label}
      </label>
      <div className={classes(styles.box, mono && styles.mono)}>
        {rows === undefined ? (
          <input {...shared} ref={inputRef} type={type} onChange={(event) => onChange(event.target.value)} />
        ) : (
          <textarea {...shared} rows={rows} onChange={(event) => onChange(event.target.value)} />
        )}
        {suffix !== undefined && <span className={styles.suffix}>{suffix}</span>}
      </div>
      {note !== undefined && note !== '' && (
        <p id={`${id}-note`} className={error === undefined ? styles.hint : styles.error}>
          {note}
        </p>
      )}
    </div>
  )
}
