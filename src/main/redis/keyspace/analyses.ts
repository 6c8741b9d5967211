import type { DatabaseSync } from 'node:sqlite'
import type {
  AnalyseInput,
  Analysis,
  AnalysisEvent,
  AnalysisHead,
  Pace,
} from '#shared/contract/redis/keyspace.ts'
import type { TtlPolicy } from '#shared/contract/redis/ttl-policies.ts'
import { Failure } from '#shared/failure.ts'
import type { Milliseconds } from '#shared/units.ts'
import { withRedis } from '../connect/index.ts'
import type { RedisTarget } from '../redis-target.ts'
import type { ComplianceCounter } from './aggregate.ts'
import { analyse, type AnalysisControl, createControl, notRunning } from './analyse.ts'
import { createKeptAnalyses } from './kept-analyses.ts'
import { keysPage, type KeysPage, type PageOptions } from './keys-page.ts'

export interface KeyspaceAnalysesOptions {
  database: DatabaseSync
  /** See the room of TTL policies. */
  createComplianceCounter: (policies: readonly TtlPolicy[]) => ComplianceCounter
}

export interface RunOptions extends Omit<AnalyseInput, 'targetId'> {
  type?: string | undefined
  /** Compliance with them is counted in the same pass; the first that matches counts. */
  policies?: readonly TtlPolicy[] | undefined
}

export interface Timeouts {
  connectTimeoutMs: Milliseconds
}

/** Running analyses and the last ones of each target. */
export interface KeyspaceAnalyses {
  /** See {@link analyse}; what ends is kept where the target is one of the workbench's. */
  run: (
    target: RedisTarget,
    options: RunOptions,
    timeouts: Timeouts,
    signal?: AbortSignal,
  ) => AsyncGenerator<AnalysisEvent>
  /** It ends with what it has seen. Throws NOT_FOUND where it does not run. */
  stop: (analysisId: string) => void
  /** Throws NOT_FOUND where it does not run. */
  setPace: (analysisId: string, pace: Pace) => void
  /** The newest first. */
  list: (targetId: string) => AnalysisHead[]
  /** Throws NOT_FOUND. */
  get: (id: string) => Analysis
  keys: (
    target: RedisTarget,
    options: PageOptions,
    timeouts: Timeouts,
    signal?: AbortSignal,
  ) => Promise<KeysPage>
}

export function createKeyspaceAnalyses({
  database,
  createComplianceCounter,
}: KeyspaceAnalysesOptions): KeyspaceAnalyses {
  const kept = createKeptAnalyses(database)
  const running = new Map<string, { control: AnalysisControl; stop: AbortController }>()
  const runningOne = (id: string) => {
    const one = running.get(id)
    if (one === undefined) throw notRunning()
    return one
  }

  return {
    async *run(target, { policies, pace, ...options }, timeouts, signal) {
      const stop = new AbortController()
      const control = createControl(pace, stop.signal)
      running.set(control.id, { control, stop })
      const compliance = policies && policies.length > 0 ? createComplianceCounter(policies) : undefined
      try {
        for await (const event of analyse(target, { ...options, compliance }, control, timeouts, signal)) {
          if (event.type === 'analysis') kept.keep(event.analysis)
          yield event
        }
      } finally {
        running.delete(control.id)
      }
    },
    stop: (id) => runningOne(id).stop.abort(),
    setPace: (id, pace) => {
      runningOne(id).control.pace = pace
    },
    list: kept.list,
    get: (id) => {
      const analysis = kept.get(id)
      if (analysis === undefined) {
        throw new Failure('NOT_FOUND', 'This analysis is not kept any more.', {
          hint: 'The last ten of each target are kept; analyse the keyspace again.',
        })
      }
      return analysis
    },
    keys: async (target, options, timeouts, signal) =>
      await withRedis(target, { timeouts, signal }, async (server) => await keysPage(server, options)),
  }
}
