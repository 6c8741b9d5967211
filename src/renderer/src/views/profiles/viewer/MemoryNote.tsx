import { Lightbulb } from 'lucide-react'
import { notify } from '#renderer/stores/notices.ts'
import { useProfilePages } from '#renderer/stores/profile-pages.ts'
import { profileActions, useProfiles } from '#renderer/stores/profiles.ts'
import { Button } from '#renderer/ui/Button.tsx'
import styles from './MemoryNote.module.css'
import type { ShownProfile } from './shown-profile.ts'

/** What a heap profile can say and what it cannot, and the way to what can. */
export function MemoryNote({ shown: { id, file, viewing } }: { shown: ShownProfile }) {
  // Only V8 takes heap snapshots; of others two profiles have to do.
  const hasSnapshots = file.format === 'heapprofile'
  return (
    <div className={styles.note}>
      <Lightbulb size={14} aria-hidden className={styles.icon} />
      <p>
        This profile names who <em>allocated</em> the memory, not who still holds it.{' '}
        {hasSnapshots
          ? 'That shows from two heap snapshots, one taken before and one after the growth.'
          : 'What grew shows from two of them, one taken before and one after.'}
      </p>
      {hasSnapshots ? (
        <Button size="small" onClick={compareSnapshots}>
          Compare two snapshots
        </Button>
      ) : (
        viewing.view !== 'difference' && (
          <Button size="small" onClick={() => profileActions.showView(id, 'difference')}>
            Compare with another
          </Button>
        )
      )}
    </div>
  )
}

/** Opens the newest snapshot, which can be compared with another; without one, where they are taken. */
function compareSnapshots(): void {
  const { kept, openKept } = useProfiles.getState()
  const newest =
    kept.kind === 'ready' ? kept.value.find(({ format }) => format === 'heapsnapshot') : undefined
  if (newest !== undefined) return openKept(newest)
  useProfilePages.getState().openPage('processes')
  notify({
    title: 'Take a heap snapshot before and one after the growth',
    description: 'Attach to the process; both are kept, and open among the profiles to be compared.',
    staysMs: 12_000,
  })
}
