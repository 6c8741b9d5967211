import { X } from 'lucide-react'
import { useEffect } from 'react'
import { useProfiles } from '#renderer/stores/profiles.ts'
import type { OpenProfile, ProfileSource } from '#renderer/stores/profiles/model.ts'
import { useSnapshots } from '#renderer/stores/snapshots.ts'
import type { OpenSnapshot } from '#renderer/stores/snapshots/model.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { EmptyState } from '#renderer/ui/EmptyState.tsx'
import { FailureBox } from '#renderer/ui/FailureBox.tsx'
import page from '#renderer/ui/page.module.css'
import { ConstructorsView } from './ConstructorsView.tsx'
import { GrowthView } from './GrowthView.tsx'
import { MemoryView } from './MemoryView.tsx'
import { ObjectInspector } from './ObjectInspector.tsx'
import { ReadingPane } from './ReadingPane.tsx'
import { SnapshotCommands } from './SnapshotCommands.tsx'
import { SnapshotHead } from './SnapshotHead.tsx'
import styles from './SnapshotView.module.css'
import type { ShownSnapshot } from './shown-snapshot.ts'

/** The heap snapshot of an open file. Fills its parent. */
export function SnapshotView({ source }: { source: ProfileSource }) {
  const profile = useProfiles((state) => state.open.find((each) => isOf(each, source)))
  const id = profile?.id
  const snapshot = useSnapshots((state) => state.open.find((each) => each.id === id))
  useEffect(() => {
    if (profile !== undefined) useSnapshots.getState().ensure(profile)
  }, [profile])
  if (snapshot === undefined) return null
  return <Opened snapshot={snapshot} />
}

/** A kept file may have been given another name since. */
function isOf({ source: each }: OpenProfile, source: ProfileSource): boolean {
  if (each.kind === 'kept') return source.kind === 'kept' && each.head.id === source.head.id
  return source.kind === 'file' && each.file === source.file
}

function Opened({ snapshot }: { snapshot: OpenSnapshot }) {
  const { id, name, state } = snapshot
  if (state.kind === 'reading') return <ReadingPane id={id} name={name} progress={state.progress} />
  if (state.kind === 'failed') return <Failed snapshot={snapshot} failure={state.failure} />
  const { opened, viewing } = state
  const shown: ShownSnapshot = { id, name, source: snapshot.source, opened, viewing }
  return (
    <section className={page.page} aria-label={`Heap snapshot ${name}`}>
      <SnapshotCommands shown={shown} />
      <SnapshotHead shown={shown} />
      <div className={styles.view}>
        {viewing.view === 'constructors' && <ConstructorsView shown={shown} />}
        {viewing.view === 'growth' && <GrowthView shown={shown} />}
        {viewing.view === 'memory' && <MemoryView shown={shown} />}
      </div>
      <ObjectInspector shown={shown} />
    </section>
  )
}

function Failed({
  snapshot: { id, name },
  failure,
}: {
  snapshot: OpenSnapshot
  failure: Extract<OpenSnapshot['state'], { kind: 'failed' }>['failure']
}) {
  const retry = (): void => useSnapshots.getState().retry(id)
  const close = (
    <Button size="small" icon={X} onClick={() => useProfiles.getState().close(id)}>
      Close
    </Button>
  )
  if (failure.code === 'CANCELLED') {
    return (
      <EmptyState
        title={`Reading ${name} was cancelled`}
        actions={
          <>
            <Button size="small" variant="primary" onClick={retry}>
              Read it again
            </Button>
            {close}
          </>
        }
      >
        Nothing of it is kept in memory.
      </EmptyState>
    )
  }
  return (
    <section className={styles.failed} aria-label={`Heap snapshot ${name}`}>
      <h3>{name}</h3>
      <FailureBox failure={failure} onRetry={retry} actions={close} />
    </section>
  )
}
