/** Profiles that are open, and those that are kept. */
import { api } from '#renderer/api/index.ts'
import { startProfileWorker } from '#renderer/workers/profile/start.ts'
import type { ProfileActions } from './profiles/state.ts'
import { createProfilesStore } from './profiles/store.ts'

const { profiles } = api

/** The Profiles page's state. */
export const useProfiles = createProfilesStore({
  startWorker: startProfileWorker,
  list: async () => await profiles.list(),
  readPiece: async (id, offset, signal) => await profiles.read({ id, offset }, { signal }),
  rename: async (id, name) => await profiles.rename({ id, name }),
  remove: async (id) => void (await profiles.remove({ id })),
  openSource: async (place) => void (await profiles.openSource(place)),
})

/** What can be done with profiles: the same functions for as long as the page lives. */
export const profileActions: ProfileActions = useProfiles.getInitialState()
