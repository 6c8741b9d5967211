import type { ChangeEvent, ChangePreview, PreviewEvent } from '#shared/contract/changes.ts'
import type { Job } from '#shared/contract/app.ts'
import type { Address, Environment } from '#shared/contract/environments.ts'
import { Failure } from '#shared/failure.ts'
import type { Entry } from '../changes/index.ts'
import {
  applyChange,
  type PostgresTarget,
  prepareProof,
  previewChange,
  settleChanges,
  undoChange,
} from '../postgres/index.ts'
import { tellProgress } from '../progress.ts'
import type { Implementer } from './implementer.ts'
import type { Rooms } from './rooms.ts'

/** Changes: previewed, applied, undone, and the ledger of them. */
export function changeProcedures(
  os: Implementer,
  { environments, jobs, settings, ledger, postgresTarget }: Rooms,
) {
  return {
    preview: os.changes.preview.handler(async function* ({ input, signal }) {
      yield* previewPostgres(await postgresTarget(input.targetId), input.sql, settings.get(), signal)
    }),
    apply: os.changes.apply.handler(async function* ({ input, signal }) {
      const target = await postgresTarget(input.targetId)
      yield* jobs.stream(
        { title: 'Change', target: target.name },
        signal,
        (jobSignal) => applyChange(ledger, target, input, settings.get(), jobSignal, prepareProof),
        describeChange,
      )
    }),
    undo: os.changes.undo.handler(async function* ({ input, signal }) {
      const { targetName } = ledger.get(input.id)
      yield* jobs.stream(
        { title: 'Undo a change', target: targetName },
        signal,
        (jobSignal) =>
          undoChange(
            ledger,
            input.id,
            async (entry) => await postgresTarget(targetIdOf(entry, environments.list())),
            input.confirmation,
            settings.get(),
            jobSignal,
          ),
        describeChange,
      )
    }),
    watch: os.changes.watch.handler(({ signal }) => ledger.watch(signal)),
    get: os.changes.get.handler(({ input }) => ledger.get(input.id)),
    settle: os.changes.settle.handler(async ({ input, signal }) =>
      settleChanges(ledger, await postgresTarget(input.targetId), settings.get(), signal),
    ),
  }
}

async function* previewPostgres(
  target: PostgresTarget,
  sql: string,
  timeouts: ReturnType<Rooms['settings']['get']>,
  signal: AbortSignal | undefined,
): AsyncGenerator<PreviewEvent> {
  const preview = yield* tellProgress<PreviewEvent, ChangePreview>(
    signal,
    (elapsedMs) => ({ type: 'progress', elapsedMs }),
    async (signal) => await previewChange(target, sql, timeouts, signal),
  )
  yield { type: 'preview', preview }
}

/** A change made in the terminal names no target: the one with the same address is meant. */
function targetIdOf({ id, target }: Entry, environments: readonly Environment[]): string {
  if (target.id !== undefined) return target.id
  const place = placeOf(target.address)
  const same = environments
    .flatMap(({ targets }) => targets)
    .find(({ address }) => placeOf(address) === place)
  if (same) return same.id
  throw new Failure('NOT_FOUND', `${target.name}, where this was done, is no target of the workbench.`, {
    hint: `Add it to an environment, or undo it in the terminal: pitwall undo ${id}`,
  })
}

function placeOf(address: Address): string {
  if (address.kind !== 'postgres') return JSON.stringify(address)
  const { host, port, database, user } = address
  return JSON.stringify([host, port, database, user])
}

function describeChange(event: ChangeEvent): Pick<Job, 'message' | 'progress'> {
  if (event.type === 'change') return { message: `${event.change.title}: ${event.change.status}` }
  const { phase, detail, done, total, unit = '' } = event
  return {
    message: detail === undefined ? sentence(phase) : `${sentence(phase)}, ${detail}`,
    ...(done === undefined ? {} : { progress: { done, unit, ...(total === undefined ? {} : { total }) } }),
  }
}

function sentence(phase: string): string {
  return phase.charAt(0).toUpperCase() + phase.slice(1)
}
