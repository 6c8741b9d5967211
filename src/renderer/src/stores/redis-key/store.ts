/** The key that is open, on top of any services: what is known of it first, then what it holds, page by page. */
import { create, type StoreApi, type UseBoundStore } from 'zustand'
import { toFailure } from '#renderer/api/failures.ts'
import type { Limitation } from '#shared/contract/finding.ts'
import type { KeyHead, ValuePage } from '#shared/contract/redis/key.ts'
import type { Failure } from '#shared/failure.ts'
import type { EpochMilliseconds, Milliseconds } from '#shared/units.ts'
import { globOf } from '../redis-keys/filter.ts'
import { joinPages } from './pages.ts'

const pageSize = 100
const pauseMs: Milliseconds = 250

export interface ValueRequest {
  targetId: string
  key: string
  cursor?: string
  match?: string
  limit: number
}

export interface KeyServices {
  get: (targetId: string, key: string, signal: AbortSignal) => Promise<KeyHead>
  value: (
    request: ValueRequest,
    signal: AbortSignal,
  ) => Promise<{
    page: ValuePage
    cursor: string | null
    total: number | null
    limitations: readonly Limitation[]
  }>
  now: () => EpochMilliseconds
}

export type HeadState =
  | { kind: 'loading' }
  | { kind: 'ready'; head: KeyHead; at: EpochMilliseconds; refreshing: boolean }
  /** It expired or was deleted. `at`: when that was seen. */
  | { kind: 'gone'; at: EpochMilliseconds }
  | { kind: 'failed'; failure: Failure }

export interface ValueState {
  /** `asking`: looking would reset its idle time, and the user has not said yes. */
  kind: 'asking' | 'reading' | 'ready' | 'failed'
  page: ValuePage | null
  /** Where the next page begins; null at the end. */
  cursor: string | null
  total: number | null
  /** What of it could not be seen. */
  limitations: readonly Limitation[]
  failure: Failure | null
}

const nothing: ValueState = {
  kind: 'asking',
  page: null,
  cursor: null,
  total: null,
  limitations: [],
  failure: null,
}

export interface OpenKey {
  targetId: string
  key: string
  head: HeadState
  value: ValueState
  /** Only what matches, of a hash, a set or a sorted set. */
  match: string
}

export interface KeyStore {
  open: OpenKey | null

  openKey: (targetId: string, key: string) => void
  close: () => void
  /** Asks anew for what is known, and for the value where it was looked at. */
  reload: () => void
  /** Looks at the value although that resets its idle time; or tries again. */
  look: () => void
  more: () => void
  setMatch: (match: string) => void
}

export function createKeyStore(services: KeyServices): UseBoundStore<StoreApi<KeyStore>> {
  let working: AbortController | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  const begin = (): AbortSignal => {
    clearTimeout(timer)
    working?.abort()
    working = new AbortController()
    return working.signal
  }

  return create<KeyStore>()((set, get) => {
    const patch = (change: Partial<OpenKey>): void =>
      set(({ open }) => (open === null ? {} : { open: { ...open, ...change } }))

    const readHead = async ({ targetId, key }: OpenKey, signal: AbortSignal): Promise<KeyHead | null> => {
      try {
        const head = await services.get(targetId, key, signal)
        if (signal.aborted) return null
        patch({ head: { kind: 'ready', head, at: services.now(), refreshing: false } })
        return head
      } catch (error) {
        if (signal.aborted) return null
        const failure = toFailure(error)
        patch({
          head:
            failure.code === 'NOT_FOUND' ? { kind: 'gone', at: services.now() } : { kind: 'failed', failure },
        })
        return null
      }
    }

    /** `cursor`: where it goes on; without one, from the beginning. */
    const readValue = async (signal: AbortSignal, cursor?: string): Promise<void> => {
      const { open } = get()
      if (open === null) return
      const { targetId, key, match, value } = open
      const before = cursor === undefined ? null : value.page
      patch({ value: { ...value, kind: 'reading', failure: null } })
      try {
        const answer = await services.value(
          {
            targetId,
            key,
            ...(cursor !== undefined && { cursor }),
            ...(match.trim() !== '' && { match: globOf(match) }),
            limit: pageSize,
          },
          signal,
        )
        if (signal.aborted) return
        const { page, total, limitations } = answer
        patch({
          value: {
            kind: 'ready',
            page: joinPages(before, page),
            cursor: answer.cursor,
            total,
            limitations: before === null ? limitations : value.limitations,
            failure: null,
          },
        })
      } catch (error) {
        if (signal.aborted) return
        const failure = toFailure(error)
        if (failure.code === 'NOT_FOUND') patch({ head: { kind: 'gone', at: services.now() } })
        else patch({ value: { ...value, kind: 'failed', failure } })
      }
    }

    const load = async (open: OpenKey, looked: boolean): Promise<void> => {
      const signal = begin()
      const head = await readHead(open, signal)
      if (head !== null && (looked || !head.lookingTouches)) await readValue(signal)
    }

    return {
      open: null,
      openKey: (targetId, key) => {
        const open: OpenKey = { targetId, key, head: { kind: 'loading' }, value: nothing, match: '' }
        set({ open })
        void load(open, false)
      },
      close: () => {
        begin()
        set({ open: null })
      },
      reload: () => {
        const { open } = get()
        if (open === null) return
        patch({ head: open.head.kind === 'ready' ? { ...open.head, refreshing: true } : { kind: 'loading' } })
        void load(open, open.value.kind !== 'asking')
      },
      look: () => void readValue(begin()),
      more: () => {
        const { open } = get()
        if (open === null || open.value.kind === 'reading' || open.value.cursor === null) return
        void readValue(begin(), open.value.cursor)
      },
      setMatch: (match) => {
        patch({ match })
        const signal = begin()
        timer = setTimeout(() => void readValue(signal), pauseMs)
      },
    }
  })
}
