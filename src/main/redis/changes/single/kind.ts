import type * as z from 'zod'
import type { Facts, Undo } from '#main/changes/index.ts'
import type { RedisChange } from '#shared/redis/change-text.ts'
import type { RedisServer } from '../../connect/index.ts'

/** What is needed to send a change and to take it back. */
export interface Plan<B = Facts> {
  undo: Undo
  /** What else to know, one sentence each. */
  warnings: string[]
  /** What was there before. */
  before: B
}

/** What is there now. */
export type Found =
  | { state: 'done'; undo: Undo; made: Facts; message?: string | undefined }
  | { state: 'nothing' }
  /** On some of the servers. */
  | { state: 'left'; message: string; undo: Undo; made: Facts }

/**
 * A change that is sent as a whole and needs no journal: a file here and a line in kinds.ts. What a
 * plan remembers stands in the ledger.
 */
export interface SingleKind<C extends RedisChange = RedisChange, B extends Facts = Facts> {
  kinds: readonly C['kind'][]
  title: (change: C) => string
  /**
   * Looks at the server; throws a Failure where it cannot be done. Changes nothing.
   *
   * @param mayTry ask also by commands that would change something, given so that they do not
   */
  plan: (server: RedisServer, change: C, mayTry: boolean) => Promise<Plan<B>>
  /** What `plan` remembers, as it comes back from the ledger. */
  before: z.ZodType<B>
  /** On all servers or none: what was done is taken back where one refuses. */
  send: (server: RedisServer, change: C, before: B) => Promise<void>
  /** What has become of it. */
  look: (server: RedisServer, change: C, before: B) => Promise<Found>
  /** What differs from how it left things, one sentence; undefined where nothing does. */
  differs: (server: RedisServer, change: C, made: Facts) => Promise<string | undefined>
  takeBack: (server: RedisServer, change: C, before: B, made: Facts) => Promise<void>
}

/** Gives up the types of one kind, so that all stand in one list. */
export function defineKind<C extends RedisChange, B extends Facts>(kind: SingleKind<C, B>): SingleKind {
  // Whoever asks a kind has found it by the change's own kind.
  const own = (change: RedisChange): C => change as C
  return {
    kinds: kind.kinds,
    title: (change) => kind.title(own(change)),
    plan: async (server, change, mayTry) => await kind.plan(server, own(change), mayTry),
    before: kind.before,
    send: async (server, change, before) => await kind.send(server, own(change), kind.before.parse(before)),
    look: async (server, change, before) => await kind.look(server, own(change), kind.before.parse(before)),
    differs: async (server, change, made) => await kind.differs(server, own(change), made),
    takeBack: async (server, change, before, made) =>
      await kind.takeBack(server, own(change), kind.before.parse(before), made),
  }
}
