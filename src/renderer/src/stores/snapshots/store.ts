/** The store of heap snapshots on top of any services. */
import { create, type StoreApi, type UseBoundStore } from 'zustand'
import { toFailure } from '#renderer/api/failures.ts'
import type { SnapshotLink } from '#renderer/workers/snapshot/start.ts'
import type { RowsPage } from '#renderer/workers/snapshot/work.ts'
import { Failure } from '#shared/failure.ts'
import { treeLayout } from '#shared/profile/tree-layout.ts'
import type { ReadPiece } from '../profiles/opening.ts'
import {
  constructorOf,
  firstViewing,
  type Loaded,
  nodeOfRow,
  type OpenSnapshot,
  pageLength,
  type RowKey,
  type SnapshotSource,
  type SnapshotView,
  type SnapshotViewing,
} from './model.ts'
import { openSnapshot } from './opening.ts'
import { createRooms } from './rooms.ts'

export interface SnapshotsServices {
  /** Starts a worker for one snapshot. */
  startWorker: () => SnapshotLink
  readPiece: ReadPiece
}

export interface SnapshotsState {
  open: readonly OpenSnapshot[]

  /** Reads it unless it is open. */
  ensure: (source: SnapshotSource) => void
  /** Stops reading. */
  cancel: (id: string) => void
  retry: (id: string) => void
  /** Ends its worker, with all it holds. */
  close: (id: string) => void

  showView: (id: string, view: SnapshotView) => void
  filter: (id: string, filter: string) => void
  /** Shows what is below a row, the first page of it. */
  unfold: (id: string, key: RowKey) => void
  fold: (id: string, key: RowKey) => void
  /** Loads the next page below a row. */
  more: (id: string, key: RowKey) => void
  select: (id: string, key: RowKey | null) => void
  /** Loads the next page of what refers to the selected object. */
  moreRetainers: (id: string) => void
  /** Compares with an earlier snapshot, which is read where it is not open; null for none. */
  compareWith: (id: string, before: SnapshotSource | null) => void
}

