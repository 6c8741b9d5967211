import { useRedisServer } from '#renderer/stores/redis-server.ts'
import type { ServerPart } from '#renderer/stores/redis-server/store.ts'
import { formatPercent } from '#renderer/ui/format.ts'
import { SegmentedControl } from '#renderer/ui/SegmentedControl.tsx'
import { Select } from '#renderer/ui/Select.tsx'
import { Tooltip } from '#renderer/ui/Tooltip.tsx'
import type { Target } from '#shared/contract/environments.ts'
import { CheckUpControls } from '../../letter/CheckUpControls.tsx'
import { RedisSelect } from '../RedisSelect.tsx'
import styles from '#renderer/ui/toolbar.module.css'

const parts: readonly { value: ServerPart; label: string }[] = [
  { value: 'letter', label: 'Check-up' },
  { value: 'now', label: 'Now' },
]

/** What plans for caches ask for. */
const hitRateTargets = [0.7, 0.8, 0.85, 0.9, 0.95, 0.99]

/** Which part is shown, and what can be done with it. */
export function ServerToolbar({ target }: { target: Target }) {
  const server = useRedisServer()
  const { part, show, hitRateTarget, setHitRateTarget } = server
  return (
    <div className={styles.toolbar} role="toolbar" aria-label="Server">
      <RedisSelect />
      <Tooltip content="The check-up, or what it does now" command="server.part">
        <span>
          <SegmentedControl label="Part" size="small" options={parts} value={part} onChange={show} />
        </span>
      </Tooltip>
      {part === 'letter' && (
        <Select
          label="Hit rate wanted"
          hideLabel
          size="small"
          options={hitRateTargets.map((share) => ({
            value: String(share),
            label: `Hit rate wanted: ${formatPercent(share)}`,
          }))}
          value={String(hitRateTarget)}
          onChange={(value) => setHitRateTarget(Number(value))}
        />
      )}
      {part === 'letter' && <CheckUpControls target={target} checkUps={server} page="server" />}
    </div>
  )
}
