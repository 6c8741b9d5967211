import { keyspaceOf, useKeyspace } from '#renderer/stores/keyspace.ts'
import { readOptions, type AnalysisOptions } from '#renderer/stores/keyspace/options.ts'
import { Switch } from '#renderer/ui/Switch.tsx'
import { TextField } from '#renderer/ui/TextField.tsx'
import { TypeSelect } from '../TypeSelect.tsx'
import styles from './AnalysisFields.module.css'
import { PaceControl } from './PaceControl.tsx'

/** What an analysis looks at, how closely, and how hard it works the server. */
export function AnalysisFields({ targetId }: { targetId: string }) {
  const { options } = useKeyspace((state) => keyspaceOf(state, targetId))
  const { setOptions, analyse } = useKeyspace()
  const { wrong } = readOptions(options)
  const field = (name: 'match' | 'sample' | 'memorySamples') => ({
    value: options[name],
    onChange: (value: string) => setOptions(targetId, { [name]: value } satisfies Partial<AnalysisOptions>),
    onKeyDown: (event: { key: string }) => {
      if (event.key === 'Enter') analyse(targetId)
    },
  })
  return (
    <div className={styles.fields}>
      <TextField
        {...field('match')}
        label="Keys that match"
        placeholder="* (all)"
        hint="A pattern, as of SCAN MATCH"
        mono
        className={styles.match}
      />
      <TypeSelect
        value={options.type}
        onChange={(type) => setOptions(targetId, { type })}
        className={styles.type}
      />
      <TextField
        {...field('sample')}
        label="Look at"
        placeholder="all keys"
        suffix="keys"
        hint="Fewer: figures are then estimates"
        error={wrong.get('sample')}
        className={styles.sample}
      />
      <PaceControl
        options={options}
        error={wrong.get('keysPerSecond')}
        onChange={(change) => setOptions(targetId, change)}
      />
      <TextField
        {...field('memorySamples')}
        label="Memory measured from"
        suffix="elements"
        hint="0: all, exact but slow"
        error={wrong.get('memorySamples')}
        className={styles.memory}
      />
      <div className={styles.touch}>
        <Switch
          label="Count elements"
          hint="Before Redis 7.2 this resets their idle time"
          checked={options.touch}
          onChange={(touch) => setOptions(targetId, { touch })}
        />
      </div>
    </div>
  )
}
