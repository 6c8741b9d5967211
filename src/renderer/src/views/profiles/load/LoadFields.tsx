import type { LoadComplaints, LoadForm } from '#renderer/stores/node-load/form.ts'
import { SegmentedControl } from '#renderer/ui/SegmentedControl.tsx'
import { TextField } from '#renderer/ui/TextField.tsx'
import styles from './LoadFields.module.css'

const kinds = [
  { value: 'requests', label: 'Requests' },
  { value: 'traffic', label: 'The traffic that is there' },
] as const

export interface LoadFieldsProps {
  load: LoadForm
  complaints: LoadComplaints
  onChange: (load: LoadForm) => void
  /** Whether there may be traffic of others: not in a process that Pitwall starts. */
  withTraffic?: boolean
}

/** What is sent in each round: requests, one a line, or what others send anyway. */
export function LoadFields({ load, complaints, onChange, withTraffic = true }: LoadFieldsProps) {
  const fill = (change: Partial<LoadForm>): void => onChange({ ...load, ...change })
  return (
    <div className={styles.load}>
      {withTraffic && (
        <SegmentedControl
          label="Load"
          size="small"
          options={kinds}
          value={load.kind}
          onChange={(kind) => fill({ kind })}
        />
      )}
      {load.kind === 'traffic' ? (
        <TextField
          label="A round takes"
          value={load.secondsPerRound}
          onChange={(secondsPerRound) => fill({ secondsPerRound })}
          suffix="s"
          error={complaints.secondsPerRound}
          hint="Requests are counted where the process serves HTTP."
          className={styles.short}
        />
      ) : (
        <>
          <TextField
            label="Requests, taken in turn"
            value={load.requests}
            onChange={(requests) => fill({ requests })}
            rows={4}
            className={styles.wide}
            placeholder={'GET http://localhost:3000/products\nPOST http://localhost:3000/cart {"id": 1}'}
            // An empty form is not wrong yet: the hint says what to write.
            error={load.requests.trim() === '' ? undefined : complaints.requests}
            hint="Method, address and body, one a line; to this machine only."
            mono
          />
          <div className={styles.figures}>
            <TextField
              label="In each round"
              value={load.perRound}
              onChange={(perRound) => fill({ perRound })}
              suffix="requests"
              error={complaints.perRound}
              className={styles.short}
            />
            <TextField
              label="At once"
              value={load.concurrency}
              onChange={(concurrency) => fill({ concurrency })}
              suffix="requests"
              error={complaints.concurrency}
              className={styles.short}
            />
          </div>
        </>
      )}
    </div>
  )
}
