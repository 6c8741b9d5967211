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
  requirePostgres,
  settleChanges,
  undoChange,
} from '../postgres/index.ts'
import { tellProgress } from '../progress.ts'
import {
  applyChange as applyRedisChange,
  type ChangesRoom,
  pageOfKeys,
  previewChange as previewRedisChange,
  resumeChange,
  settleChanges as settleRedisChanges,
  undoChange as undoRedisChange,
} from '../redis/changes/index.ts'
import { requireRedis } from '../redis/index.ts'
import type { Implementer } from './implementer.ts'
import type { Rooms } from './rooms.ts'

/** Changes: previewed, applied, undone, gone on with, and the ledger of them; of Postgres and Redis. */
export function changeProcedures(os: Implementer, rooms: Rooms) {
  const { environments, jobs, settings, ledger } = rooms
  const room = (): ChangesRoom => ({ ledger, home: rooms.appInfo().home })
  const targetOf = async (entry: Entry) => await environments.resolve(targetIdOf(entry, environments.list()))
  const redisTargetOf = async (entry: Entry) => requireRedis(await targetOf(entry))

  return {
    preview: os.changes.preview.handler(async function* ({ input, signal }) {
      const target = await environments.resolve(input.targetId)
      yield* target.address.kind === 'redis'
        ? previewRedisChange(requireRedis(target), input.sql, settings.get(), signal)
        : previewPostgres(requirePostgres(target), input.sql, settings.get(), signal)
    }),
    apply: os.changes.apply.handler(async function* ({ input, signal }) {
      const target = await environments.resolve(input.targetId)
      yield* jobs.stream(
        { title: 'Change', target: target.name },
        signal,
        (jobSignal) =>
          target.address.kind === 'redis'
            ? applyRedisChange(room(), requireRedis(target), input, settings.get(), jobSignal)
            : applyChange(ledger, requirePostgres(target), input, settings.get(), jobSignal, prepareProof),
        describeChange,
      )
    }),
    undo: os.changes.undo.handler(async function* ({ input, signal }) {
      const { target } = ledger.entry(input.id)
      yield* jobs.stream(
        { title: 'Undo a change', target: target.name },
        signal,
        (jobSignal) =>
          target.address.kind === 'redis'
            ? undoRedisChange(room(), { ...input, resolveTarget: redisTargetOf }, settings.get(), jobSignal)
            : undoChange(
                ledger,
                input.id,
                async (entry) => requirePostgres(await targetOf(entry)),
                input.confirmation,
                settings.get(),
                jobSignal,
              ),
        describeChange,
      )
    }),
    resume: os.changes.resume.handler(async function* ({ input, signal }) {
      const { target } = ledger.entry(input.id)
      if (target.address.kind !== 'redis') throw notOfKeys()
      yield* jobs.stream(
        { title: 'Go on with a change', target: target.name },
        signal,
        (jobSignal) =>
          resumeChange(room(), { ...input, resolveTarget: redisTargetOf }, settings.get(), jobSignal),
        describeChange,
      )
    }),
    keys: os.changes.keys.handler(({ input }) => pageOfKeys(room(), input.id, input.state, input.cursor)),
    watch: os.changes.watch.handler(({ signal }) => ledger.watch(signal)),
    get: os.changes.get.handler(({ input }) => ledger.get(input.id)),
    settle: os.changes.settle.handler(async ({ input, signal }) => {
      const target = await environments.resolve(input.targetId)
      return target.address.kind === 'redis'
        ? await settleRedisChanges(room(), requireRedis(target), settings.get(), signal)
        : await settleChanges(ledger, requirePostgres(target), settings.get(), signal)
    }),
  }
}

function notOfKeys(): Failure {
  return new Failure('REFUSED', 'There is nothing to go on with: only changes of Redis keys are.', {
    hint: 'Undo it, or apply it again.',
  })
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
  if (address.kind !== 'postgres' && address.kind !== 'redis') return JSON.stringify(address)
  const { kind, host, port, database, user } = address
  return JSON.stringify([kind, host, port, database, user])
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
