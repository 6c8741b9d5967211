/** The store of fetching profiles from Go services on top of any services. */
import { create, type StoreApi, type UseBoundStore } from 'zustand'
import { toFailure } from '#renderer/api/failures.ts'
import type { PprofEvent, PprofKind, ProfileHead } from '#shared/contract/profiles.ts'
import { Failure } from '#shared/failure.ts'

/** What to fetch, as typed. */
export interface PprofForm {
  url: string
  kind: PprofKind
  seconds: string
  /** What came about in so many seconds, rather than what is there; a CPU profile always is. */
  difference: boolean
}

export type PprofProgress = Extract<PprofEvent, { type: 'progress' }>

export type Fetching =
  | { kind: 'none' }
  | { kind: 'running'; progress: PprofProgress | undefined }
  | { kind: 'failed'; failure: Failure }

export interface PprofQuestion {
  url: string
  kind: PprofKind
  seconds?: number
}

export interface PprofServices {
  fetch: (question: PprofQuestion, signal: AbortSignal) => Promise<AsyncIterable<PprofEvent>>
}

export interface PprofState {
  form: PprofForm
  fetching: Fetching
  fill: (change: Partial<PprofForm>) => void
  /** Fetches as the form says; null where that was cancelled or failed. */
  fetch: () => Promise<ProfileHead | null>
  /** Ends a fetch, or takes away why one failed. */
  cancel: () => void
}

/** Whether the profile is of a time and not of a moment. */
export function takesSeconds({ kind, difference }: PprofForm): boolean {
  return kind === 'profile' || difference
}

export type PprofComplaints = Partial<Record<'url' | 'seconds', string>>

/** What to ask the main process for, or what is wrong with the form. */
export function pprofQuestionOf(
  form: PprofForm,
): { question: PprofQuestion } | { complaints: PprofComplaints } {
  const url = form.url.trim()
  const isUrl = /^https?:\/\/[^\s/]+/.test(url) && URL.canParse(url)
  const seconds = Number(form.seconds)
  const secondsFit = Number.isInteger(seconds) && seconds >= 1 && seconds <= 300
  if (isUrl && (secondsFit || !takesSeconds(form))) {
    return { question: { url, kind: form.kind, ...(takesSeconds(form) && { seconds }) } }
  }
  return {
    complaints: {
      ...(!isUrl && { url: 'An address such as http://localhost:6060' }),
      ...(takesSeconds(form) && !secondsFit && { seconds: 'From 1 to 300' }),
    },
  }
}

export function createPprofStore(services: PprofServices): UseBoundStore<StoreApi<PprofState>> {
  let current: AbortController | undefined
  return create<PprofState>()((set, get) => ({
    form: { url: '', kind: 'profile', seconds: '10', difference: false },
    fetching: { kind: 'none' },
    fill: (change) => set(({ form }) => ({ form: { ...form, ...change } })),
    fetch: async () => {
      const asked = pprofQuestionOf(get().form)
      if ('complaints' in asked) return null
      current?.abort()
      const { signal } = (current = new AbortController())
      set({ fetching: { kind: 'running', progress: undefined } })
      try {
        for await (const event of await services.fetch(asked.question, signal)) {
          if (signal.aborted) return null
          if (event.type === 'profile') {
            set({ fetching: { kind: 'none' } })
            return event.head
          }
          set({ fetching: { kind: 'running', progress: event } })
        }
        throw new Failure('CONNECTION_LOST', 'The answer ended before the profile.')
      } catch (error) {
        const failure = toFailure(error)
        if (!signal.aborted) {
          set({ fetching: failure.code === 'CANCELLED' ? { kind: 'none' } : { kind: 'failed', failure } })
        }
        return null
      }
    },
    cancel: () => {
      current?.abort()
      set({ fetching: { kind: 'none' } })
    },
  }))
}
