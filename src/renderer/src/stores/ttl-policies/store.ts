/** The store of the TTL policies page on top of any services. A check goes on when the page is left. */
import { create, type StoreApi, type UseBoundStore } from 'zustand'
import { toFailure } from '#renderer/api/failures.ts'
import type { ChangeStatus } from '#shared/contract/changes.ts'
import type { ComplianceEvent, TtlPolicy } from '#shared/contract/redis/ttl-policies.ts'
import { Failure } from '#shared/failure.ts'
import type { EpochMilliseconds } from '#shared/units.ts'
import {
  type CheckPace,
  cellId,
  type EditedTable,
  isSameTable,
  neverOpened,
  type TargetPolicies,
  type TypedField,
  unfinishedRows,
} from './model.ts'

export interface TtlPolicyServices {
  get: (targetId: string) => Promise<TtlPolicy[]>
  set: (targetId: string, policies: readonly TtlPolicy[]) => Promise<TtlPolicy[]>
  check: (
    input: { targetId: string; pace: CheckPace },
    signal: AbortSignal,
  ) => Promise<AsyncIterable<ComplianceEvent>>
  now: () => EpochMilliseconds
  newId: () => string
  /** The state of each change there is. */
  ledger: () => ReadonlyMap<string, ChangeStatus>
}

export interface TtlPoliciesState {
  /** By target id; absent for one that was never looked at. */
  targets: Readonly<Record<string, TargetPolicies>>
  /** How hard a check works the server. */
  pace: CheckPace
  setPace: (pace: CheckPace) => void

  /** Reads the kept table, unless that was done or is under way. */
  open: (targetId: string) => void
  /** Reads it anew after that failed. */
  reload: (targetId: string) => void

  /** Adds a row at the end, or before the one that is named; returns its id. Without a TTL it waits for one. */
  add: (targetId: string, policy: Partial<Omit<TtlPolicy, 'id'>>, before?: string) => string
  edit: (targetId: string, id: string, change: Partial<Omit<TtlPolicy, 'id'>>) => void
  /** Keeps what was typed and cannot be used; the row waits for something better. */
  mistype: (targetId: string, id: string, field: TypedField, text: string) => void
  remove: (targetId: string, id: string) => void
  /** Earlier (−1) or later (1) in the table: the first policy that matches a key counts. */
  move: (targetId: string, id: string, step: -1 | 1) => void
  undo: (targetId: string) => void
  redo: (targetId: string) => void
  /** Back to the kept table; can be undone as well. */
  discard: (targetId: string) => void
  /** Puts the edited table in place; false where it cannot be, or that failed. */
  save: (targetId: string) => Promise<boolean>

  /** Counts how the keys keep to the table, which is saved first where it was edited. */
  check: (targetId: string) => void
  cancel: (targetId: string) => void
}

export function policiesOf({ targets }: Pick<TtlPoliciesState, 'targets'>, targetId: string): TargetPolicies {
  return targets[targetId] ?? neverOpened
}

