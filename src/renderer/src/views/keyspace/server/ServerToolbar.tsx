import { FileDown, RotateCw, Square } from 'lucide-react'
import { healthOf } from '#renderer/stores/health/check-ups.ts'
import { useRedisServer } from '#renderer/stores/redis-server.ts'
import type { ServerPart } from '#renderer/stores/redis-server/store.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { formatPercent } from '#renderer/ui/format.ts'
import { IconButton } from '#renderer/ui/IconButton.tsx'
import { SegmentedControl } from '#renderer/ui/SegmentedControl.tsx'
import { Select } from '#renderer/ui/Select.tsx'
import { Switch } from '#renderer/ui/Switch.tsx'
import { Tooltip } from '#renderer/ui/Tooltip.tsx'
import type { Target } from '#shared/contract/environments.ts'
import { saveLetter } from '../../letter/save-letter.ts'
import { RedisSelect } from '../RedisSelect.tsx'
import styles from './ServerToolbar.module.css'

const parts: readonly { value: ServerPart; label: string }[] = [
  { value: 'letter', label: 'Check-up' },
  { value: 'now', label: 'Now' },
]

/** What plans for caches ask for. */
const hitRateTargets = [0.7, 0.8, 0.85, 0.9, 0.95, 0.99]

/** Which part is shown, and what can be done with it. */
export function ServerToolbar({ target }: { target: Target }) {
  const { part, show, hitRateTarget, setHitRateTarget } = useRedisServer()
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
      {part === 'letter' && <LetterControls target={target} />}
    </div>
  )
}

function LetterControls({ target }: { target: Target }) {
  const { onlyAttention, setOnlyAttention, check, cancel } = useRedisServer()
  const { report, checkingSince } = useRedisServer((state) => healthOf(state, target.id))
  return (
    <div className={styles.end}>
      <Tooltip content="Leave out what is well" command="server.only-attention">
        <span className={styles.only}>
          <Switch label="Only what needs attention" checked={onlyAttention} onChange={setOnlyAttention} />
        </span>
      </Tooltip>
      <IconButton
        icon={FileDown}
        label="Save the letter as Markdown"
        command="server.save"
        size="small"
        disabled={report === null}
        onClick={() => report && saveLetter(report, target)}
      />
      {checkingSince === null ? (
        <Tooltip content="Check up again" command="server.check">
          <Button size="small" icon={RotateCw} onClick={() => check(target.id)}>
            Check again
          </Button>
        </Tooltip>
      ) : (
        <Tooltip content="Cancel the check-up" command="server.cancel">
          <Button size="small" icon={Square} onClick={() => cancel(target.id)}>
            Cancel
          </Button>
        </Tooltip>
      )}
    </div>
  )
}
