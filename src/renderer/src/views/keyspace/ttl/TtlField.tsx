import { Select } from '#renderer/ui/Select.tsx'
import { TextField } from '#renderer/ui/TextField.tsx'
import { formatSpan } from '#renderer/ui/format.ts'
import { ttlPresets } from '#shared/redis/ttl-presets.ts'
import { readSeconds, writeSeconds } from './duration.ts'
import styles from './TtlField.module.css'

export interface TtlFieldProps {
  label: string
  value: string
  onChange: (value: string) => void
  /** Usual times by what is kept, beside the field. */
  presets?: boolean
}

/** A time to live, typed or taken from what is usual. */
export function TtlField({ label, value, onChange, presets = false }: TtlFieldProps) {
  const seconds = readSeconds(value)
  const preset = ttlPresets.find(({ ttlSeconds }) => ttlSeconds === seconds)
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
      {presets && (
        <Select
          label="Usual for"
          className={styles.presets}
          placeholder="Choose…"
          options={ttlPresets.map(({ resource, ttlSeconds, reason }) => ({
            value: resource,
            label: `${resource}: ${formatSpan(ttlSeconds * 1000)}`,
            description: reason,
          }))}
          value={preset?.resource ?? null}
          onChange={(resource) => {
            const chosen = ttlPresets.find((each) => each.resource === resource)
            if (chosen !== undefined) onChange(writeSeconds(chosen.ttlSeconds))
          }}
        />
      )}
    </div>
  )
}
