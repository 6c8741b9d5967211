import { useHealth } from '#renderer/stores/health.ts'
import type { BackendFilter, HealthPart } from '#renderer/stores/health/store.ts'
import { SegmentedControl } from '#renderer/ui/SegmentedControl.tsx'
import { Tooltip } from '#renderer/ui/Tooltip.tsx'
import type { Target } from '#shared/contract/environments.ts'
import { PostgresSelect } from '../home/PostgresSelect.tsx'
import styles from './HealthToolbar.module.css'
import { CheckUpControls } from '../../letter/CheckUpControls.tsx'

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
  const health = useHealth()
  const { part, show, filter, setFilter } = health
  return (
    <div className={styles.toolbar} role="toolbar" aria-label="Health">
      <PostgresSelect />
      <Tooltip content="The check-up, or what runs now" command="health.part">
        <span>
          <SegmentedControl label="Part" size="small" options={parts} value={part} onChange={show} />
        </span>
      </Tooltip>
      {part === 'letter' ? (
        <CheckUpControls target={target} checkUps={health} page="health" />
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