export function createTtlPoliciesStore(
  services: TtlPolicyServices,
): UseBoundStore<StoreApi<TtlPoliciesState>> {
  /** Checks under way, by target. */
  const running = new Map<string, AbortController>()

  return create<TtlPoliciesState>()((set, get) => {
    const of = (targetId: string): TargetPolicies => policiesOf(get(), targetId)
    const patch = (targetId: string, change: Partial<TargetPolicies>): void =>
      set(({ targets }) => ({
        targets: { ...targets, [targetId]: { ...(targets[targetId] ?? neverOpened), ...change } },
      }))
    /** A step that can be undone. */
    const change = (targetId: string, changed: Partial<EditedTable>): void => {
      const { rows, wrong, past } = of(targetId)
      const table = { rows, wrong, ...changed }
      if (isSameTable(rows, table.rows) && sameTexts(wrong, table.wrong)) return
      patch(targetId, { ...table, past: [...past, { rows, wrong }], future: [], saveFailure: null })
    }

    const read = async (targetId: string): Promise<void> => {
      patch(targetId, { reading: true, failure: null })
      try {
        const kept = await services.get(targetId)
        patch(targetId, { kept, rows: kept, reading: false })
      } catch (error) {
        patch(targetId, { reading: false, failure: toFailure(error) })
      }
    }

    const save = async (targetId: string): Promise<boolean> => {
      const { kept, rows, saving } = of(targetId)
      if (kept === null || saving || unfinishedRows(of(targetId)).length > 0) return false
      if (isSameTable(kept, rows)) return true
      patch(targetId, { saving: true, saveFailure: null })
      try {
        patch(targetId, { kept: await services.set(targetId, rows), saving: false })
        return true
      } catch (error) {
        patch(targetId, { saving: false, saveFailure: toFailure(error) })
        return false
      }
    }

    const check = async (targetId: string, signal: AbortSignal): Promise<void> => {
      try {
        if (!(await save(targetId))) {
          if (!signal.aborted) patch(targetId, { work: { kind: 'idle' } })
          return
        }
        const policies = of(targetId).kept ?? []
        for await (const event of await services.check({ targetId, pace: get().pace }, signal)) {
          if (signal.aborted) return
          const { work } = of(targetId)
          if (event.type === 'compliance') {
            patch(targetId, {
              work: { kind: 'idle' },
              checked: { ...event, policies, ledger: services.ledger() },
            })
          } else if (work.kind === 'running') patch(targetId, { work: { ...work, progress: event } })
        }
      } catch (error) {
        if (!signal.aborted) patch(targetId, { work: { kind: 'failed', failure: toFailure(error) } })
      }
    }

    return {
      targets: {},
      pace: 'gentle',
      setPace: (pace) => set({ pace }),
      open: (targetId) => {
        const { kept, reading } = of(targetId)
        if (kept === null && !reading) void read(targetId)
      },
      reload: (targetId) => void read(targetId),
      add: (targetId, policy, before) => {
        const id = services.newId()
        const { rows, wrong } = of(targetId)
        const row: TtlPolicy = { id, pattern: '', ttlSeconds: null, jitterPercent: 0, reason: '', ...policy }
        const place = before === undefined ? -1 : rows.findIndex((one) => one.id === before)
        change(targetId, {
          rows: rows.toSpliced(place === -1 ? rows.length : place, 0, row),
          ...(policy.ttlSeconds === undefined && { wrong: { ...wrong, [cellId(id, 'ttlSeconds')]: '' } }),
        })
        return id
      },
      edit: (targetId, id, changed) => {
        const { rows, wrong } = of(targetId)
        const righted = typedFields.filter((field) => field in changed).map((field) => cellId(id, field))
        change(targetId, {
          rows: rows.map((row) => (row.id === id ? { ...row, ...changed } : row)),
          wrong: Object.fromEntries(Object.entries(wrong).filter(([cell]) => !righted.includes(cell))),
        })
      },
      mistype: (targetId, id, field, text) =>
        change(targetId, { wrong: { ...of(targetId).wrong, [cellId(id, field)]: text } }),
      remove: (targetId, id) => change(targetId, { rows: of(targetId).rows.filter((row) => row.id !== id) }),
      move: (targetId, id, step) => {
        const { rows } = of(targetId)
        const place = rows.findIndex((row) => row.id === id)
        const row = rows[place]
        const next = place + step
        if (row === undefined || next < 0 || next >= rows.length) return
        change(targetId, { rows: rows.toSpliced(place, 1).toSpliced(next, 0, row) })
      },
      undo: (targetId) => {
        const { past, rows, wrong, future } = of(targetId)
        const before = past.at(-1)
        if (before === undefined) return
        patch(targetId, { ...before, past: past.slice(0, -1), future: [{ rows, wrong }, ...future] })
      },
      redo: (targetId) => {
        const { past, rows, wrong, future } = of(targetId)
        const [after, ...rest] = future
        if (after === undefined) return
        patch(targetId, { ...after, past: [...past, { rows, wrong }], future: rest })
      },
      discard: (targetId) => {
        const { kept } = of(targetId)
        if (kept === null) return
        change(targetId, { rows: kept, wrong: {} })
      },
      save,
      check: (targetId) => {
        running.get(targetId)?.abort()
        const controller = new AbortController()
        running.set(targetId, controller)
        patch(targetId, { work: { kind: 'running', startedAt: services.now(), progress: null } })
        void check(targetId, controller.signal)
      },
      cancel: (targetId) => {
        running.get(targetId)?.abort()
        if (of(targetId).work.kind !== 'running') return
        patch(targetId, {
          work: { kind: 'failed', failure: new Failure('CANCELLED', 'The check was cancelled.') },
        })
      },
    }
  })
}

function sameTexts(one: EditedTable['wrong'], other: EditedTable['wrong']): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

const typedFields: readonly TypedField[] = ['ttlSeconds', 'jitterPercent']
