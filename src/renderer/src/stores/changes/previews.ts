/** Asks what the proposal of the dialog would do; the newest question alone is answered. */
import { toFailure } from '#renderer/api/failures.ts'
import type { PreviewEvent } from '#shared/contract/changes.ts'
import type { EpochMilliseconds } from '#shared/units.ts'
import type { ChangeProposal, PreviewState } from './model.ts'
import type { ChangeServices } from './services.ts'

export interface Previews {
  /** Asks about the proposal as it is now. */
  ask: () => void
  /** Changes the proposal so that what was told no longer holds, and asks. */
  change: (change: (proposal: ChangeProposal) => ChangeProposal) => void
  /** Changes something that what was told does not depend on. */
  touch: (change: (proposal: ChangeProposal) => ChangeProposal) => void
  stop: () => void
}

export function createPreviews(
  services: Pick<ChangeServices, 'preview' | 'now'>,
  proposals: {
    get: () => ChangeProposal | undefined
    patch: (change: (proposal: ChangeProposal) => ChangeProposal) => void
  },
): Previews {
  let current: AbortController | undefined

  const follow = async (input: { targetId: string; sql: string }, signal: AbortSignal): Promise<void> => {
    for await (const event of await services.preview(input, signal)) {
      if (signal.aborted) return
      const at = services.now()
      proposals.patch((now) => ({ ...now, preview: next(now.preview, event, at) }))
    }
  }

  const ask = (): void => {
    const proposal = proposals.get()
    if (proposal === undefined) return
    current?.abort()
    const controller = new AbortController()
    current = controller
    const { signal } = controller
    proposals.patch((now) => ({
      ...now,
      preview: now.preview.kind === 'ready' ? { ...now.preview, refreshing: true } : { kind: 'loading' },
    }))
    const { targetId, sql } = proposal
    follow({ targetId, sql }, signal).catch((error: unknown) => {
      if (signal.aborted) return
      proposals.patch((now) => ({ ...now, preview: { kind: 'failed', failure: toFailure(error) } }))
    })
  }

  return {
    ask,
    change: (change) => {
      proposals.patch(change)
      ask()
    },
    touch: (change) => proposals.patch(change),
    stop: () => current?.abort(),
  }
}

function next(now: PreviewState, event: PreviewEvent, at: EpochMilliseconds): PreviewState {
  if (event.type === 'preview') return { kind: 'ready', preview: event.preview, at, refreshing: false }
  const { done, total } = event
  return now.kind === 'loading' && done !== undefined ? { kind: 'loading', looked: { done, total } } : now
}
