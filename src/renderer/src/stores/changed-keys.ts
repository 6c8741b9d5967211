/** Which keys a change of Redis keys changed or left alone, read page by page as they are looked at. */
import { create } from 'zustand'
import { api } from '#renderer/api/index.ts'
import { toFailure } from '#renderer/api/failures.ts'
import type { Failure } from '#shared/failure.ts'

export type KeyState = 'changed' | 'skipped' | 'restored' | 'notRestored'

export interface KeyPages {
  keys: readonly { key: string; reason?: string | undefined }[]
  /** Where the next page begins; null at the end, undefined before the first. */
  cursor: string | null | undefined
  loading: boolean
  failure: Failure | undefined
}

interface ChangedKeysState {
  /** By {@link pagesId}. */
  pages: Readonly<Record<string, KeyPages>>
  /** Reads the next page. */
  more: (changeId: string, state: KeyState) => Promise<void>
  /** The change has gone on: what was read of it no longer holds. */
  forget: (changeId: string) => void
}

export function pagesId(changeId: string, state: KeyState): string {
  return `${changeId} ${state}`
}

const nothing: KeyPages = { keys: [], cursor: undefined, loading: false, failure: undefined }

export const useChangedKeys = create<ChangedKeysState>()((set, get) => ({
  pages: {},
  more: async (changeId, state) => {
    const id = pagesId(changeId, state)
    const now = get().pages[id] ?? nothing
    if (now.loading || now.cursor === null) return
    const put = (pages: KeyPages): void => set((all) => ({ pages: { ...all.pages, [id]: pages } }))
    put({ ...now, loading: true, failure: undefined })
    try {
      const { cursor } = now
      const page = await api.changes.keys({
        id: changeId,
        state,
        ...(cursor === undefined ? {} : { cursor }),
      })
      if (get().pages[id] === undefined) return
      put({ keys: [...now.keys, ...page.keys], cursor: page.cursor, loading: false, failure: undefined })
    } catch (error) {
      if (get().pages[id] !== undefined) put({ ...now, loading: false, failure: toFailure(error) })
    }
  },
  forget: (changeId) =>
    set(({ pages }) => ({
      pages: Object.fromEntries(Object.entries(pages).filter(([id]) => !id.startsWith(`${changeId} `))),
    })),
}))
