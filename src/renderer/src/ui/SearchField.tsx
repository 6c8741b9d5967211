import { Search, X } from 'lucide-react'
import type { KeyboardEvent, Ref } from 'react'
import { classes } from './classes.ts'
import styles from './SearchField.module.css'

export interface SearchFieldProps {
  /** What is searched, for screen readers. */
  label: string
  placeholder: string
  /** What may be written, longer. */
  title?: string
  value: string
  onChange: (value: string) => void
  /** Enter, an arrow down, or Escape in the empty field: on to what was found. */
  onDone?: (() => void) | undefined
  /** How wide it is in its place. */
  className?: string | undefined
  inputRef?: Ref<HTMLInputElement> | undefined
}

/** A small field for a search. Escape empties it. */
export function SearchField(props: SearchFieldProps) {
  const { label, placeholder, title, value, onChange, onDone, className, inputRef } = props
  const onKeyDown = (event: KeyboardEvent): void => {
    if (onDone && (event.key === 'Enter' || event.key === 'ArrowDown')) {
      event.preventDefault()
      onDone()
    }
    if (event.key !== 'Escape' || (value === '' && !onDone)) return
    event.stopPropagation()
    if (value === '') onDone?.()
    else onChange('')
  }
  return (
    <div className={classes(styles.search, className)}>
      <Search size={14} aria-hidden />
      <input
        ref={inputRef}
        type="text"
        aria-label={label}
        placeholder={placeholder}
        title={title}
        spellCheck={false}
        autoComplete="off"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={onKeyDown}
      />
      {value !== '' && (
        <button
          type="button"
          className={styles.clear}
          aria-label="Clear the search"
          onClick={() => onChange('')}
        >
          <X size={14} aria-hidden />
        </button>
      )}
    </div>
  )
}
