/** What the Warm-up pane knows of one trace. */
import type { WarmUpInput, WarmUpSample } from '#shared/contract/redis/warm-up.ts'
import type { Failure } from '#shared/failure.ts'

export interface WarmUpRoute {
  pattern: string
  path: string
}

/** How the reads are to be sent. */
export interface WarmUpChoice {
  /** A glob; empty for all reads. */
  match: string
  readsPerSecond: number
  seconds: number
  through: 'redis' | 'http'
  /** Of the service that fills the cache; null where none is chosen. */
  httpTargetId: string | null
  routes: readonly WarmUpRoute[]
}

export interface WarmUpEnd {
  sent: number
  failed: number
  failures: readonly { kind: string; count: number }[]
  unmatched: number
  notes: readonly string[]
}

export interface WarmUp {
  choice: WarmUpChoice
  samples: readonly WarmUpSample[]
  state:
    | { kind: 'none' }
    | { kind: 'running' }
    | { kind: 'ended'; end: WarmUpEnd }
    | { kind: 'stopped' }
    | { kind: 'failed'; failure: Failure }
}

export const untried: WarmUp = {
  choice: {
    match: '',
    readsPerSecond: 100,
    seconds: 30,
    through: 'redis',
    httpTargetId: null,
    routes: [{ pattern: '', path: '' }],
  },
  samples: [],
  state: { kind: 'none' },
}

/** What to ask the main process for; undefined while something is missing. */
export function inputOf(
  choice: WarmUpChoice,
  ids: { traceId: string; targetId: string },
  confirmation: string | undefined,
): WarmUpInput | undefined {
  const { match, readsPerSecond, seconds, through, httpTargetId } = choice
  const routes = choice.routes.filter(({ pattern, path }) => pattern !== '' && path !== '')
  if (!(readsPerSecond >= 1 && readsPerSecond <= 100_000)) return undefined
  if (!(Number.isInteger(seconds) && seconds >= 1 && seconds <= 3_600)) return undefined
  if (through === 'http' && (httpTargetId === null || routes.length === 0)) return undefined
  return {
    ...ids,
    readsPerSecond,
    seconds,
    ...(match !== '' && { match }),
    ...(confirmation !== undefined && { confirmation }),
    through:
      through === 'http' && httpTargetId !== null
        ? { kind: 'http', targetId: httpTargetId, routes }
        : { kind: 'redis' },
  }
}
