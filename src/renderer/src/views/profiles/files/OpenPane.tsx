import { X } from 'lucide-react'
import { profileActions, useProfiles } from '#renderer/stores/profiles.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { EmptyState } from '#renderer/ui/EmptyState.tsx'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import { SnapshotView } from '../snapshot/index.ts'
import { ProfileViewer } from '../viewer/index.ts'
import styles from './OpenPane.module.css'
import { ReadingPane } from './ReadingPane.tsx'

/** What is to be shown of an open file: how far it is read, why it could not be, or itself. */
export function OpenPane({ id }: { id: string }) {
  const { retry, close } = profileActions
  const profile = useProfiles(({ open }) => open.find((each) => each.id === id))
  if (profile === undefined) return null
  const { name, source, state } = profile
  switch (state.kind) {
    case 'reading':
      return <ReadingPane profile={profile} progress={state.progress} />
    case 'snapshot':
      return <SnapshotView key={id} source={source} />
    case 'ready':
      return <ProfileViewer profile={profile} />
    case 'failed': {
      const actions = (
        <Button size="small" icon={X} onClick={() => close(id)}>
          Close
        </Button>
      )
      const again = (): void => retry(id)
      if (state.failure.code !== 'CANCELLED') {
        return (
          <section className={styles.failed} aria-label={`Profile ${name}`}>
            <h3>{name}</h3>
            <FailureBox failure={state.failure} onRetry={again} actions={actions} />
          </section>
        )
      }
      return (
        <EmptyState
          title={`Reading ${name} was cancelled`}
          actions={
            <>
              <Button size="small" variant="primary" onClick={again}>
                Read it again
              </Button>
              {actions}
            </>
          }
        >
          Nothing of it is kept in memory.
        </EmptyState>
      )
    }
  }
}
