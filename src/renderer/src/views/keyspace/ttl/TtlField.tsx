import { useState } from 'react'
import { Select } from '#renderer/ui/Select.tsx'
import { TextField } from '#renderer/ui/TextField.tsx'
import { formatSpan } from '#renderer/ui/format.ts'
import { presetFor, ttlPresets } from '#shared/redis/ttl-presets.ts'
import { readSeconds, writeSeconds } from './duration.ts'
import styles from './TtlField.module.css'

export interface TtlFieldProps {
  label: string
  value: string
  onChange: (value: string) => void
  /** The name or pattern it is for: offers usual times by what is kept, beside the field. */
  about?: string
}

/** A time to live, typed or taken from what is usual. */
export function TtlField({ label, value, onChange, about }: TtlFieldProps) {
  const [resource, setResource] = useState(() => about && presetFor(about)?.resource)
  const seconds = readSeconds(value)
  // What was chosen, for as long as its time stands in the field.
  const preset = ttlPresets.find((each) => each.resource === resource && each.ttlSeconds === seconds)
  return (
    <div className={styles.row}>
      <TextField
        label={label}
        value={value}
        onChange={onChange}
        placeholder="30 min, 6 h, 7 d"
        className={styles.field}
        error={value.trim() !== '' && seconds === null ? 'A time such as 90, 15 min, 6 h or 7 d' : undefined}
        hint={seconds === null ? undefined : `${seconds.toLocaleString('en')} s`}
      />
      {about !== undefined && (
        <Select
          label="Usual for"
          className={styles.presets}
          placeholder="Choose…"
          options={ttlPresets.map(({ resource: name, ttlSeconds, reason }) => ({
            value: name,
            label: `${name}: ${formatSpan(ttlSeconds * 1000)}`,
            description: reason,
          }))}
          value={preset?.resource ?? null}
          onChange={(name) => {
            setResource(name)
            const chosen = ttlPresets.find((each) => each.resource === name)
            if (chosen !== undefined) onChange(writeSeconds(chosen.ttlSeconds))
          }}
        />
      )}
    </div>
  )
}
