import type { Finding, Limitation, Proposal } from '#shared/contract/finding.ts'
import type { HealthFigure, HealthSection, HealthTable } from '#shared/contract/health.ts'
import type { Reply } from '../resp/index.ts'
import type { InfoFigures } from './info/info-figures.ts'
import type { Server } from './server.ts'

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

/** What a section says; its state follows from its findings. */
export interface Diagnosis {
  summary: string
  figures: HealthFigure[]
  tables: HealthTable[]
  findings: Finding[]
  /** Nothing could be judged, though nothing failed. */
  unknown?: true
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

export type Sources = HealthSection['sources']

export function limitation(message: string, hint: string, proposals: Proposal[] = []): Limitation {
  return { message, hint, proposals }
}

/** A figure of the letter; `isGood` says how it stands to its target. */
export function figure(label: string, value: string, target?: string, isGood?: boolean): HealthFigure {
  return {
    label,
    value,
    ...(target === undefined ? {} : { target }),
    ...(isGood === undefined ? {} : { state: isGood ? 'good' : 'attention' }),
  }
}

/** A figure that the server may not tell: then there is none. */
export function optionalFigure(
  label: string,
  value: number | undefined,
  write: (value: number) => string,
): HealthFigure[] {
  return value === undefined ? [] : [figure(label, write(value))]
}
