import { checkHealth, watchActivity } from '../postgres/index.ts'
import type { Implementer } from './implementer.ts'
import type { Rooms } from './rooms.ts'

/** The check-up of a Postgres, and what it does now. */
export function healthProcedures(os: Implementer, { settings, tableSizes, postgresTarget }: Rooms) {
  return {
    check: os.postgres.health.check.handler(async ({ input, signal }) =>
      checkHealth(await postgresTarget(input.targetId), { growth: tableSizes }, settings.get(), signal),
    ),
    watchActivity: os.postgres.health.watchActivity.handler(async function* ({ input, signal }) {
      yield* watchActivity(await postgresTarget(input.targetId), settings.get(), signal)
    }),
  }
}
