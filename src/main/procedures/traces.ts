import { bestTtls, expectedCost, runWarmUp, simulate } from '../redis/index.ts'
import type { Implementer } from './implementer.ts'
import type { Rooms } from './rooms.ts'

/** Traces of a Redis: recorded, read, and what other policies and TTLs would have done with them. */
export function traceProcedures(os: Implementer, { jobs, settings, redisTarget, httpTarget, traces }: Rooms) {
  return {
    traces: {
      expectedCost: os.redis.traces.expectedCost.handler(async ({ input, signal }) =>
        expectedCost(await redisTarget(input.targetId), settings.get(), signal),
      ),
      record: os.redis.traces.record.handler(async function* ({ input, signal }) {
        const target = await redisTarget(input.targetId)
        yield* jobs.stream(
          { title: 'Record accesses', target: target.name },
          signal,
          (jobSignal) => traces.record(target, input, settings.get(), jobSignal),
          (event) =>
            event.type === 'progress'
              ? {
                  message: `${event.accesses} accesses`,
                  progress: {
                    done: Math.round(event.elapsedMs / 1000),
                    total: Math.round(event.totalMs / 1000),
                    unit: 'seconds',
                  },
                }
              : { message: `${event.summary.head.accesses} accesses recorded` },
        )
      }),
      stop: os.redis.traces.stop.handler(({ input }) => {
        traces.stop(input.targetId)
        return {}
      }),
      list: os.redis.traces.list.handler(({ input }) => traces.list(input.targetId)),
      get: os.redis.traces.get.handler(({ input, signal }) => traces.get(input.id, signal)),
      importFile: os.redis.traces.importFile.handler(({ input, signal }) =>
        traces.importFile(input.file, signal),
      ),
      remove: os.redis.traces.remove.handler(async ({ input }) => {
        await traces.remove(input.id)
        return {}
      }),
    },
    warmUp: {
      run: os.redis.warmUp.run.handler(async function* ({ input, signal }) {
        const target = await redisTarget(input.targetId)
        yield* jobs.stream(
          { title: 'Warm up', target: target.name },
          signal,
          (jobSignal) =>
            runWarmUp(target, input, { traceFile: traces.file, httpTarget }, settings.get(), jobSignal),
          (event) =>
            event.type === 'sample'
              ? {
                  message: `${event.sample.sent} reads sent`,
                  progress: {
                    done: Math.round(event.sample.elapsedMs / 1000),
                    total: input.seconds,
                    unit: 'seconds',
                  },
                }
              : { message: `${event.sent} reads sent` },
        )
      }),
    },
    simulation: {
      run: os.redis.simulation.run.handler(async function* ({ input, signal }) {
        const { traceId, ...choice } = input
        const file = traces.file(traceId)
        yield* jobs.stream(
          { title: 'Simulate a cache' },
          signal,
          (jobSignal) => simulate({ id: traceId, file }, choice, jobSignal),
          (event) =>
            event.type === 'progress'
              ? { progress: { done: event.done, total: event.total, unit: 'accesses' } }
              : { message: `${event.simulation.results.length} combinations` },
        )
      }),
      ttls: os.redis.simulation.ttls.handler(({ input, signal }) =>
        bestTtls({ id: input.traceId, file: traces.file(input.traceId) }, input.wantedHitRate, signal),
      ),
    },
  }
}
