import { useNodeRecording } from '#renderer/stores/node-recording.ts'
import { type ChoiceField, complaintOf } from '#renderer/stores/node-recording/model.ts'
import { Switch } from '#renderer/ui/Switch.tsx'
import { TextField } from '#renderer/ui/TextField.tsx'
import styles from './SettingsFields.module.css'
import { overheadOf } from './words.ts'

/** How to record: for how long, how fine, and what that costs. */
export function SettingsFields() {
  const { choice, choose } = useNodeRecording()
  const field = (name: ChoiceField, label: string, suffix: string, hint?: string) => (
    <TextField
      label={label}
      value={choice[name]}
      onChange={(typed) => choose({ [name]: typed })}
      suffix={suffix}
      hint={hint}
      error={complaintOf(choice, name)}
    />
  )
  const costs = (kind: 'cpu' | 'heap'): string | undefined => {
    const overhead = overheadOf(kind, choice)
    return overhead === undefined ? undefined : `Expected to cost ${overhead} of the throughput`
  }
  return (
    <div className={styles.fields}>
      {field('seconds', 'How long', 's', 'It can be stopped before, and what there is kept')}
      {field('cpuInterval', 'CPU: a sample every', 'ms', costs('cpu'))}
      {field('heapInterval', 'Heap: a sample every', 'KiB', costs('heap'))}
      {field('depth', 'Heap: frames of a stack', 'frames')}
      <Switch
        label="Heap: also what was collected"
        hint="Who allocates, not only what stays"
        checked={choice.includeCollected}
        onChange={(includeCollected) => choose({ includeCollected })}
      />
    </div>
  )
}
