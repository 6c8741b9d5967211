import type { ApplyInput, Change, ChangeEvent, ChangeHead, PreviewEvent } from '#shared/contract/changes.ts'
import type { Guard } from '#shared/contract/environments.ts'
import type { Failure } from '#shared/failure.ts'
import type { EpochMilliseconds } from '#shared/units.ts'
import type { Message } from '../notices.ts'

/** What the Changes store needs of the world, so that it can be tried without one. */
export interface ChangeServices {
  preview: (
    input: { targetId: string; sql: string },
    signal: AbortSignal,
  ) => Promise<AsyncIterable<PreviewEvent>>
  apply: (input: ApplyInput, signal: AbortSignal) => Promise<AsyncIterable<ChangeEvent>>
  undo: (
    input: { id: string; confirmation?: string },
    signal: AbortSignal,
  ) => Promise<AsyncIterable<ChangeEvent>>
  resume: (
    input: { id: string; confirmation?: string },
    signal: AbortSignal,
  ) => Promise<AsyncIterable<ChangeEvent>>
  get: (id: string) => Promise<Change>
  settle: (targetId: string) => Promise<Change[]>
  /** Follows the ledger until the returned function is called. */
  watch: (listener: {
    value: (changes: ChangeHead[]) => void
    failure: (failure: Failure) => void
  }) => () => void
  /** The environment of a target as it is now; undefined for a target that is gone. */
  guardOf: (targetId: string) => { environment: string; guard: Guard } | undefined
  notify: (message: Message) => void
  notifyFailure: (what: string, failure: Failure) => void
  now: () => EpochMilliseconds
  newId: () => string
}
