/** The Queries store on top of any services and storage. */
import { create, type StoreApi, type UseBoundStore } from 'zustand'
import { createCatalogueLoader, type CatalogueState } from './catalogues.ts'
import { createChecks } from './checks.ts'
import {
  idle,
  isUntouched,
  neighbourOf,
  newPlan,
  newStatement,
  type QueryDocument,
  type ResultChoices,
  type StatementDocument,
} from './documents.ts'
import { draftsDiffer } from './drafts.ts'
import { createKeeper, loadKept, type DraftStorage } from './keep.ts'
import type { QueryServices } from './services.ts'
import { createSuggestions } from './suggestions.ts'
import { createWork, type DocumentAccess, type EffectsAnswer } from './work.ts'

/** How many closed tabs can be opened again. */
const rememberedClosed = 20

export interface QueriesState {
  documents: QueryDocument[]
  active: string | null
  /** The last closed first. */
  closed: QueryDocument[]
  /** The node under the pointer, in any of the linked views of the active document. */
  hovered: number | null
  catalogues: Readonly<Record<string, CatalogueState>>

  /**
   * Opens a tab with this statement (or shows the one that has it). `run` executes and measures it;
   * `plan` plans it, with common values for its parameters where the server's statistics have some.
   */
  openStatement: (statement: {
    targetId: string | null
    sql: string
    run?: boolean
    plan?: boolean
  }) => string
  /** Opens a tab with the text of a plan and reads it. An empty text opens the box to paste one into. */
  openPlanText: (text: string, title?: string) => string
  openPlanFile: (file: File) => string
  /** Shows a tab; a plan kept from before a reload is read now. */
  activate: (id: string) => void
  /** Shows the pinned page instead of a tab. */
  showHome: () => void
  /** Shows the tab `step` places to the right, around the end. */
  activateNext: (step: 1 | -1) => void
  close: (id: string) => void
  reopenClosed: () => void

  /** Changes what the user may type in a statement's tab. */
  editStatement: (id: string, change: Partial<EditableStatement>) => void
  editPlanText: (id: string, text: string) => void
  toggleEditor: (id: string) => void
  explain: (id: string, analyze: boolean) => void
  acceptEffects: (id: string, answer: EffectsAnswer) => void
  readPlan: (id: string) => void
  loadPlanFile: (id: string, file: File) => void
  /** Stops what the document is busy with, at once. */
  cancel: (id: string) => void

  choose: (id: string, change: Partial<ResultChoices>) => void
  hover: (node: number | null) => void
  loadCatalogue: (targetId: string, again?: boolean) => void
}

type EditableStatement = Pick<
  StatementDocument,
  'targetId' | 'sql' | 'selection' | 'parameters' | 'useParameters' | 'statementTimeoutMs'
>

