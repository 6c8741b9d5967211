/** Recording attached processes, and showing what was recorded. */
import { api } from '#renderer/api/index.ts'
import type { ProfileHead } from '#shared/contract/profiles.ts'
import { useNodeAttachments } from './node-attachments.ts'
import { shownAttachment } from './node-attachments/store.ts'
import { createNodeRecordingStore } from './node-recording/store.ts'
import { notify } from './notices.ts'
import { useProfilePages } from './profile-pages.ts'
import { useProfiles } from './profiles.ts'
import type { SnapshotSource } from './snapshots/model.ts'
import { useSnapshots } from './snapshots.ts'
import { useWorkspace } from './workspace.ts'

const { recordings } = api.node

/** Recordings that go on, and how the next will be made. */
export const useNodeRecording = createNodeRecordingStore({
  start: async (input, signal) => await recordings.start(input, { signal }),
  stop: async (input) => void (await recordings.stop(input)),
  recorded: (head, { attachmentId }) => {
    const isHere =
      useWorkspace.getState().view === 'profiles' &&
      useProfilePages.getState().page === 'processes' &&
      shownAttachment(useNodeAttachments.getState())?.id === attachmentId
    if (isHere) return showProfile(head)
    notify({
      title: `Recorded ${head.name}`,
      description: head.source,
      staysMs: 10_000,
      action: { label: 'Open', run: () => showProfile(head) },
    })
  },
})

/** Opens a kept profile on the page of profiles. */
export function showProfile(head: ProfileHead): void {
  useProfiles.getState().openKept(head)
  useProfiles.getState().refreshKept()
  useProfilePages.getState().openPage('files')
}

/** Opens two snapshots of a process: what the later one has more than the earlier. */
export function compareSnapshots(before: ProfileHead, after: ProfileHead): void {
  useProfiles.getState().openKept(before, { show: false })
  showProfile(after)
  const earlier = openSnapshotOf(before)
  const later = openSnapshotOf(after)
  if (earlier === undefined || later === undefined) return
  const { ensure, showView, compareWith } = useSnapshots.getState()
  const compareWhenRead = (): void => {
    const kind = useSnapshots.getState().open.find(({ id }) => id === later.id)?.state.kind
    if (kind === 'reading') return
    stop()
    if (kind === 'ready') {
      showView(later.id, 'growth')
      compareWith(later.id, earlier)
    }
  }
  ensure(later)
  const stop = useSnapshots.subscribe(compareWhenRead)
  compareWhenRead()
}

/** As it stands in the list of open files. */
function openSnapshotOf({ id }: ProfileHead): SnapshotSource | undefined {
  return useProfiles.getState().open.find(({ source }) => source.kind === 'kept' && source.head.id === id)
}
