import type { Blocker, ChangePreview } from '#shared/contract/changes.ts'
import type { Session } from '../../session/session.ts'
import type { ServerFacts } from './server.ts'

/** What a look at the server tells of a change before it is made. */
export interface Aspects {
  locks: ChangePreview['locks']
  blockers: Blocker[]
  /** Null where nothing is known of it; 0 where it needs none. */
  diskBytes: number | null
  diskNote: string | undefined
  warnings: string[]
  /** Why the server would not take it. */
  refusal: ChangePreview['refusal']
}

/** Looks at one kind of change. Only reads. */
export type Look<Change> = (
  session: Session,
  change: Change,
  server: ServerFacts,
) => Promise<Partial<Aspects>>

/** One set of aspects of several: lists are put together, of single things the first counts. */
export function together(parts: Partial<Aspects>[]): Aspects {
  const disk = parts.find(({ diskBytes }) => diskBytes !== undefined && diskBytes !== null)
  return {
    locks: parts.flatMap(({ locks }) => locks ?? []),
    blockers: parts.flatMap(({ blockers }) => blockers ?? []),
    diskBytes: disk?.diskBytes ?? null,
    diskNote: (disk ?? parts.find(({ diskNote }) => diskNote !== undefined))?.diskNote,
    warnings: [...new Set(parts.flatMap(({ warnings }) => warnings ?? []))],
    refusal: parts.find(({ refusal }) => refusal !== undefined)?.refusal,
  }
}
