import { useState } from 'react'
import { TextField } from '#renderer/ui/TextField.tsx'
import { Tooltip } from '#renderer/ui/Tooltip.tsx'
import type { Milliseconds } from '#shared/units.ts'
import { readSeconds } from './seconds.ts'
import styles from './TimeoutField.module.css'

export interface TimeoutFieldProps {
  /** Null: the setting holds. */
  value: Milliseconds | null
  standard: Milliseconds | undefined
  onChange: (value: Milliseconds | null) => void
}

/** How long this statement may run, where the setting does not fit it. */
export function TimeoutField({ value, standard, onChange }: TimeoutFieldProps) {
  const [text, setText] = useState(value === null ? '' : String(value / 1000))
  const typed = readSeconds(text)
  return (
    <Tooltip content="Statement timeout, 0.1 s to 24 h; empty means the one of the settings">
      <div className={styles.timeout}>
        <TextField
          label="Statement timeout in seconds"
          hideLabel
          value={text}
          placeholder={standard === undefined ? 'Timeout' : `Timeout ${standard / 1000}`}
          suffix="s"
          error={typed === undefined ? '' : undefined}
          onChange={(next) => {
            setText(next)
            const milliseconds = readSeconds(next)
            if (milliseconds !== undefined) onChange(milliseconds)
          }}
        />
      </div>
    </Tooltip>
  )
}
