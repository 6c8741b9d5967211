import { type KeyboardEvent, useId, useState } from 'react'
import { classes } from '#renderer/ui/classes.ts'
import { ComboField, type ComboOption } from '#renderer/ui/ComboField.tsx'
import styles from './TypedCell.module.css'

export interface TypedCellProps {
  /** By which it is found: the row's id and the column. */
  cell: string
  label: string
  /** What it holds. */
  value: string
  /** What was entered and cannot be used, in place of the value. */
  wrong?: string | undefined
  /** Why it cannot be used. */
  error?: string | undefined
  /** What is worth knowing of it. */
  note?: string | undefined
  options?: readonly ComboOption[]
  placeholder?: string
  suffix?: string
  title?: string | undefined
  mono?: boolean
  disabled?: boolean
  /** Told when it is left, with Enter, or with a choice from the options. */
  onCommit: (text: string) => void
  onKeyDown: (event: KeyboardEvent<HTMLElement>) => void
}

/** A cell to type in. What is typed counts once it is left, so that one entry is one edit; Escape takes it back. */
export function TypedCell({
  cell,
  label,
  value,
  wrong,
  error,
  note,
  options,
  placeholder,
  suffix,
  title,
  mono = false,
  disabled = false,
  onCommit,
  onKeyDown,
}: TypedCellProps) {
  const id = useId()
  const [typed, setTyped] = useState<string | null>(null)
  const shown = typed ?? wrong ?? value
  const commit = (text: string | null): void => {
    setTyped(null)
    if (text !== null && text !== (wrong ?? value)) onCommit(text)
  }
  const remark = typed === null ? (error ?? note) : undefined
  return (
    // The field in it has the focus; this hears of what happens there.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      className={styles.cell}
      data-cell={cell}
      data-wrong={(typed === null && error !== undefined) || undefined}
      title={title}
      onBlur={() => commit(typed)}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && typed !== null) {
          event.stopPropagation()
          setTyped(null)
          return
        }
        onKeyDown(event)
      }}
    >
      {options === undefined ? (
        <span className={styles.box}>
          <input
            className={classes(styles.input, mono && styles.mono)}
            aria-label={label}
            aria-invalid={error === undefined ? undefined : true}
            aria-describedby={remark === undefined ? undefined : id}
            value={shown}
            placeholder={placeholder}
            disabled={disabled}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => setTyped(event.target.value)}
          />
          {suffix !== undefined && !disabled && <span className={styles.suffix}>{suffix}</span>}
        </span>
      ) : (
        <ComboField
          label={label}
          value={shown}
          options={options}
          placeholder={placeholder}
          className={styles.combo}
          onChange={(text) => {
            if (options.some((option) => option.value === text)) commit(text)
            else setTyped(text)
          }}
        />
      )}
      {remark !== undefined && (
        <p id={id} className={error === undefined ? styles.note : styles.error}>
          {remark}
        </p>
      )}
    </div>
  )
}
