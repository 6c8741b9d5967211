import { Ellipsis, List, ListPlus, Shuffle, Timer, TimerOff, TimerReset, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useChanges } from '#renderer/stores/changes.ts'
import { useCommand } from '#renderer/stores/commands.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { IconButton } from '#renderer/ui/IconButton.tsx'
import { Menu } from '#renderer/ui/Menu.tsx'
import { Tooltip } from '#renderer/ui/Tooltip.tsx'
import type { Namespace } from '#shared/contract/redis/keyspace.ts'
import { addToPolicies } from './add-policy.ts'
import { openInBrowser } from '../browse/opening.ts'
import { changeOfMatch, persistAll, unlinkAll, type NamespaceChangeKind } from './namespace-change.ts'
import styles from './NamespaceActions.module.css'
import { TtlDialog } from './TtlDialog.tsx'

/** What can be done with the keys of a namespace. Each change is counted and shown before it is made. */
export function NamespaceActions({ namespace, targetId }: { namespace: Namespace; targetId: string }) {
  const { pattern } = namespace
  if (pattern === null) {
    return (
      <p className={styles.none}>
        No one pattern takes just these keys, so they cannot be changed or listed together.
      </p>
    )
  }
  return <PatternActions pattern={pattern} targetId={targetId} />
}

function PatternActions({ pattern, targetId }: { pattern: string; targetId: string }) {
  const propose = useChanges((state) => state.propose)
  const [kind, setKind] = useState<NamespaceChangeKind | null>(null)
  const browse = (): void => openInBrowser(targetId, { pattern })
  useCommand({
    id: 'keyspace.set-ttl',
    title: 'Set the TTL of the selected namespace',
    group: 'Keyspace',
    keys: 'T',
    run: () => setKind('expire'),
  })
  useCommand({
    id: 'keyspace.browse',
    title: 'Browse the keys of the selected namespace',
    group: 'Keyspace',
    keys: 'E',
    run: browse,
  })
  return (
    <div className={styles.actions}>
      <Tooltip content="Say how long they live" command="keyspace.set-ttl">
        <Button variant="primary" size="small" icon={Timer} onClick={() => setKind('expire')}>
          Set TTL…
        </Button>
      </Tooltip>
      <Tooltip content="List its keys" command="keyspace.browse">
        <Button size="small" icon={List} onClick={browse}>
          Browse keys
        </Button>
      </Tooltip>
      <Menu
        trigger={<IconButton icon={Ellipsis} label="More changes" size="small" />}
        groups={[
          [
            { label: 'Extend the TTL…', icon: TimerReset, onSelect: () => setKind('extend') },
            { label: 'Spread the expiry…', icon: Shuffle, onSelect: () => setKind('jitter') },
            {
              label: 'Remove the TTL',
              icon: TimerOff,
              onSelect: () =>
                propose({
                  targetId,
                  sql: changeOfMatch(pattern, persistAll),
                  title: `Remove the TTL of ${pattern}`,
                }),
            },
          ],
          [
            {
              label: 'Add to the TTL policies',
              icon: ListPlus,
              onSelect: () => addToPolicies(targetId, pattern),
            },
          ],
          [
            {
              label: 'Invalidate: delete its keys',
              icon: Trash2,
              danger: true,
              onSelect: () =>
                propose({
                  targetId,
                  sql: changeOfMatch(pattern, unlinkAll),
                  title: `Invalidate ${pattern}`,
                }),
            },
          ],
        ]}
      />
      <TtlDialog targetId={targetId} match={pattern} kind={kind} onClose={() => setKind(null)} />
    </div>
  )
}
