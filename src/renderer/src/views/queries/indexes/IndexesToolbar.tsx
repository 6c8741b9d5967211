import { Lightbulb, Square } from 'lucide-react'
import { indexesOf, useIndexes } from '#renderer/stores/indexes.ts'
import type { WorkloadSource } from '#renderer/stores/indexes/model.ts'
import { readOptions, type AdviceOptions } from '#renderer/stores/indexes/options.ts'
import { workloadOfText } from '#renderer/stores/indexes/workload.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { formatCount, formatDateTime } from '#renderer/ui/format.ts'
import { Select } from '#renderer/ui/Select.tsx'
import { TextField } from '#renderer/ui/TextField.tsx'
import { Tooltip } from '#renderer/ui/Tooltip.tsx'
import { PostgresSelect } from '../home/PostgresSelect.tsx'
import styles from './IndexesToolbar.module.css'

/** What is advised on, what bounds the search, and the button that begins it. */
export function IndexesToolbar({ targetId }: { targetId: string }) {
  const { work, options } = useIndexes((state) => indexesOf(state, targetId))
  const { advise, cancel } = useIndexes()
  const running = work.kind === 'running'
  const { wrong } = readOptions(options)
  const nothing = useNothingToAdvise(targetId)
  return (
    <div className={styles.toolbar} role="toolbar" aria-label="Indexes">
      <PostgresSelect />
      <WorkloadSelect targetId={targetId} disabled={running} />
      <OptionField targetId={targetId} field="budget" disabled={running} />
      <OptionField targetId={targetId} field="width" disabled={running} />
      <OptionField targetId={targetId} field="seconds" disabled={running} />
      <div className={styles.end}>
        {running ? (
          <Tooltip content="Cancel the search" command="indexes.cancel">
            <Button size="small" icon={Square} onClick={() => cancel(targetId)}>
              Cancel
            </Button>
          </Tooltip>
        ) : (
          <Tooltip content="Look for indexes that would pay off" command="indexes.advise">
            <Button
              size="small"
              variant="primary"
              icon={Lightbulb}
              disabled={wrong.size > 0 || nothing}
              onClick={() => advise(targetId)}
            >
              Advise
            </Button>
          </Tooltip>
        )}
      </div>
    </div>
  )
}

/** Statements of one's own are wanted, and none is typed. */
export function useNothingToAdvise(targetId: string): boolean {
  return useIndexes((state) => {
    const { source, text } = indexesOf(state, targetId)
    return source.kind === 'queries' && workloadOfText(text, []).length === 0
  })
}

function WorkloadSelect({ targetId, disabled }: { targetId: string; disabled: boolean }) {
  const { source, recordings, text, given } = useIndexes((state) => indexesOf(state, targetId))
  const choose = useIndexes((state) => state.choose)
  const typed = source.kind === 'queries' ? workloadOfText(text, given).length : 0
  return (
    <>
      <Select
        label="Workload"
        hideLabel
        size="small"
        className={styles.workload}
        disabled={disabled}
        options={[
          {
            value: 'statements',
            label: 'Statements since reset',
            description: 'All that pg_stat_statements has counted, weighted by calls',
          },
          ...recordings.map(({ id, label, startedAt, endedAt }) => ({
            value: `recording ${id}`,
            label,
            description: `Recorded from ${formatDateTime(startedAt)}${endedAt === null ? ', goes on' : ''}`,
          })),
          { value: 'queries', label: 'These statements', description: 'As typed or pasted here' },
        ]}
        value={source.kind === 'recording' ? `recording ${source.recordingId}` : source.kind}
        onChange={(value) => choose(targetId, sourceOf(value))}
      />
      {source.kind === 'queries' && (
        <span className={styles.count}>{formatCount(typed, typed === 1 ? 'statement' : 'statements')}</span>
      )}
    </>
  )
}

function sourceOf(value: string): WorkloadSource {
  if (value === 'statements' || value === 'queries') return { kind: value }
  return { kind: 'recording', recordingId: value.slice('recording '.length) }
}

const fields: Record<
  keyof AdviceOptions,
  { label: string; hint: string; placeholder: string; suffix: string }
> = {
  budget: {
    label: 'Storage budget in MiB',
    hint: 'Storage for all new indexes together; empty for no limit',
    placeholder: 'Budget',
    suffix: 'MiB',
  },
  width: {
    label: 'Most columns of an index',
    hint: 'Most key columns of one index, 1 to 8; empty lets the advisor choose',
    placeholder: 'Width',
    suffix: 'col.',
  },
  seconds: {
    label: 'Search time in seconds',
    hint: 'How long to search, 0.1 s to 600 s; what was found by then is the answer',
    placeholder: 'Time',
    suffix: 's',
  },
}

function OptionField({
  targetId,
  field,
  disabled,
}: {
  targetId: string
  field: keyof AdviceOptions
  disabled: boolean
}) {
  const options = useIndexes((state) => indexesOf(state, targetId).options)
  const setOptions = useIndexes((state) => state.setOptions)
  const { label, hint, placeholder, suffix } = fields[field]
  return (
    <Tooltip content={hint}>
      <div className={styles.option}>
        <TextField
          label={label}
          hideLabel
          value={options[field]}
          placeholder={placeholder}
          suffix={suffix}
          disabled={disabled}
          error={readOptions(options).wrong.has(field) ? '' : undefined}
          onChange={(value) => setOptions(targetId, { [field]: value })}
        />
      </div>
    </Tooltip>
  )
}
