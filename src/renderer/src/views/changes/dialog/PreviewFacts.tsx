import { RotateCw } from 'lucide-react'
import type { ReactNode } from 'react'
import type { ChangePreview } from '#shared/contract/changes.ts'
import { CopyButton } from '#renderer/ui/CopyButton.tsx'
import { formatBytes, formatCount } from '#renderer/ui/format.ts'
import { IconButton } from '#renderer/ui/IconButton.tsx'
import { SqlBlock } from '#renderer/ui/SqlBlock.tsx'
import { BlockerList } from './BlockerList.tsx'
import styles from './ChangeDialog.module.css'

interface PreviewFactsProps {
  preview: ChangePreview
  refreshing: boolean
  onRefresh: () => void
}

/** What it locks, who is in the way now, what it needs, and what takes it back. */
export function PreviewFacts({ preview, refreshing, onRefresh }: PreviewFactsProps) {
  const { locks, blockers, diskBytes, diskNote, undoSql, undoNote } = preview
  return (
    <div className={styles.facts}>
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

function Fact({ title, action, children }: { title: string; action?: ReactNode; children: ReactNode }) {
  return (
    <section className={styles.fact} aria-label={title}>
      <header className={styles.factTitle}>
        <h3>{title}</h3>
        {action}
      </header>
      <div className={styles.factBody}>{children}</div>
    </section>
  )
}
