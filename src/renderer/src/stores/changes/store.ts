/** The Changes store on top of any services. */
import { create, type StoreApi, type UseBoundStore } from 'zustand'
import { toFailure } from '#renderer/api/failures.ts'
import type { ApplyInput, Change, ChangeHead, ChangeStatus } from '#shared/contract/changes.ts'
import { createDetails } from './details.ts'
import { noFilter, type LedgerFilter } from './filter.ts'
import { isSettled, unsettledTargets } from './ledger.ts'
import type {
  ChangeDialogState,
  ChangeTask,
  ChangeProposal,
  ChangeRequest,
  ChangeRun,
  DetailState,
  LedgerState,
} from './model.ts'
import { createPreviews } from './previews.ts'
import { createRuns } from './runs.ts'
import type { ChangeServices } from './services.ts'
import { settledWords } from './settling.ts'

export interface ChangesState {
  /** Every change, the newest first, as the main process tells. */
  ledger: LedgerState
  /** What is shown over the page; null for nothing. */
  dialog: ChangeDialogState | null
  /** Changes that this page began, by their run's id. */
  runs: Readonly<Record<string, ChangeRun>>
  /** Entries of the ledger with their proofs, by change id. */
  details: Readonly<Record<string, DetailState>>
  /** The row chosen on the Changes screen. */
  selected: string | null
  /** Which entries the Changes screen shows. */
  filter: LedgerFilter

  /** Opens the dialog with what this change would do. Nothing is applied yet. */
  propose: (request: ChangeRequest) => void
  /** Another statement instead; it is previewed anew. */
  editSql: (sql: string) => void
  /** Asks anew for what it would do: who blocks it now, what is free. */
  refreshPreview: () => void
  chooseMeasure: (index: number, chosen: boolean) => void
  /** Applies the proposal of the dialog. */
  apply: (confirmation?: string) => void
  /** Cancels a change under way, on the server too. */
  cancel: (runId: string) => void
  /** Undoes a change: at once where the guard is open, otherwise after a question. */
  undo: (changeId: string) => void
  /** Goes on with a change that was stopped before its end, in the same way. */
  resume: (changeId: string) => void
  /** The question was answered. */
  confirm: (confirmation?: string) => void
  /** Shows a change of the ledger: its progress while this page applies it, else what became of it. */
  open: (changeId: string) => void
  close: () => void

  select: (changeId: string | null) => void
  setFilter: (change: Partial<LedgerFilter>) => void
  /** Asks for a change's proof and events unless they are known as they are now. */
  get: (changeId: string, again?: boolean) => void
  /**
   * Looks what became of changes that were interrupted on these targets, and tells it. Asks once about
   * each change unless `again` says that it may be different now.
   */
  settle: (targetIds: readonly string[], again?: boolean) => Promise<void>
  /** Follows the ledger until the returned function is called. */
  follow: () => () => void
}

