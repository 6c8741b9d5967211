import type { AdviseEvent, AdviseInput, WorkloadQuery } from '#shared/contract/advisor.ts'
import type { Job } from '#shared/contract/app.ts'
import {
  adviseIndexes,
  compareIndexes,
  type PostgresTarget,
  workloadOfStatements,
} from '../postgres/index.ts'
import type { Implementer } from './implementer.ts'
import type { Rooms } from './rooms.ts'

/** Index advice, and plans with indexes that do not exist yet. */
export function advisorProcedures(os: Implementer, rooms: Rooms) {
  const { jobs, settings, postgresTarget } = rooms
  return {
    advise: os.postgres.advisor.advise.handler(async function* ({ input, signal }) {
      const target = await postgresTarget(input.targetId)
      yield* jobs.stream(
        { title: 'Advise indexes', target: target.name },
        signal,
        async function* (jobSignal) {
          const workload = await workloadOf(rooms, target, input, jobSignal)
          yield* adviseIndexes(target, input, workload, settings.get(), jobSignal)
        },
        describeAdvice,
      )
    }),
    compare: os.postgres.advisor.compare.handler(async ({ input, signal }) =>
      compareIndexes(await postgresTarget(input.targetId), input, settings.get(), signal),
    ),
  }
}

async function workloadOf(
  { statements, settings }: Rooms,
  target: PostgresTarget,
  { workload }: AdviseInput,
  signal: AbortSignal,
): Promise<WorkloadQuery[]> {
  if (workload.source === 'queries') return workload.queries
  const list = await statements.list(target, { recordingId: workload.recordingId }, settings.get(), signal)
  return await workloadOfStatements(list, (ids) => statements.texts(target, ids, settings.get(), signal))
}

const phases = {
  reading: 'Reading the schema and the statements',
  candidates: 'Making candidates',
  searching: 'Searching',
  checking: 'Checking the best set',
} as const

function describeAdvice(event: AdviseEvent): Pick<Job, 'message' | 'progress'> {
  if (event.type === 'advice') return { message: `${event.advice.indexes.length} indexes proposed` }
  const { phase, candidates, whatIfCalls } = event
  return {
    message: `${phases[phase]}, ${candidates} candidates`,
    ...(whatIfCalls > 0 ? { progress: { done: whatIfCalls, unit: 'what-if calls' } } : {}),
  }
}
