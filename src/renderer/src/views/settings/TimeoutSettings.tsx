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
        <TimeoutField key={timeout.name} timeout={timeout} ms={settings[timeout.name]} />
      ))}
    </div>
  )
}

function TimeoutField({ timeout, ms }: { timeout: Timeout; ms: number }) {
  const { name, label, hint, limits } = timeout
  // Until it is kept; then the fields show what is stored.
  const [typed, setTyped] = useState<Duration>()
  const shown = typed ?? toDuration(ms)
  const update = useSettings((state) => state.update)
  const save = useTask(async (_signal, next: number, duration: Duration) => {
    await update({ [name]: next })
    setTyped((now) => (now === duration ? undefined : now))
  })
  const read = readDuration(shown, limits)

  const keep = (duration: Duration): void => {
    const next = readDuration(duration, limits)
    if ('ms' in next) save.run(next.ms, duration)
  }
  return (
    <div
      className={styles.timeout}
      onBlur={({ currentTarget, relatedTarget }) => {
        // The list of units opens elsewhere on the page and takes the focus there.
        const choosing = currentTarget.querySelector('[aria-expanded="true"]') !== null
        if (typed !== undefined && !choosing && !currentTarget.contains(relatedTarget)) keep(typed)
      }}
    >
      <TextField
        label={label}
        value={shown.amount}
        hint={hint}
        error={'error' in read ? read.error : undefined}
        onChange={(amount) => setTyped({ ...shown, amount })}
        onKeyDown={(event) => {
          if (event.key === 'Enter') keep(shown)
        }}
      />
      <Select
        label={`Unit of ${label}`}
        hideLabel
        className={styles.unit}
        options={units}
        value={shown.unit}
        onChange={(unit) => {
          const next = { ...shown, unit }
          setTyped(next)
          keep(next)
        }}
      />
      {save.failure && <FailureBox failure={save.failure} />}
    </div>
  )
}