export function createChangesStore(services: ChangeServices): UseBoundStore<StoreApi<ChangesState>> {
  return create<ChangesState>()((set, get) => {
    const patchRun = (runId: string, change: (run: ChangeRun) => ChangeRun): void => {
      set(({ runs }) => {
        const run = runs[runId]
        return run === undefined ? {} : { runs: { ...runs, [runId]: change(run) } }
      })
    }
    const details = createDetails(services, {
      get: (id) => get().details[id],
      set: (id, detail) => set((state) => ({ details: { ...state.details, [id]: detail } })),
    })
    const previews = createPreviews(services, {
      get: proposalOf,
      patch: (change) =>
        set(({ dialog }) =>
          dialog?.kind === 'proposal'
            ? { dialog: { kind: 'proposal', proposal: change(dialog.proposal) } }
            : {},
        ),
    })

    function proposalOf(): ChangeProposal | undefined {
      const { dialog } = get()
      return dialog?.kind === 'proposal' ? dialog.proposal : undefined
    }

    const isShown = (runId: string): boolean => {
      const { dialog } = get()
      return dialog?.kind === 'run' && dialog.runId === runId
    }

    const runs = createRuns(
      {
        get: (id) => get().runs[id],
        put: (run) => set((state) => ({ runs: { ...state.runs, [run.id]: run } })),
        patch: patchRun,
        ended: (runId, change) => {
          details.take(change)
          patchRun(runId, (run) => ({ ...run, changeId: change.id, state: { kind: 'ended', change } }))
          if (!isShown(runId)) tellEnd(services, change, () => get().open(change.id))
        },
        failed: (runId, failure) => {
          const run = get().runs[runId]
          if (run === undefined) return
          patchRun(runId, (now) => ({ ...now, state: { kind: 'failed', failure } }))
          if (!isShown(runId)) return services.notifyFailure(`${run.title}: nothing was changed`, failure)
          // Back to where it was begun, with everything as it was typed.
          if (run.proposal !== undefined) {
            set({ dialog: { kind: 'proposal', proposal: { ...run.proposal, failure } } })
          } else if (run.changeId !== undefined) {
            const { changeId, task } = run
            if (task !== 'apply') set({ dialog: { kind: 'question', task, changeId, failure } })
          }
        },
      },
      services,
    )

    const start = (task: ChangeTask, changeId: string, confirmation: string | undefined): void => {
      const known = headOf(get().ledger, changeId) ?? get().details[changeId]?.change
      if (known === undefined) return
      const runId = runs.start(
        {
          task,
          title: known.title,
          sql: (task === 'undo' ? known.undoSql : undefined) ?? known.sql,
          targetId: known.targetId,
          changeId,
          proposal: undefined,
        },
        async (signal) =>
          await services[task]({ id: changeId, ...(confirmation !== undefined && { confirmation }) }, signal),
      )
      set({ dialog: { kind: 'run', runId } })
    }

    /** At once where the guard is open, otherwise after a question. */
    const begin = (task: ChangeTask, changeId: string): void => {
      const known = headOf(get().ledger, changeId) ?? get().details[changeId]?.change
      if (known === undefined) return
      const guard =
        (known.targetId === undefined ? undefined : services.guardOf(known.targetId)?.guard) ??
        known.environment.guard
      if (guard === 'open') start(task, changeId, undefined)
      else set({ dialog: { kind: 'question', task, changeId, failure: undefined } })
    }

    /** Changes that this page waits for the ledger to tell the end of. */
    const endRuns = (changes: readonly ChangeHead[]): void => {
      for (const run of Object.values(get().runs)) {
        if (run.state.kind !== 'ending' || run.changeId === undefined) continue
        const head = changes.find(({ id }) => id === run.changeId)
        if (head === undefined || !isSettled(head.status)) continue
        void details.load(head.id, true).then((change) => {
          if (change === undefined || !isSettled(change.status)) return
          patchRun(run.id, (now) =>
            now.state.kind === 'ending' ? { ...now, state: { kind: 'ended', change } } : now,
          )
        })
      }
    }

    /** Changes that were asked about already: the list of environments is read again and again. */
    const asked = new Set<string>()

    return {
      ledger: { kind: 'loading' },
      dialog: null,
      runs: {},
      details: {},
      selected: null,
      filter: noFilter,

      propose: ({ targetId, sql, title, measure = [] }) => {
        set({
          dialog: {
            kind: 'proposal',
            proposal: {
              targetId,
              sql,
              title,
              measure: measure.map((statement) => ({ statement, chosen: true })),
              preview: { kind: 'loading' },
              failure: undefined,
            },
          },
        })
        previews.ask()
      },
      editSql: (sql) =>
        previews.change((proposal) => ({
          ...proposal,
          sql,
          failure: undefined,
          preview: { kind: 'loading' },
        })),
      refreshPreview: () => previews.ask(),
      chooseMeasure: (index, chosen) =>
        previews.touch((proposal) => ({
          ...proposal,
          measure: proposal.measure.map((each, at) => (at === index ? { ...each, chosen } : each)),
        })),
      apply: (confirmation) => {
        const proposal = proposalOf()
        if (proposal?.preview.kind !== 'ready') return
        const { preview } = proposal.preview
        if (preview.refusal !== undefined) return
        previews.stop()
        const { targetId, sql } = proposal
        const measure = proposal.measure.filter(({ chosen }) => chosen).map(({ statement }) => statement)
        const input: ApplyInput = { targetId, sql }
        if (confirmation !== undefined) input.confirmation = confirmation
        if (measure.length > 0) input.measure = measure
        const runId = runs.start(
          {
            task: 'apply',
            title: preview.title,
            sql: preview.statements.join(';\n'),
            targetId,
            changeId: undefined,
            proposal,
          },
          async (signal) => await services.apply(input, signal),
        )
        set({ dialog: { kind: 'run', runId } })
      },
      cancel: runs.cancel,
      undo: (changeId) => begin('undo', changeId),
      resume: (changeId) => begin('resume', changeId),
      confirm: (confirmation) => {
        const { dialog } = get()
        if (dialog?.kind === 'question') start(dialog.task, dialog.changeId, confirmation)
      },
      open: (changeId) => {
        const run = Object.values(get().runs).findLast(
          (each) => each.changeId === changeId && each.state.kind !== 'failed',
        )
        if (run !== undefined && run.state.kind !== 'ended') {
          set({ dialog: { kind: 'run', runId: run.id } })
          return
        }
        set({ dialog: { kind: 'change', changeId } })
        void details.load(changeId, false)
      },
      close: () => {
        previews.stop()
        set({ dialog: null })
      },

      select: (selected) => set({ selected }),
      setFilter: (change) => set(({ filter }) => ({ filter: { ...filter, ...change } })),
      get: (changeId, again = false) => void details.load(changeId, again),
      settle: async (targetIds, again = false) => {
        const { ledger } = get()
        if (ledger.kind !== 'ready') return
        const own = new Set(Object.values(get().runs).flatMap((run) => run.changeId ?? []))
        const waiting = unsettledTargets(ledger.changes, new Set(targetIds), own)
        await Promise.all(
          waiting.map(async ({ targetId, changeIds }) => {
            if (!again && changeIds.every((id) => asked.has(id))) return
            for (const id of changeIds) asked.add(id)
            try {
              for (const change of await services.settle(targetId)) {
                details.take(change)
                tellSettled(services, change, () => get().open(change.id))
              }
            } catch (error) {
              services.notifyFailure(
                'Pitwall ended during a change and cannot see what became of it',
                toFailure(error),
              )
            }
          }),
        )
      },
      follow: () =>
        services.watch({
          value: (changes) => {
            set({ ledger: { kind: 'ready', changes } })
            for (const head of changes) details.refresh(head)
            endRuns(changes)
          },
          failure: (failure) => set({ ledger: { kind: 'failed', failure } }),
        }),
    }
  })
}

