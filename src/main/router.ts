import { implement, ORPCError } from '@orpc/server'
import { contract } from '#shared/contract/index.ts'
import type { AppInfo, Job } from '#shared/contract/app.ts'
import type { ExplainEvent } from '#shared/contract/postgres.ts'
import { Failure, failureCodes } from '#shared/failure.ts'
import type { Demo } from './demo/index.ts'
import type { Environments } from './environments/index.ts'
import type { Jobs } from './jobs/index.ts'
import {
  checkHealth,
  checkStatement,
  explainStatement,
  findStatementFindings,
  planFromText,
  type PostgresTarget,
  readCatalogue,
  requirePostgres,
  type StatementsRoom,
  type TableSizes,
  watchActivity,
} from './postgres/index.ts'
import type { SettingsRoom } from './settings/index.ts'

/** The rooms that the procedures of the contract are carried out in. */
export interface Rooms {
  appInfo: () => AppInfo
  dismissNotice: (id: string) => void
  settings: SettingsRoom
  jobs: Jobs
  environments: Environments
  demo: Demo
  statements: StatementsRoom
  tableSizes: TableSizes
  log: (message: string) => void
}

/** Puts every procedure of the contract in front of the room that carries it out. */
export function createRouter(rooms: Rooms) {
  const { environments, settings, jobs, demo, statements } = rooms
  const postgresTarget = async (targetId: string): Promise<PostgresTarget> =>
    requirePostgres(await environments.resolve(targetId))
  const os = implement(contract).use(async ({ next, path }) => {
    try {
      const result = await next()
      return isStream(result.output)
        ? { ...result, output: translateStream(result.output, path, rooms.log) }
        : result
    } catch (error) {
      throw translate(error, path, rooms.log)
    }
  })

  return os.router({
    app: {
      info: os.app.info.handler(() => rooms.appInfo()),
      dismissNotice: os.app.dismissNotice.handler(({ input }) => {
        rooms.dismissNotice(input.id)
        return {}
      }),
    },
    settings: {
      get: os.settings.get.handler(() => settings.get()),
      update: os.settings.update.handler(({ input }) => settings.update(input)),
    },
    jobs: {
      watch: os.jobs.watch.handler(({ signal }) => jobs.watch(signal)),
      cancel: os.jobs.cancel.handler(({ input }) => {
        jobs.cancel(input.id)
        return {}
      }),
      clear: os.jobs.clear.handler(() => {
        jobs.clear()
        return {}
      }),
    },
    environments: {
      list: os.environments.list.handler(() => environments.list()),
      create: os.environments.create.handler(({ input }) => environments.create(input)),
      update: os.environments.update.handler(({ input }) => environments.update(input)),
      duplicate: os.environments.duplicate.handler(({ input }) => environments.duplicate(input)),
      remove: os.environments.remove.handler(({ input }) => {
        environments.remove(input.id)
        return {}
      }),
    },
    targets: {
      create: os.targets.create.handler(({ input }) => environments.createTarget(input)),
      update: os.targets.update.handler(({ input }) => environments.updateTarget(input)),
      duplicate: os.targets.duplicate.handler(({ input }) => environments.duplicateTarget(input)),
      remove: os.targets.remove.handler(({ input }) => {
        environments.removeTarget(input.id)
        return {}
      }),
      test: os.targets.test.handler(({ input, signal }) =>
        environments.test(input, { connectTimeoutMs: settings.get().connectTimeoutMs, signal }),
      ),
    },
    discovery: {
      readText: os.discovery.readText.handler(({ input }) => environments.readText(input.text)),
      readFolder: os.discovery.readFolder.handler(({ input }) => environments.readFolder(input.folder)),
      readMachine: os.discovery.readMachine.handler(() => environments.readMachine()),
    },
    demo: {
      watch: os.demo.watch.handler(({ signal }) => demo.watch(signal)),
      start: os.demo.start.handler(() => {
        demo.start()
        return {}
      }),
      stop: os.demo.stop.handler(async () => {
        await demo.stop()
        return {}
      }),
    },
    postgres: {
      catalogue: os.postgres.catalogue.handler(async ({ input, signal }) =>
        readCatalogue(await postgresTarget(input.targetId), settings.get(), signal),
      ),
      checkStatement: os.postgres.checkStatement.handler(({ input }) => checkStatement(input.sql)),
      explain: os.postgres.explain.handler(async function* ({ input, signal }) {
        const target = await postgresTarget(input.targetId)
        const timeouts = settings.get()
        yield* jobs.stream(
          { title: input.analyze ? 'Explain analyze' : 'Explain', target: target.name },
          signal,
          (jobSignal) => explainStatement(target, input, timeouts, jobSignal),
          describeExplain,
        )
      }),
      readPlan: os.postgres.readPlan.handler(({ input, signal }) => planFromText(input.text, signal)),
      statements: {
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
      },
      health: {
        check: os.postgres.health.check.handler(async ({ input, signal }) =>
          checkHealth(
            await postgresTarget(input.targetId),
            { growth: rooms.tableSizes },
            settings.get(),
            signal,
          ),
        ),
        watchActivity: os.postgres.health.watchActivity.handler(async function* ({ input, signal }) {
          yield* watchActivity(await postgresTarget(input.targetId), settings.get(), signal)
        }),
      },
    },
  })
}

export type Router = ReturnType<typeof createRouter>

const explainPhases = {
  connecting: 'Connecting',
  planning: 'Planning',
  running: 'Running',
  reading: 'Reading the plan',
} as const

function describeExplain(event: ExplainEvent): Pick<Job, 'message'> {
  if (event.type === 'plan') return { message: `${event.plan.nodes.length} nodes` }
  const backend = event.backendPid === undefined ? '' : `, server process ${event.backendPid}`
  return { message: explainPhases[event.phase] + backend }
}

function isStream(output: unknown): output is AsyncIterator<unknown> & AsyncIterable<unknown> {
  return typeof output === 'object' && output !== null && Symbol.asyncIterator in output
}

/** Errors of a stream come while it is read, after the middleware has returned. */
async function* translateStream(
  stream: AsyncIterable<unknown>,
  path: readonly string[],
  log: (message: string) => void,
): AsyncGenerator {
  try {
    yield* stream
  } catch (error) {
    throw translate(error, path, log)
  }
}

/** Expected failures become the contract's typed errors; the rest is logged and told as unexpected. */
function translate(error: unknown, path: readonly string[], log: (message: string) => void): unknown {
  if (error instanceof Failure) {
    return new ORPCError(error.code, {
      // oRPC takes an error for one of the contract's only when its status is the contract's too.
      status: failureCodes[error.code],
      message: error.message,
      data: { facts: error.facts, ...(error.hint === undefined ? {} : { hint: error.hint }) },
    })
  }
  if (error instanceof ORPCError) return error
  log(
    `${path.join('.')} failed unexpectedly: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  )
  return new ORPCError('INTERNAL_SERVER_ERROR', {
    message: 'Something unexpected went wrong inside Pitwall. The log has the details.',
  })
}
