import { Lightbulb } from 'lucide-react'
import { notify } from '#renderer/stores/notices.ts'
import { useProfilePages } from '#renderer/stores/profile-pages.ts'
import { useProfiles } from '#renderer/stores/profiles.ts'
import { Button } from '#renderer/ui/Button.tsx'
import styles from './MemoryNote.module.css'

/** What a heap profile can say and what it cannot, and the way to what can. */
export function MemoryNote() {
  return (
    <div className={styles.note}>
      <Lightbulb size={14} aria-hidden className={styles.icon} />
      <p>
        This profile names who <em>allocated</em> the memory, not who still holds it. That shows from two heap
        snapshots, one taken before and one after the growth.
      </p>
      <Button size="small" onClick={compareSnapshots}>
        Compare two snapshots
      </Button>
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
