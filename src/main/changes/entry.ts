import type { ChangeStatus, Proof } from '#shared/contract/changes.ts'
import type { Address, Guard } from '#shared/contract/environments.ts'
import type { EpochMilliseconds, Milliseconds } from '#shared/units.ts'

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }

/** What a room has to remember of a change: object ids, definitions, former values. Never a password. */
export type Facts = Record<string, Json>

/** How a change is taken back. */
export interface Undo {
  /** Statements in order; null where nothing takes it back. */
  sql: string[] | null
  /** Why nothing does, or what else to know; one sentence. */
  note?: string | undefined
}

/** A target as the ledger keeps it: enough to find it again, without its password. */
export interface RecordedTarget {
  /** Absent for a target given by URL. */
  id: string | undefined
  name: string
  address: Address
}

export interface NewChange {
  /** Whatever more the target holds, a password say, is left out. */
  target: RecordedTarget
  environment: { name: string; guard: Guard }
  kind: string
  title: string
  /** All that is run, as people read it. */
  sql: string
  undo: Undo
  facts: Facts
}

/** Something that happened to a change. */
export interface NewEvent {
  status: ChangeStatus
  /** One sentence; without it the plain word for the status. */
  message?: string | undefined
  hint?: string | undefined
  elapsedMs?: Milliseconds | undefined
  /** Added to those known before; a fact of the same name takes the place of the former one. */
  facts?: Facts | undefined
  /** From now on the change is taken back so. */
  undo?: Undo | undefined
  proof?: Proof | undefined
}

export interface RecordedEvent {
  at: EpochMilliseconds
  status: ChangeStatus
  message: string
  data: EventData
}

/** What a list needs of an event beside its message. */
export interface EventData {
  hint?: string | undefined
  elapsedMs?: Milliseconds | undefined
  facts?: Facts | undefined
  undo?: Undo | undefined
  /** How the statements fared, in a few words; from the proof. */
  verdict?: string | undefined
}

/** A change with everything that happened to it. */
export interface Entry {
  id: string
  target: RecordedTarget
  environment: { name: string; guard: Guard }
  kind: string
  title: string
  sql: string
  who: string
  at: EpochMilliseconds
  events: RecordedEvent[]
  /** Of the last event; `interrupted` where that is work that nobody is at any more. */
  status: ChangeStatus
  /** What was begun last. */
  doing: 'applying' | 'undoing'
  facts: Facts
  undo: Undo
}
