/** Heap snapshots that are open. */
import { api } from '#renderer/api/index.ts'
import { startSnapshotWorker } from '#renderer/workers/snapshot/start.ts'
import { useProfiles } from './profiles.ts'
import { createSnapshotsStore } from './snapshots/store.ts'

/** What is shown of heap snapshots. Each lives as long as its file is open in the list of profiles. */
export const useSnapshots = createSnapshotsStore({
  startWorker: startSnapshotWorker,
  readPiece: async (id, offset, signal) => await api.profiles.read({ id, offset }, { signal }),
})

useProfiles.subscribe(({ open: profiles }) => {
  const { open, close } = useSnapshots.getState()
  for (const { id } of open) if (!profiles.some((profile) => profile.id === id)) close(id)
})
