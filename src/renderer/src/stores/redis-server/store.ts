/** The store of the Server page on top of any services. */
import { create, type StoreApi, type UseBoundStore } from 'zustand'
import type { Limitation } from '#shared/contract/finding.ts'
import type { HealthReport } from '#shared/contract/health.ts'
import type { ServerSample } from '#shared/contract/redis/server.ts'
import type { EpochMilliseconds } from '#shared/units.ts'
import { createCheckUps, type CheckUps } from '../health/check-ups.ts'
import { createLooking } from '../health/looking.ts'
import type { WatchState } from '../health/model.ts'

/** The two parts of the page: the letter, and what the server does now. */
export type ServerPart = 'letter' | 'now'

/** What was seen of a server while somebody looked. */
export interface ServerWatch {
  targetId: string
  /** The oldest first; those of the last minutes. */
  samples: readonly ServerSample[]
  limitations: readonly Limitation[]
  state: WatchState
}

/** Ten minutes, one a second. */
const mostSamples = 600

export interface RedisServerServices {
  check: (input: { targetId: string; hitRateTarget: number }, signal: AbortSignal) => Promise<HealthReport>
  watch: (
    targetId: string,
    signal: AbortSignal,
  ) => Promise<AsyncIterable<{ sample: ServerSample; limitations: Limitation[] }>>
  now: () => EpochMilliseconds
}

export interface RedisServerState extends CheckUps {
  part: ServerPart
  /** What the hit rate is judged by, 0 to 1. */
  hitRateTarget: number
  /** Null while nobody looks. */
  watch: ServerWatch | null
  show: (part: ServerPart) => void
  setHitRateTarget: (hitRateTarget: number) => void
  /** Looks at what the server does until the returned function is called. */
  attend: (targetId: string) => () => void
  /** Looks again after the connection was lost. */
  retry: () => void
}

export function createRedisServerStore(
  services: RedisServerServices,
): UseBoundStore<StoreApi<RedisServerState>> {
  return create<RedisServerState>()((set, get) => {
    const patchWatch = (change: (watch: ServerWatch) => Partial<ServerWatch>): void =>
      set(({ watch }) => (watch === null ? {} : { watch: { ...watch, ...change(watch) } }))
    const looking = createLooking(services.watch, {
      seen: ({ sample, limitations }) =>
        patchWatch(({ samples }) => ({
          samples: [...samples, sample].slice(-mostSamples),
          limitations,
          state: { kind: 'live' },
        })),
      lost: (state) => patchWatch(() => ({ state })),
    })
    const begin = (targetId: string): void => {
      const { watch } = get()
      const kept = watch?.targetId === targetId ? watch : { samples: [], limitations: [] }
      set({ watch: { ...kept, targetId, state: { kind: 'connecting' } } })
      looking.begin(targetId)
    }

    return {
      ...createCheckUps(
        {
          check: async (targetId, signal) =>
            await services.check({ targetId, hitRateTarget: get().hitRateTarget }, signal),
          now: services.now,
        },
        set,
        get,
      ),
      part: 'letter',
      hitRateTarget: 0.85,
      watch: null,
      show: (part) => set({ part }),
      setHitRateTarget: (hitRateTarget) => {
        set({ hitRateTarget })
        // Letters were written by the former target.
        const { targets, check } = get()
        for (const [targetId, { report }] of Object.entries(targets)) if (report !== null) check(targetId)
      },
      attend: (targetId) => {
        begin(targetId)
        return () => {
          looking.end()
          set(({ watch }) => (watch === null ? {} : { watch: { ...watch, state: { kind: 'connecting' } } }))
        }
      },
      retry: () => {
        const { watch } = get()
        if (watch !== null) begin(watch.targetId)
      },
    }
  })
}
