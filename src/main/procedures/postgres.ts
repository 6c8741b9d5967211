import type { Job } from '#shared/contract/app.ts'
import type { ExplainEvent } from '#shared/contract/postgres.ts'
import { checkStatement, explainStatement, planFromText, readCatalogue } from '../postgres/index.ts'
import type { Implementer } from './implementer.ts'
import type { Rooms } from './rooms.ts'

/** Statements checked and explained, plans read, the catalogue. */
export function queryProcedures(os: Implementer, { jobs, settings, postgresTarget }: Rooms) {
  return {
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
  }
}

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
