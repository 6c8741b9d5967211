import { findStatementFindings, suggestParameters } from '../postgres/index.ts'
import type { Implementer } from './implementer.ts'
import type { Rooms } from './rooms.ts'

/** What runs on a Postgres, its recordings, history and findings. */
export function statementProcedures(os: Implementer, { jobs, settings, statements, postgresTarget }: Rooms) {
  return {
    list: os.postgres.statements.list.handler(async ({ input, signal }) =>
      statements.list(await postgresTarget(input.targetId), input, settings.get(), signal),
    ),
    get: os.postgres.statements.get.handler(async ({ input, signal }) =>
      statements.get(await postgresTarget(input.targetId), input.statementId, settings.get(), signal),
    ),
    findings: os.postgres.statements.findings.handler(async ({ input, signal }) => {
      const target = await postgresTarget(input.targetId)
      const timeouts = settings.get()
      const list = await statements.list(target, input, timeouts, signal)
      return await findStatementFindings(
        target,
        list,
        (ids) => statements.texts(target, ids, timeouts, signal),
        timeouts,
        signal,
      )
    }),
    sample: os.postgres.statements.sample.handler(async function* ({ input, signal }) {
      const target = await postgresTarget(input.targetId)
      yield* jobs.stream(
        { title: 'Watch what runs', target: target.name },
        signal,
        (jobSignal) => statements.sample(target, input.seconds, settings.get(), jobSignal),
        (list) => ({ message: `${list.statements.length} statements seen` }),
      )
    }),
    recordings: os.postgres.statements.recordings.handler(({ input }) =>
      statements.recordings(input.targetId),
    ),
    record: os.postgres.statements.record.handler(async ({ input, signal }) =>
      statements.record(await postgresTarget(input.targetId), input.label, settings.get(), signal),
    ),
    stopRecording: os.postgres.statements.stopRecording.handler(({ input, signal }) =>
      statements.stopRecording(input.recordingId, postgresTarget, settings.get(), signal),
    ),
    removeRecording: os.postgres.statements.removeRecording.handler(({ input }) => {
      statements.removeRecording(input.recordingId)
      return {}
    }),
    history: os.postgres.statements.history.handler(({ input }) => ({
      points: statements.history(input.targetId, input.statementId),
    })),
    suggestParameters: os.postgres.statements.suggestParameters.handler(async ({ input, signal }) => ({
      parameters: await suggestParameters(
        await postgresTarget(input.targetId),
        input.sql,
        settings.get(),
        signal,
      ),
    })),
  }
}
