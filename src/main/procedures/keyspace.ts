import type { Job } from '#shared/contract/app.ts'
import type { AnalysisEvent } from '#shared/contract/redis/keyspace.ts'
import type { Implementer } from './implementer.ts'
import type { Rooms } from './rooms.ts'

/** The whole keyspace of a Redis, analysed and browsed. */
export function keyspaceProcedures(
  os: Implementer,
  { jobs, settings, redisTarget, keyspaceAnalyses, ttlPolicies }: Rooms,
) {
  return {
    keyspace: {
      analyse: os.redis.keyspace.analyse.handler(async function* ({ input, signal }) {
        const target = await redisTarget(input.targetId)
        const options = { ...input, policies: ttlPolicies.get(input.targetId) }
        yield* jobs.stream(
          { title: 'Analyse the keyspace', target: target.name },
          signal,
          (jobSignal) => keyspaceAnalyses.run(target, options, settings.get(), jobSignal),
          describeAnalysis,
        )
      }),
      stop: os.redis.keyspace.stop.handler(({ input }) => {
        keyspaceAnalyses.stop(input.analysisId)
        return {}
      }),
      setPace: os.redis.keyspace.setPace.handler(({ input }) => {
        keyspaceAnalyses.setPace(input.analysisId, input.pace)
        return {}
      }),
      list: os.redis.keyspace.list.handler(({ input }) => keyspaceAnalyses.list(input.targetId)),
      get: os.redis.keyspace.get.handler(({ input }) => keyspaceAnalyses.get(input.id)),
      keys: os.redis.keyspace.keys.handler(async ({ input, signal }) =>
        keyspaceAnalyses.keys(await redisTarget(input.targetId), input, settings.get(), signal),
      ),
    },
  }
}

function describeAnalysis(event: AnalysisEvent): Pick<Job, 'message' | 'progress'> {
  if (event.type === 'analysis') return { message: `${event.analysis.keys} keys` }
  const { done, total, keysPerSecond: perSecond, remainingMs } = event
  return {
    progress: { done, total, unit: 'keys', perSecond, ...(remainingMs === null ? {} : { remainingMs }) },
  }
}
