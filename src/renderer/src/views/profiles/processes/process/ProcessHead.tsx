import { Square, Unplug, X } from 'lucide-react'
import { findTarget, useEnvironments } from '#renderer/stores/environments.ts'
import { useNodeAttachments } from '#renderer/stores/node-attachments.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { GuardBadge } from '#renderer/ui/GuardBadge.tsx'
import { Tooltip } from '#renderer/ui/Tooltip.tsx'
import { useCommand } from '#renderer/stores/commands.ts'
import type { Attachment } from '#shared/contract/node/attachments.ts'
import { useGuardOf } from '../../attachment/guard.ts'
import { ThreadSelect } from '../../attachment/ThreadSelect.tsx'
import { addressOf } from '../list/words.ts'
import styles from './ProcessHead.module.css'

/** The ways to let go of a process. */
const leaving = {
  attached: { Icon: Unplug, word: 'Detach', words: 'Detach and leave the process as it was' },
  started: { Icon: Square, word: 'Stop', words: 'End the process that Pitwall started' },
  lost: { Icon: X, word: 'Remove', words: 'Take the lost process off the list' },
} as const

/** What is attached, which of its threads is looked at, and letting go of it. */
export function ProcessHead({ attachment }: { attachment: Attachment }) {
  const { id, title, by, state, targetId, nodeVersion, command, opensInspector } = attachment
  const attempt = useNodeAttachments((state) => state.attempts[id])
  const detach = useNodeAttachments((state) => state.detach)
  const guarded = useGuardOf(attachment)
  const environments = useEnvironments((state) => state.environments)
  const found = targetId === undefined ? undefined : findTarget(environments, targetId)
  const isOurs = by === 'run'
  const isLost = state.kind === 'lost'
  const { Icon, word, words } = isLost ? leaving.lost : isOurs ? leaving.started : leaving.attached
  useCommand({
    id: 'processes.detach',
    title: words,
    group: 'Processes',
    keys: 'Shift+D',
    run: () => void detach(id),
  })
  return (
    <>
      <header className={styles.head}>
        <div className={styles.words}>
          <h3 className={styles.title} title={command ?? undefined}>
            <span>{title}</span>
            {guarded && <GuardBadge guard={guarded.guard} />}
          </h3>
          <p className={styles.facts}>
            {found && `${found.target.name} of ${found.environment.name} · `}
            {`Node ${nodeVersion.replace(/^v/, '')} · ${addressOf(attachment)}`}
            {isOurs && ' · started by Pitwall, ends when you stop it'}
            {!isOurs && opensInspector && ' · Pitwall opened the inspector and closes it on detaching'}
          </p>
        </div>
        <ThreadSelect attachment={attachment} />
        <Tooltip content={words} command="processes.detach">
          <Button size="small" icon={Icon} busy={attempt?.kind === 'busy'} onClick={() => void detach(id)}>
            {word}
          </Button>
        </Tooltip>
      </header>
      {attempt?.kind === 'failed' && !isLost && (
        <div className={styles.failure}>
          <FailureBox failure={attempt.failure} />
        </div>
      )}
    </>
  )
}
