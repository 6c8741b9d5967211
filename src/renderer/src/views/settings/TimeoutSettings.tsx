import { useState } from 'react'
import { useSettings } from '#renderer/stores/settings.ts'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { Select } from '#renderer/ui/Select.tsx'
import { TextField } from '#renderer/ui/TextField.tsx'
import { useTask } from '#renderer/ui/useTask.ts'
import type { Settings } from '#shared/contract/app.ts'
import { readDuration, toDuration, type Duration, type DurationLimits } from './duration.ts'
import styles from './SettingsView.module.css'

type TimeoutName = 'connectTimeoutMs' | 'statementTimeoutMs' | 'lockTimeoutMs'

interface Timeout {
  name: TimeoutName
  label: string
  hint: string
  /** As the contract's schema has them. */
  limits: DurationLimits
}

const timeouts: readonly Timeout[] = [
  {
    name: 'connectTimeoutMs',
    label: 'Connecting',
    hint: 'How long an attempt to connect may take.',
    limits: { min: 100, max: 600_000 },
  },
  {
    name: 'statementTimeoutMs',
    label: 'Statements',
    hint: 'How long a statement that you run may take before the server ends it.',
    limits: { min: 100, max: 86_400_000 },
  },
  {
    name: 'lockTimeoutMs',
    label: 'Locks',
    hint: 'How long it may wait for a lock that someone else holds.',
    limits: { min: 10, max: 600_000 },
  },
]

const units = [
  { value: 'ms', label: 'milliseconds' },
  { value: 's', label: 'seconds' },
  { value: 'min', label: 'minutes' },
] as const

/** How long things may take. Each is kept as soon as it can be used. */
export function TimeoutSettings({ settings }: { settings: Settings }) {
  return (
    <div className={styles.timeouts}>
      {timeouts.map((timeout) => (
        // Anew when the stored value changes, so that the fields show what is kept.
        <TimeoutField
          key={`${timeout.name} ${settings[timeout.name]}`}
          timeout={timeout}
          ms={settings[timeout.name]}
        />
      ))}
    </div>
  )
}

function TimeoutField({ timeout, ms }: { timeout: Timeout; ms: number }) {
  const { name, label, hint, limits } = timeout
  const [typed, setTyped] = useState<Duration>(() => toDuration(ms))
  const update = useSettings((state) => state.update)
  const save = useTask(async (_signal, next: number) => await update({ [name]: next }))
  const read = readDuration(typed, limits)

  const keep = (duration: Duration): void => {
    const next = readDuration(duration, limits)
    if ('ms' in next && next.ms !== ms) save.run(next.ms)
  }
  return (
    <div
      className={styles.timeout}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) keep(typed)
      }}
    >
      <TextField
        label={label}
        value={typed.amount}
        hint={hint}
        error={'error' in read ? read.error : undefined}
        onChange={(amount) => setTyped({ ...typed, amount })}
        onKeyDown={(event) => {
          if (event.key === 'Enter') keep(typed)
        }}
      />
      <Select
        label={`Unit of ${label}`}
        hideLabel
        className={styles.unit}
        options={units}
        value={typed.unit}
        onChange={(unit) => {
          setTyped({ ...typed, unit })
          keep({ ...typed, unit })
        }}
      />
      {save.failure && <FailureBox failure={save.failure} />}
    </div>
  )
}