export function createSnapshotsStore(services: SnapshotsServices): UseBoundStore<StoreApi<SnapshotsState>> {
  const rooms = createRooms(services.startWorker)
  const { linkOf } = rooms

  return create<SnapshotsState>()((set, get) => {
    const find = (id: string): OpenSnapshot | undefined => get().open.find((each) => each.id === id)
    const put = (id: string, state: OpenSnapshot['state']): void =>
      set(({ open }) => ({ open: open.map((each) => (each.id === id ? { ...each, state } : each)) }))
    const viewingOf = (id: string): SnapshotViewing | null => {
      const state = find(id)?.state
      return state?.kind === 'ready' ? state.viewing : null
    }
    const look = (id: string, change: Partial<SnapshotViewing>): void => {
      const state = find(id)?.state
      if (state?.kind === 'ready') put(id, { ...state, viewing: { ...state.viewing, ...change } })
    }
    const read = async ({ id, source }: SnapshotSource): Promise<void> => {
      const { link, ended: signal } = rooms.start(id)
      put(id, { kind: 'reading', progress: null })
      try {
        const opened = await openSnapshot(link, source, {
          readPiece: services.readPiece,
          onTold: (progress) => {
            if (!signal.aborted) put(id, { kind: 'reading', progress })
          },
          signal,
        })
        if (signal.aborted) return
        put(id, { kind: 'ready', opened, viewing: firstViewing })
        for (const each of get().open) if (viewingOf(each.id)?.before?.id === id) void compare(each.id)
      } catch (error) {
        if (signal.aborted) return
        rooms.end(id)
        const failure = toFailure(error)
        put(id, { kind: 'failed', failure })
        for (const each of get().open) {
          if (viewingOf(each.id)?.before?.id === id)
            look(each.id, { comparison: { kind: 'failed', failure } })
        }
      }
    }

    /** Once both are read: the two workers pass the snapshot on to each other. */
    const compare = async (id: string): Promise<void> => {
      const before = viewingOf(id)?.before
      if (before === null || before === undefined || viewingOf(before.id) === null) return
      look(id, { comparison: { kind: 'reading' } })
      await load(
        async () => {
          const { port1, port2 } = new MessageChannel()
          await linkOf(before.id).ask('lend', { port: port1 }, { transfer: [port1] })
          return await linkOf(id).ask('compare', { port: port2 }, { transfer: [port2] })
        },
        (comparison) => look(id, { comparison }),
        () => viewingOf(id)?.before?.id === before.id,
      )
    }

    const pageBelow = async (id: string, key: RowKey, from: number): Promise<RowsPage> => {
      const page = { from, count: pageLength }
      const node = nodeOfRow(viewingOf(id)?.unfolded ?? new Map(), key)
      if (node !== null) return await linkOf(id).ask('fields', { node: node.node, ...page })
      const state = find(id)?.state
      const wanted = state?.kind === 'ready' ? constructorOf(state, key) : undefined
      if (wanted === undefined) throw new Failure('NOT_FOUND', 'The row is not there any more.')
      return await linkOf(id).ask('instances', { ...wanted, ...page })
    }
    const putBelow = (id: string, key: RowKey, below: Loaded<RowsPage>): void => {
      const viewing = viewingOf(id)
      if (viewing !== null) look(id, { unfolded: new Map(viewing.unfolded).set(key, below) })
    }
    const isUnfolded = (id: string, key: RowKey): boolean => viewingOf(id)?.unfolded.has(key) === true

    const selectedNode = (id: string): number | null => {
      const viewing = viewingOf(id)
      if (viewing === null || viewing.selected === null) return null
      return nodeOfRow(viewing.unfolded, viewing.selected)?.node ?? null
    }

    const askMemory = (id: string): void => {
      if (viewingOf(id)?.memory !== null) return
      look(id, { memory: { kind: 'reading' } })
      void load(
        async () => {
          const { columns, profile } = await linkOf(id).ask('memory', null)
          return { layout: treeLayout(columns), profile }
        },
        (memory) => look(id, { memory }),
        () => viewingOf(id) !== null,
      )
    }

    return {
      open: [],

      ensure: (source) => {
        if (find(source.id) !== undefined) return
        set(({ open }) => ({
          open: [...open, { ...source, state: { kind: 'reading', progress: null } }],
        }))
        void read(source)
      },
      cancel: (id) => {
        if (find(id)?.state.kind !== 'reading') return
        rooms.end(id)
        put(id, { kind: 'failed', failure: new Failure('CANCELLED', 'Reading the file was cancelled.') })
      },
      retry: (id) => {
        const snapshot = find(id)
        if (snapshot?.state.kind === 'failed') void read(snapshot)
      },
      close: (id) => {
        rooms.end(id)
        set(({ open }) => ({ open: open.filter((each) => each.id !== id) }))
      },

      showView: (id, view) => {
        look(id, { view, selected: null, facts: null, retainers: null })
        if (view === 'memory') askMemory(id)
      },
      filter: (id, filter) => look(id, { filter }),
      unfold: (id, key) => {
        if (isUnfolded(id, key)) return
        putBelow(id, key, { kind: 'reading' })
        void load(
          async () => await pageBelow(id, key, 0),
          (below) => putBelow(id, key, below),
          () => isUnfolded(id, key),
        )
      },
      fold: (id, key) => {
        const viewing = viewingOf(id)
        if (viewing === null) return
        const kept = [...viewing.unfolded].filter(([each]) => each !== key && !each.startsWith(`${key}/`))
        look(id, { unfolded: new Map(kept) })
        // What is selected stays in sight.
        if (viewing.selected?.startsWith(`${key}/`) === true) get().select(id, key)
      },
      more: (id, key) => {
        const below = viewingOf(id)?.unfolded.get(key)
        if (below?.kind !== 'ready' || below.value.rows.length >= below.value.total) return
        const { rows } = below.value
        void load(
          async () => await pageBelow(id, key, rows.length),
          (next) => {
            const value =
              next.kind === 'ready' ? { ...next.value, rows: [...rows, ...next.value.rows] } : null
            putBelow(id, key, value === null ? next : { kind: 'ready', value })
          },
          // Another press may have loaded it already.
          () => viewingOf(id)?.unfolded.get(key) === below,
        )
      },
      select: (id, selected) => {
        look(id, { selected, facts: null, retainers: null })
        const node = selectedNode(id)
        if (node === null) return
        look(id, { facts: { kind: 'reading' }, retainers: { kind: 'reading' } })
        const isWanted = (): boolean => viewingOf(id)?.selected === selected
        void load(
          async () => await linkOf(id).ask('node', { node }),
          (facts) => look(id, { facts }),
          isWanted,
        )
        void load(
          async () => await linkOf(id).ask('retainers', { node, from: 0, count: pageLength }),
          (retainers) => look(id, { retainers }),
          isWanted,
        )
      },
      moreRetainers: (id) => {
        const viewing = viewingOf(id)
        const node = selectedNode(id)
        const retainers = viewing?.retainers
        if (node === null || retainers?.kind !== 'ready') return
        const { rows } = retainers.value
        void load(
          async () => await linkOf(id).ask('retainers', { node, from: rows.length, count: pageLength }),
          (next) =>
            look(id, {
              retainers:
                next.kind === 'ready'
                  ? { kind: 'ready', value: { ...next.value, rows: [...rows, ...next.value.rows] } }
                  : next,
            }),
          () => viewingOf(id)?.retainers === retainers,
        )
      },
      compareWith: (id, before) => {
        const viewing = viewingOf(id)
        if (viewing === null || before?.id === id) return
        const kept = [...viewing.unfolded].filter(([key]) => !key.startsWith('+'))
        look(id, {
          before,
          comparison: before === null ? null : { kind: 'reading' },
          unfolded: new Map(kept),
          selected: null,
          facts: null,
          retainers: null,
        })
        if (before === null) return
        get().ensure(before)
        if (find(before.id)?.state.kind === 'failed') get().retry(before.id)
        void compare(id)
      },
    }
  })
}

/** Asks, and puts what comes of it while it is still wanted. */
async function load<T>(
  ask: () => Promise<T>,
  done: (loaded: Loaded<T>) => void,
  isWanted: () => boolean,
): Promise<void> {
  let loaded: Loaded<T>
  try {
    loaded = { kind: 'ready', value: await ask() }
  } catch (error) {
    loaded = { kind: 'failed', failure: toFailure(error) }
  }
  if (isWanted()) done(loaded)
}
