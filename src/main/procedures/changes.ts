import type { ChangeEvent } from '#shared/contract/changes.ts'
import type { Job } from '#shared/contract/app.ts'
import { applyChange, prepareProof, previewChange, settleChanges, undoChange } from '../postgres/index.ts'
import type { Implementer } from './implementer.ts'
import type { Rooms } from './rooms.ts'

/** Changes: previewed, applied, undone, and the ledger of them. */
export function changeProcedures(os: Implementer, { jobs, settings, ledger, postgresTarget }: Rooms) {
  return {
    preview: os.changes.preview.handler(async ({ input, signal }) =>
      previewChange(await postgresTarget(input.targetId), input.sql, settings.get(), signal),
    ),
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
            async ({ target }) => await postgresTarget(target.id ?? ''),
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
