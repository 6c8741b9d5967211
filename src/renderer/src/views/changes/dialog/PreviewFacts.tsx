import { RotateCw } from 'lucide-react'
import type { ChangePreview } from '#shared/contract/changes.ts'
import type { TargetKind } from '#shared/contract/environments.ts'
import { CopyButton } from '#renderer/ui/CopyButton.tsx'
import { formatBytes, formatCount } from '#renderer/ui/format.ts'
import { IconButton } from '#renderer/ui/IconButton.tsx'
import { SqlBlock } from '#renderer/ui/SqlBlock.tsx'
import { BlockerList } from './BlockerList.tsx'
import styles from './ChangeDialog.module.css'
import { Fact } from './Fact.tsx'
import { KeysFacts } from './KeysFacts.tsx'

interface PreviewFactsProps {
  preview: ChangePreview
  /** Of what kind of server: Redis has no locks that anybody could hold. */
  service: TargetKind | undefined
  refreshing: boolean
  onRefresh: () => void
}

/** What it locks, who is in the way now, which keys it changes, what it needs, and what takes it back. */
export function PreviewFacts({ preview, service, refreshing, onRefresh }: PreviewFactsProps) {
  const { diskBytes, diskNote, undoSql, undoNote, keys } = preview
  return (
    <div className={styles.facts}>
      {service !== 'redis' && (
        <WaitingFacts preview={preview} refreshing={refreshing} onRefresh={onRefresh} />
      )}
      {keys && <KeysFacts keys={keys} refreshing={refreshing} onRefresh={onRefresh} />}
      {(diskBytes !== null || diskNote !== undefined) && (
        <Fact title="Disk">
          <p>
            {diskBytes !== null && diskBytes > 0 && <strong>about {formatBytes(diskBytes)}. </strong>}
            {diskNote ?? (diskBytes === 0 ? 'None.' : undefined)}
          </p>
        </Fact>
      )}
      <Fact title="Undo">
        {undoSql === null ? (
          <p>{undoNote ?? 'It cannot be taken back.'}</p>
        ) : (
          <SqlBlock
            label="Undo statement"
            sql={undoSql}
            caption={undoNote ?? 'Takes it back'}
            actions={<CopyButton text={undoSql} what="the undo statement" />}
          />
        )}
      </Fact>
    </div>
  )
}

function WaitingFacts({
  preview: { locks, blockers },
  refreshing,
  onRefresh,
}: Omit<PreviewFactsProps, 'service'>) {
  return (
    <>
      <Fact title="Locks">
        {locks.length === 0 ? (
          <p>It takes no lock that others would notice.</p>
        ) : (
          <table className={styles.locks} aria-label="Locks">
            <thead>
              <tr>
                <th scope="col">Lock</th>
                <th scope="col">On</th>
                <th scope="col">What it means</th>
              </tr>
            </thead>
            <tbody>
              {locks.map(({ lock, on, meaning }) => (
                <tr key={`${lock} ${on} ${meaning}`}>
                  <td>{lock}</td>
                  <td>{on}</td>
                  <td>{meaning}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Fact>
      <Fact
        title="In the way now"
        action={
          <IconButton
            icon={RotateCw}
            size="small"
            label="Look again who is in the way"
            aria-busy={refreshing}
            onClick={onRefresh}
          />
        }
      >
        <div aria-live="polite">
          {blockers.length === 0 ? (
            <p>Nobody.</p>
          ) : (
            <>
              <p>
                It would wait for{' '}
                {formatCount(blockers.length, blockers.length === 1 ? 'session' : 'sessions')}:
              </p>
              <BlockerList blockers={blockers} />
            </>
          )}
        </div>
      </Fact>
    </>
  )
}
