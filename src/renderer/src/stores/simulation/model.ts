/** What the Simulation pane knows of one trace. */
import type { EvictionPolicy, NamespaceTtl, Simulation } from '#shared/contract/redis/simulation.ts'
import type { Failure } from '#shared/failure.ts'
import { parseMemorySize } from '#shared/redis/memory-size.ts'
import type { Bytes } from '#shared/units.ts'

export type Answer<T> =
  | { kind: 'none' }
  | { kind: 'running'; done: number; total: number | undefined }
  | { kind: 'ready'; answer: T }
  | { kind: 'failed'; failure: Failure }

export interface TraceSimulation {
  /** As typed: sizes with commas between; empty for sizes around what the trace holds. */
  memory: string
  policies: readonly EvictionPolicy[]
  /** As typed: seconds with commas between; empty for the TTLs of the trace. */
  ttls: string
  /** 0 to 1. */
  wantedHitRate: number
  policyAnswer: Answer<Simulation>
  ttlAnswer: Answer<readonly NamespaceTtl[]>
}

export const untried: TraceSimulation = {
  memory: '',
  policies: ['allkeys-lru', 'allkeys-lfu', 'allkeys-random', 'volatile-ttl'],
  ttls: '',
  wantedHitRate: 0.9,
  policyAnswer: { kind: 'none' },
  ttlAnswer: { kind: 'none' },
}

/** The sizes that were typed; undefined where one is none. */
export function memorySizes(typed: string): Bytes[] | undefined {
  return allOf(typed, parseMemorySize)
}

/** The seconds that were typed; undefined where one is none. */
export function ttlSeconds(typed: string): number[] | undefined {
  return allOf(typed, (text) => (/^\d{1,9}$/.test(text) && Number(text) > 0 ? Number(text) : undefined))
}

function allOf(typed: string, read: (text: string) => number | undefined): number[] | undefined {
  const texts = typed.split(/[,;\s]+/).filter((text) => text !== '')
  const values = texts.flatMap((text) => read(text) ?? [])
  return values.length === texts.length ? values : undefined
}
