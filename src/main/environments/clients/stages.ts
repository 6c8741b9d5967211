import type { ConnectionStep } from '#shared/contract/environments.ts'

export type StageName = ConnectionStep['step']

/** How a stage ended well: what happened, one sentence, and whether there is a catch. */
export type StageReport = string | { warning: string } | { skipped: string }

/**
 * Who is told about the stages of a connection attempt. Connecting for real work tells nobody; the
 * connection test writes them down.
 */
export interface Stages {
  /** Runs a stage; what it throws goes on to the caller. */
  run<T>(stage: StageName, work: () => Promise<T>, report: (result: T) => StageReport): Promise<T>
}

export const nobody: Stages = { run: async (_stage, work) => await work() }
