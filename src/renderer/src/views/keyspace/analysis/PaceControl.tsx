import type { AnalysisOptions } from '#renderer/stores/keyspace/options.ts'
import { SegmentedControl } from '#renderer/ui/SegmentedControl.tsx'
import { TextField } from '#renderer/ui/TextField.tsx'
import styles from './PaceControl.module.css'

type PaceOptions = Pick<AnalysisOptions, 'pace' | 'keysPerSecond'>

const paces: readonly { value: AnalysisOptions['pace']; label: string }[] = [
  { value: 'gentle', label: 'Gentle' },
  { value: 'full', label: 'Full' },
  { value: 'limit', label: 'Limit' },
]

const hints: Record<AnalysisOptions['pace'], string> = {
  gentle: 'Gives way to the server’s other clients',
  full: 'As fast as the server answers',
  limit: 'No more than so many keys a second',
}

export interface PaceControlProps {
  options: PaceOptions
  error: string | undefined
  onChange: (change: Partial<PaceOptions>) => void
  /** In one line, without a label and a hint over and under it. */
  inline?: boolean
}

/** How hard the server is worked. */
export function PaceControl({ options, error, onChange, inline = false }: PaceControlProps) {
  return (
    <div className={styles.pace} data-inline={inline || undefined}>
      <span className={styles.label} aria-hidden>
        Pace
      </span>
      <div className={styles.controls}>
        <SegmentedControl
          label="Pace"
          size={inline ? 'small' : 'normal'}
          options={paces}
          value={options.pace}
          onChange={(pace) => onChange({ pace })}
        />
        {options.pace === 'limit' && (
          <TextField
            label="Keys a second"
            hideLabel
            value={options.keysPerSecond}
            onChange={(keysPerSecond) => onChange({ keysPerSecond })}
            suffix="keys/s"
            className={styles.limit}
            error={inline ? undefined : error}
          />
        )}
      </div>
      {!inline && error === undefined && <p className={styles.hint}>{hints[options.pace]}</p>}
    </div>
  )
}
