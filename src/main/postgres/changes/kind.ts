import type { Node } from 'libpg-query'
import type * as z from 'zod'
import type { Facts, Undo } from '#main/changes/index.ts'
import type { Failure } from '#shared/failure.ts'
import type { Session, TextRow } from '../session/session.ts'
import type { ChangeText } from './change-text.ts'
import type { KnownChange, PlannedChange } from './known-change.ts'

/** A plan, with what must be remembered to judge afterwards what became of it. */
export interface Plan<F = Facts> extends PlannedChange {
  before: F
}

/** How the statements of a change ended, as far as is known. */
export type Ending =
  /** With the answer of the first. */
  | { how: 'succeeded'; rows: TextRow[] }
  | { how: 'failed'; failure: Failure }
  /** Pitwall or the connection was lost in the middle. `since`: when it began, 1970-based seconds. */
  | { how: 'unknown'; since: number }

/** What is on the server now. */
export type Found =
  /** The change is in effect; `made` is what it is known by when it is undone. */
  | { state: 'done'; message?: string | undefined; undo: Undo; made: Facts }
  /** All is as it was before. */
  | { state: 'nothing'; message?: string | undefined }
  /** Something of it; `clean` takes it away at once, `undo` later. */
  | { state: 'left'; message: string; clean: string[]; undo: Undo; made: Facts }

/** Progress views of the server that a change shows up in. */
export type ProgressView = 'create-index' | 'vacuum' | 'analyze'

/** One kind of change: a file in kinds/ and a line in kinds/index.ts. */
export interface ChangeKind<K extends KnownChange = KnownChange, B extends Facts = Facts> {
  kinds: readonly K['kind'][]
  /** How people write it, for the list of what is understood. */
  form: string
  /** The change, or undefined for another statement. Throws BAD_INPUT for a form that is not applied. */
  read: (statement: Node, text: ChangeText) => K | undefined
  /** Looks into the catalogue; throws a Failure where it cannot be done. */
  plan: (session: Session, change: K) => Promise<Plan<B>>
  /** What `plan` remembers, as it comes back from the ledger. */
  before: z.ZodType<B>
  /** Looks what has become of it. */
  look: (session: Session, change: K, before: B, ending: Ending) => Promise<Found>
  /** What differs from how the change left it, one sentence; undefined where all is the same. */
  differs: (session: Session, made: Facts) => Promise<string | undefined>
  /** Looks what has become of its undo: `done` is undone, `nothing` is still applied. */
  lookUndo: (session: Session, change: K, made: Facts) => Promise<Found>
  /** A lock that others would queue behind is waited for shortly; one that nobody minds as long as it takes. */
  waitsForLocks: boolean
  progress?: ProgressView
  /** A standby takes it too. */
  onStandby?: boolean
}

/** A kind whose changes are told from others by their statements only. */
export type AnyKind = ChangeKind

/** Gives up the types of one kind, so that all stand in one list. */
export function defineKind<K extends KnownChange, B extends Facts>(kind: ChangeKind<K, B>): AnyKind {
  return {
    ...kind,
    // Whoever asks a kind has found it by the change's own kind.
    plan: async (session, change) => await kind.plan(session, change as K),
    look: async (session, change, before, ending) =>
      await kind.look(session, change as K, kind.before.parse(before), ending),
    lookUndo: async (session, change, made) => await kind.lookUndo(session, change as K, made),
  }
}

/** For changes whose undo is a single statement that happens wholly or not at all. */
export function undoneWhenDifferent(
  differs: AnyKind['differs'],
): (session: Session, change: unknown, made: Facts) => Promise<Found> {
  return async (session, _change, made) =>
    (await differs(session, made)) === undefined
      ? { state: 'nothing' }
      : { state: 'done', undo: { sql: null }, made: {} }
}

/** For changes that nothing takes back: nobody asks. */
export const neverUndone = {
  differs: async (): Promise<undefined> => undefined,
  lookUndo: async (): Promise<Found> => ({ state: 'nothing' }),
}
