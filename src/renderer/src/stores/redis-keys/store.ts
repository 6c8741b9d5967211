/** The list of keys on top of any services: read page by page, and never without an end. */
import { create, type StoreApi, type UseBoundStore } from 'zustand'
import { toFailure } from '#renderer/api/failures.ts'
import type { KeyFacts } from '#shared/contract/redis/keyspace.ts'
import type { Failure } from '#shared/failure.ts'
import type { Milliseconds } from '#shared/units.ts'
import { everyKey, globOf, type KeyFilter } from './filter.ts'

/** More rows nobody reads, and each costs memory; a filter then finds better than the scroll bar. */
export const mostRows = 50_000
const pageSize = 500
/** Whoever types wants the keys of the last letter only. */
const pauseMs: Milliseconds = 250

export interface KeyPageRequest {
  targetId: string
  match: string
  type?: string
  withoutTtl?: true
  cursor?: string
  limit: number
}

export interface KeyListServices {
  keys: (
    request: KeyPageRequest,
    signal: AbortSignal,
  ) => Promise<{ keys: KeyFacts[]; cursor: string | null; scanned: number }>
}

export type KeyListState =
  /** There may be more; it is asked for when the end comes into sight. */
  | 'more'
  | 'reading'
  /** The user stopped it. */
  | 'stopped'
  | 'failed'
  /** All were seen. */
  | 'end'
  /** As many as the list holds. */
  | 'full'

export interface KeyListStore {
  /** Null while no target was opened. */
  targetId: string | null
  filter: KeyFilter
  rows: readonly KeyFacts[]
  /** Keys that were looked at for them. */
  scanned: number
  state: KeyListState
  failure: Failure | null

  /** Lists the keys of a target; what was listed of the same one stays. */
  open: (targetId: string) => void
  /** Lists others, from the beginning. */
  setFilter: (targetId: string, change: Partial<KeyFilter>) => void
  /** From the beginning. */
  reload: () => void
  /** A key of the list was looked at by itself: what is known of it now, null where it is gone. */
  renew: (targetId: string, key: string, facts: KeyFacts | null) => void
  /** Reads on until there are some more rows. */
  more: () => void
  stop: () => void
}

export function createKeyListStore(services: KeyListServices): UseBoundStore<StoreApi<KeyListStore>> {
  let reading: AbortController | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let cursor: string | undefined

  return create<KeyListStore>()((set, get) => {
    const read = async (targetId: string, signal: AbortSignal): Promise<void> => {
      const { filter } = get()
      set({ state: 'reading', failure: null })
      try {
        // A page may hold nothing where few keys fit the filter: the next ones are looked at, too.
        for (;;) {
          const page = await services.keys(
            {
              targetId,
              match: globOf(filter.pattern),
              ...(filter.type !== '' && { type: filter.type }),
              ...(filter.withoutTtl && { withoutTtl: true }),
              ...(cursor !== undefined && { cursor }),
              limit: pageSize,
            },
            signal,
          )
          if (signal.aborted) return
          cursor = page.cursor ?? undefined
          const rows = [...get().rows, ...page.keys].slice(0, mostRows)
          set(({ scanned }) => ({ rows, scanned: scanned + page.scanned }))
          if (page.cursor === null) return set({ state: 'end' })
          if (rows.length >= mostRows) return set({ state: 'full' })
          if (page.keys.length > 0) return set({ state: 'more' })
        }
      } catch (error) {
        if (!signal.aborted) set({ state: 'failed', failure: toFailure(error) })
      }
    }

    const restart = (pause: Milliseconds): void => {
      clearTimeout(timer)
      reading?.abort()
      cursor = undefined
      const { targetId } = get()
      if (targetId === null) return
      const { signal } = (reading = new AbortController())
      const begin = (): void => {
        set({ rows: [], scanned: 0 })
        void read(targetId, signal)
      }
      set({ state: 'reading', failure: null })
      if (pause === 0) begin()
      else timer = setTimeout(begin, pause)
    }

    return {
      targetId: null,
      filter: everyKey,
      rows: [],
      scanned: 0,
      state: 'more',
      failure: null,
      open: (targetId) => {
        if (get().targetId === targetId) return
        set({ targetId, filter: everyKey, rows: [], scanned: 0 })
        restart(0)
      },
      setFilter: (targetId, change) => {
        const typed = 'pattern' in change && get().targetId === targetId
        set(({ filter }) => ({ targetId, filter: { ...filter, ...change } }))
        restart(typed ? pauseMs : 0)
      },
      reload: () => restart(0),
      renew: (targetId, key, facts) => {
        const { rows } = get()
        const at = get().targetId === targetId ? rows.findIndex((row) => row.key === key) : -1
        if (at !== -1) set({ rows: facts === null ? rows.toSpliced(at, 1) : rows.with(at, facts) })
      },
      more: () => {
        const { targetId, state } = get()
        if (targetId === null || state === 'reading' || state === 'end' || state === 'full') return
        const { signal } = (reading = new AbortController())
        void read(targetId, signal)
      },
      stop: () => {
        clearTimeout(timer)
        reading?.abort()
        if (get().state === 'reading') set({ state: 'stopped' })
      },
    }
  })
}
