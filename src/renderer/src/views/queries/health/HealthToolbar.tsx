import { FileDown, RotateCw, Square } from 'lucide-react'
import { healthOf, useHealth } from '#renderer/stores/health.ts'
import type { BackendFilter, HealthPart } from '#renderer/stores/health/store.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { IconButton } from '#renderer/ui/IconButton.tsx'
import { SegmentedControl } from '#renderer/ui/SegmentedControl.tsx'
import { Switch } from '#renderer/ui/Switch.tsx'
import { Tooltip } from '#renderer/ui/Tooltip.tsx'
import type { Target } from '#shared/contract/environments.ts'
import { PostgresSelect } from '../home/PostgresSelect.tsx'
import styles from './HealthToolbar.module.css'
import { saveLetter } from '../../letter/save-letter.ts'

const parts: readonly { value: HealthPart; label: string }[] = [
  { value: 'letter', label: 'Check-up' },
  { value: 'now', label: 'Now' },
]

const filters: readonly { value: BackendFilter; label: string }[] = [
  { value: 'active', label: 'Active' },
  { value: 'waiting', label: 'Waiting' },
  { value: 'all', label: 'All' },
]

/** Which part is shown, and what can be done with it. */
export function HealthToolbar({ target }: { target: Target }) {
  const { part, show, filter, setFilter } = useHealth()
  return (
    <div className={styles.toolbar} role="toolbar" aria-label="Health">
      <PostgresSelect />
      <Tooltip content="The check-up, or what runs now" command="health.part">
        <span>
          <SegmentedControl label="Part" size="small" options={parts} value={part} onChange={show} />
        </span>
      </Tooltip>
      {part === 'letter' ? (
        <LetterControls target={target} />
      ) : (
        <div className={styles.end}>
          <SegmentedControl
            label="Sessions"
            size="small"
            options={filters}
            value={filter}
            onChange={setFilter}
          />
        </div>
      )}
    </div>
  )
}

function LetterControls({ target }: { target: Target }) {
  const { onlyAttention, setOnlyAttention, check, cancel } = useHealth()
  const { report, checkingSince } = useHealth((state) => healthOf(state, target.id))
  return (
    <div className={styles.end}>
      <Tooltip content="Leave out what is well" command="health.only-attention">
        <span className={styles.only}>
          <Switch label="Only what needs attention" checked={onlyAttention} onChange={setOnlyAttention} />
        </span>
      </Tooltip>
      <IconButton
        icon={FileDown}
        label="Save the letter as Markdown"
        command="health.save"
        size="small"
        disabled={report === null}
        onClick={() => report && saveLetter(report, target)}
      />
      {checkingSince === null ? (
        <Tooltip content="Check up again" command="health.check">
          <Button size="small" icon={RotateCw} onClick={() => check(target.id)}>
            Check again
          </Button>
        </Tooltip>
      ) : (
        <Tooltip content="Cancel the check-up" command="health.cancel">
          <Button size="small" icon={Square} onClick={() => cancel(target.id)}>
            Cancel
          </Button>
        </Tooltip>
      )}
    </div>
  )
}