/** An entry of the ledger by its id. */
export function headOf(ledger: LedgerState, changeId: string): ChangeHead | undefined {
  return ledger.kind === 'ready' ? ledger.changes.find(({ id }) => id === changeId) : undefined
}

/** The dialog was closed meanwhile: a message says how it ended. */
function tellEnd(services: ChangeServices, change: Change, open: () => void): void {
  const { title, status, message, hint } = change
  const words = endWords[status]
  services.notify({
    title: words.title,
    description: words.failed
      ? [`${title}.`, message, hint].filter((part) => part !== undefined).join(' ')
      : title,
    tone: words.failed ? 'failure' : 'plain',
    action: { label: 'Show', run: open },
    staysMs: words.failed ? 15_000 : 10_000,
  })
}

const endWords: Record<ChangeStatus, { title: string; failed: boolean }> = {
  applied: { title: 'The change is applied', failed: false },
  undone: { title: 'The change is undone', failed: false },
  failed: { title: 'The change failed; nothing of it is left', failed: true },
  partial: { title: 'The change failed; something of it is left', failed: true },
  interrupted: { title: 'What became of the change is not known yet', failed: true },
  applying: { title: 'The change is under way', failed: false },
  undoing: { title: 'The change is being undone', failed: false },
}

function tellSettled(services: ChangeServices, change: Change, open: () => void): void {
  const words = settledWords(change)
  if (words === undefined) return
  services.notify({
    title: words.title,
    description: words.description,
    tone: change.status === 'partial' || change.status === 'interrupted' ? 'failure' : 'plain',
    action: { label: words.action, run: open },
    staysMs: 30_000,
  })
}
