import { checkServer, getKey, keyValue, watchServer } from '../redis/index.ts'
import type { Implementer } from './implementer.ts'
import type { Rooms } from './rooms.ts'

/** The check-up of a Redis, its keys one by one, and the table of their TTL policies. */
export function redisProcedures(os: Implementer, { jobs, settings, redisTarget, ttlPolicies }: Rooms) {
  return {
    server: {
      check: os.redis.server.check.handler(async ({ input, signal }) =>
        checkServer(await redisTarget(input.targetId), input, settings.get(), signal),
      ),
      watch: os.redis.server.watch.handler(async function* ({ input, signal }) {
        yield* watchServer(await redisTarget(input.targetId), settings.get(), signal)
      }),
    },
    key: {
      get: os.redis.key.get.handler(async ({ input, signal }) =>
        getKey(await redisTarget(input.targetId), input.key, settings.get(), signal),
      ),
      value: os.redis.key.value.handler(async ({ input, signal }) =>
        keyValue(await redisTarget(input.targetId), input, settings.get(), signal),
      ),
    },
    ttlPolicies: {
      get: os.redis.ttlPolicies.get.handler(({ input }) => ttlPolicies.get(input.targetId)),
      set: os.redis.ttlPolicies.set.handler(({ input }) => ttlPolicies.set(input.targetId, input.policies)),
      check: os.redis.ttlPolicies.check.handler(async function* ({ input, signal }) {
        const target = await redisTarget(input.targetId)
        yield* jobs.stream(
          { title: 'Check TTL policies', target: target.name },
          signal,
          (jobSignal) => ttlPolicies.check(target, input, settings.get(), jobSignal),
          (event) =>
            event.type === 'progress'
              ? {
                  progress: {
                    done: event.done,
                    total: event.total,
                    unit: 'keys',
                    perSecond: event.keysPerSecond,
                  },
                }
              : { message: `${event.compliance.length} policies checked` },
        )
      }),
    },
  }
}
