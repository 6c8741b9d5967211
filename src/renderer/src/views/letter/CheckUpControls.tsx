import { FileDown, RotateCw, Square } from 'lucide-react'
import { healthOf } from '#renderer/stores/health/check-ups.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { IconButton } from '#renderer/ui/IconButton.tsx'
import { Switch } from '#renderer/ui/Switch.tsx'
import { Tooltip } from '#renderer/ui/Tooltip.tsx'
import type { CheckUpProps } from './check-up.ts'
import styles from './CheckUpControls.module.css'
import { saveLetter } from './save-letter.ts'

/** What can be done with a letter, for the end of its page's bar; `page` begins the commands' ids. */
export function CheckUpControls({ target, checkUps, page }: CheckUpProps & { page: string }) {
  const { onlyAttention, setOnlyAttention, check, cancel } = checkUps
  const { report, checkingSince } = healthOf(checkUps, target.id)
  return (
    <div className={styles.end}>
      <Tooltip content="Leave out what is well" command={`${page}.only-attention`}>
        <span className={styles.only}>
          <Switch label="Only what needs attention" checked={onlyAttention} onChange={setOnlyAttention} />
        </span>
      </Tooltip>
      <IconButton
        icon={FileDown}
        label="Save the letter as Markdown"
        command={`${page}.save`}
        size="small"
        disabled={report === null}
        onClick={() => report && saveLetter(report, target)}
      />
      {checkingSince === null ? (
        <Tooltip content="Check up again" command={`${page}.check`}>
          <Button size="small" icon={RotateCw} onClick={() => check(target.id)}>
            Check again
          </Button>
        </Tooltip>
      ) : (
        <Tooltip content="Cancel the check-up" command={`${page}.cancel`}>
          <Button size="small" icon={Square} onClick={() => cancel(target.id)}>
            Cancel
          </Button>
        </Tooltip>
      )}
    </div>
  )
}
