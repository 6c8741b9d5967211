import { create } from 'zustand'
import { api, toFailure } from '#renderer/api/index.ts'
import type { AppInfo } from '#shared/contract/app.ts'
import { notifyFailure } from './notices.ts'

interface InfoState {
  /** Absent until it was asked for and answered. */
  info: AppInfo | undefined
  load: () => Promise<void>
  dismissNotice: (id: string) => Promise<void>
}

/** What this workbench is, and its notices about itself. */
export const useInfo = create<InfoState>()((set) => ({
  info: undefined,
  load: async () => {
    try {
      set({ info: await api.app.info() })
    } catch (error) {
      const failure = toFailure(error)
      // The bar at the top says that, and it is asked again when the connection comes back.
      if (failure.code !== 'CONNECTION_LOST') notifyFailure('The workbench does not say what it is', failure)
    }
  },
  dismissNotice: async (id) => {
    set(({ info }) =>
      info ? { info: { ...info, notices: info.notices.filter((notice) => notice.id !== id) } } : {},
    )
    try {
      await api.app.dismissNotice({ id })
    } catch (error) {
      notifyFailure('The notice will come back', toFailure(error))
    }
  },
}))