/** Makes the store; `keepNow` writes the drafts at once, for when the page goes. */
export function createQueriesStore(
  services: QueryServices,
  storage: DraftStorage,
): { useQueries: UseBoundStore<StoreApi<QueriesState>>; keepNow: () => void } {
  const kept = loadKept(storage)
  const useQueries = create<QueriesState>()((set, get) => {
    const documents: DocumentAccess = {
      get: (id) => get().documents.find((document) => document.id === id),
      patch: (id, change) =>
        set((state) => ({
          documents: state.documents.map((document) => (document.id === id ? change(document) : document)),
        })),
    }
    const suggestions = createSuggestions(documents, services)
    const work = createWork(documents, services, suggestions)
    const checks = createChecks(documents, services, suggestions.soon)
    const loadCatalogue = createCatalogueLoader(services, {
      get: (targetId) => get().catalogues[targetId],
      set: (targetId, state) => set((all) => ({ catalogues: { ...all.catalogues, [targetId]: state } })),
    })

    /** Adds a tab after the active one, in place of an active tab that nothing was typed into. */
    const add = (document: QueryDocument): string => {
      set((state) => {
        const place = state.documents.findIndex((present) => present.id === state.active)
        const present = state.documents[place]
        const replaced = present !== undefined && isUntouched(present) && !isUntouched(document)
        return {
          documents: state.documents.toSpliced(place + 1 - Number(replaced), Number(replaced), document),
          active: document.id,
          hovered: null,
        }
      })
      return document.id
    }

    const readUnread = (id: string | null): void => {
      const document = id === null ? undefined : documents.get(id)
      if (document === undefined || document.unread === null || document.work.kind === 'running') return
      void work.read(document.id, document.unread)
    }

    return {
      documents: kept?.documents ?? [],
      active: kept?.active ?? null,
      closed: kept?.closed ?? [],
      hovered: null,
      catalogues: {},

      openStatement: ({ targetId, sql, run = false, plan = false }) => {
        const same = get().documents.find(
          (document) =>
            document.kind === 'statement' && document.targetId === targetId && document.sql === sql,
        )
        const id = same?.id ?? add(newStatement(services.newId(), targetId, sql))
        get().activate(id)
        checks.soon(id)
        if (run) void work.explain(id, true)
        else if (plan && (same === undefined || same.result === null)) void work.explainFilled(id)
        return id
      },
      openPlanText: (text, title) => {
        const id = add(newPlan(services.newId(), text, title ?? null))
        if (text.trim() !== '') void work.read(id, text)
        return id
      },
      openPlanFile: (file) => {
        const id = add({ ...newPlan(services.newId(), '', file.name) })
        void work.load(id, file)
        return id
      },
      activate: (id) => {
        set({ active: id, hovered: null })
        readUnread(id)
        const document = documents.get(id)
        if (document?.kind === 'statement' && document.check.kind === 'none') checks.soon(id)
      },
      showHome: () => set({ active: null, hovered: null }),
      activateNext: (step) => {
        const { documents: all, active } = get()
        const place = all.findIndex((document) => document.id === active)
        // From the pinned page to the first tab or the last.
        const next = place < 0 ? all.at(step === 1 ? 0 : -1) : all.at((place + step) % all.length)
        if (next !== undefined) get().activate(next.id)
      },
      close: (id) => {
        work.cancel(id)
        checks.stop(id)
        suggestions.stop(id)
        set((state) => {
          const closing = state.documents.find((document) => document.id === id)
          if (closing === undefined) return state
          const closed = isUntouched(closing)
            ? state.closed
            : [{ ...closing, work: idle }, ...state.closed].slice(0, rememberedClosed)
          return {
            documents: state.documents.filter((document) => document !== closing),
            active: state.active === id ? neighbourOf(state.documents, id) : state.active,
            closed,
            hovered: null,
          }
        })
        readUnread(get().active)
      },
      reopenClosed: () => {
        const [last, ...closed] = get().closed
        if (last === undefined) return
        set({ closed })
        get().activate(add(last))
      },

      editStatement: (id, change) => {
        documents.patch(id, (document) =>
          document.kind === 'statement' ? { ...document, ...change } : document,
        )
        if (change.sql !== undefined || change.selection !== undefined) checks.soon(id)
        if (change.targetId !== undefined) suggestions.soon(id)
      },
      editPlanText: (id, text) =>
        documents.patch(id, (document) =>
          document.kind === 'plan' ? { ...document, text, lostCharacters: null } : document,
        ),
      toggleEditor: (id) =>
        documents.patch(id, (document) => ({ ...document, editorOpen: !document.editorOpen })),
      explain: (id, analyze) => void work.explain(id, analyze),
      acceptEffects: (id, answer) => void work.acceptEffects(id, answer),
      readPlan: (id) => {
        const document = documents.get(id)
        if (document?.kind === 'plan' && document.text.trim() !== '') void work.read(id, document.text)
      },
      loadPlanFile: (id, file) => {
        documents.patch(id, (document) => ({ ...document, title: file.name }))
        void work.load(id, file)
      },
      cancel: (id) => work.cancel(id),

      choose: (id, change) =>
        documents.patch(id, (document) => ({ ...document, choices: { ...document.choices, ...change } })),
      hover: (node) => {
        if (get().hovered !== node) set({ hovered: node })
      },
      loadCatalogue: (targetId, again) => void loadCatalogue(targetId, again),
    }
  })

  const keeper = createKeeper(storage, () => useQueries.getState())
  useQueries.subscribe((state, before) => {
    if (draftsDiffer(before, state)) keeper.soon()
  })
  return { useQueries, keepNow: keeper.now }
}
