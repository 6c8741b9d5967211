import type { Limitation } from '#shared/contract/finding.ts'
import type { HealthFigure } from '#shared/contract/health.ts'
import { type Diagnosis, figure } from '#main/check-up.ts'
import type { Reply } from '../resp/index.ts'
import type { InfoFigures } from './info/info-figures.ts'
import type { Server } from './server.ts'

export { type Diagnosis, figure, limitation, type Sources } from '#main/check-up.ts'

/** One subject of the check-up. Adding one is adding a file and a line in `sections/index.ts`. */
export interface Section {
  /** Stable name: `memory`, `clients`… */
  id: string
  title: string
  /** False where the server has nothing of the kind, such as a cluster. */
  applies?: (server: Server) => boolean
  /** Reads what it needs and judges it. What it throws makes the section `unknown`, and no other. */
  examine: (examination: Examination) => Promise<Diagnosis> | Diagnosis
}

/** What the server is set to; empty where it does not tell. */
export type Settings = ReadonlyMap<string, string>

/** A reply of one master. */
export interface Answer {
  node: string
  reply: Reply
}

/** What a section has of the server while it is examined. */
export interface Examination {
  server: Server
  /**
   * What the masters tell in these sections of INFO, which become sources.
   *
   * @throws Failure PERMISSION where INFO is forbidden
   */
  info: (...sections: readonly InfoSection[]) => InfoFigures
  /** Settings by their names; where CONFIG GET is refused, none, and the limitation is told. */
  settings: (...names: readonly string[]) => Promise<Settings>
  /**
   * Asks every master, or the first where one knows all; undefined where it is refused, and then the
   * limitation says what is missing.
   */
  ask: (question: Question) => Promise<Answer[] | undefined>
  limit: (limitation: Limitation) => void
}

export interface Question {
  title: string
  command: readonly string[]
  /** What the answer lacks without it, to begin a sentence: `What slow commands were`. */
  missing: string
  /** One master is asked for all. */
  ofAll?: boolean
  /** Nothing is said where it is refused: the figures are only nice to have. */
  optional?: boolean
}

export type InfoSection =
  | 'server'
  | 'clients'
  | 'memory'
  | 'persistence'
  | 'stats'
  | 'replication'
  | 'commandstats'
  | 'errorstats'
  | 'latencystats'
  | 'cluster'
  | 'keyspace'

/** A figure that the server may not tell: then there is none. */
export function optionalFigure(
  label: string,
  value: number | undefined,
  write: (value: number) => string,
): HealthFigure[] {
  return value === undefined ? [] : [figure(label, write(value))]
}
