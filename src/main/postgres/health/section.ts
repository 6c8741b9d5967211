import type { Limitation } from '#shared/contract/finding.ts'
import { type Diagnosis, limitation } from '#main/check-up.ts'
import type { Session } from '../session/session.ts'
import type { EarlierSizes } from './growth/store.ts'
import type { Query } from './query.ts'
import type { Server } from './server/server.ts'

export { type Diagnosis, figure, limitation, type Sources } from '#main/check-up.ts'

/** One subject of the check-up. Adding one is adding a file and a line in `sections/index.ts`. */
export interface Section {
  /** Stable name: `bloat`, `connections`… */
  id: string
  title: string
  /** Reads what it needs and judges it. What it throws makes the section `unknown`, and no other. */
  examine: (examination: Examination) => Promise<Diagnosis>
}

/** What a section has of the server while it is examined. */
export interface Examination {
  server: Server
  /** Figures of earlier check-ups, where a store was given. */
  earlier: EarlierSizes | undefined
  /** Runs a query and keeps it among the section's sources. */
  read: <Row>(query: Query<Row>) => Promise<Row[]>
  /** {@link read} for what may be refused: undefined then, and the limitation is told. */
  tryRead: <Row>(query: Query<Row>, limitation: Limitation) => Promise<Row[] | undefined>
  limit: (limitation: Limitation) => void
  /** The session itself, in the section's transaction, for readers of other parts of the room. */
  session: Session
}

/** The limitation of figures that only members of pg_monitor see. */
export function needsMonitor(what: string, role: string): Limitation {
  return limitation(
    `${what} cannot be seen by the role ${role}.`,
    `An administrator may run: GRANT pg_monitor TO ${role}.`,
  )
}
