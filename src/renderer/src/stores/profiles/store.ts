/** The store of profiles on top of any services. */
import { create, type StoreApi, type UseBoundStore } from 'zustand'
import { toFailure } from '#renderer/api/failures.ts'
import type { ProfileLink } from '#renderer/workers/profile/start.ts'
import { Failure } from '#shared/failure.ts'
import { ask, type Asked } from './asking.ts'
import {
  type Answer,
  type AnswerName,
  firstViewing,
  fullNameOf,
  type OpenProfile,
  type OpenState,
  type OtherProfile,
  type ProfileSource,
  type Viewing,
  viewOf,
} from './model.ts'
import { isSnapshot, isSnapshotInside, openSource } from './opening.ts'
import { createRooms } from './rooms.ts'
import type { ProfilesServices, ProfilesState } from './state.ts'
import {
  steppedBack,
  withChoice,
  withFocus,
  withFocusTo,
  withFunction,
  withLeftOut,
  withProfile,
  withView,
} from './viewing.ts'
import { type Wanted, wantedAnswers } from './wanted.ts'

export function createProfilesStore(services: ProfilesServices): UseBoundStore<StoreApi<ProfilesState>> {
  const rooms = createRooms(services.startWorker)
  let opened = 0

  return create<ProfilesState>()((set, get) => {
    const find = (id: string): OpenProfile | undefined => get().open.find((each) => each.id === id)
    const patch = (id: string, state: OpenState): void =>
      set(({ open }) => ({ open: open.map((each) => (each.id === id ? { ...each, state } : each)) }))
    const putAnswer = (id: string, name: AnswerName, answer: Answer<unknown> | undefined): void =>
      set(({ answers }) => ({
        answers: { ...answers, [id]: { ...answers[id], [name]: answer } },
      }))
    const forgetAnswers = (id: string): void =>
      set(({ answers }) => ({
        answers: Object.fromEntries(Object.entries(answers).filter(([each]) => each !== id)),
      }))
    const viewingOf = (id: string): Viewing | undefined => {
      const state = find(id)?.state
      return state?.kind === 'ready' ? state.viewing : undefined
    }
    const patchViewing = (id: string, change: (viewing: Viewing) => Viewing): void => {
      const state = find(id)?.state
      if (state?.kind === 'ready') patch(id, { ...state, viewing: change(state.viewing) })
    }
    /** Changes how a file is looked at, and asks for what that needs. */
    const look = (id: string, change: (viewing: Viewing) => Viewing): void => {
      patchViewing(id, change)
      askFor(id)
    }

    const askFor = (id: string): void => {
      const state = find(id)?.state
      if (state?.kind !== 'ready') return
      for (const wanted of wantedAnswers(state.viewing, get().open)) {
        if (get().answers[id]?.[wanted.name]?.key !== wanted.key) void askOne(id, wanted)
      }
    }

    const askOne = async (id: string, wanted: Wanted): Promise<void> => {
      const profile = find(id)
      const room = rooms.of(id)
      if (profile?.state.kind !== 'ready' || room === undefined) return
      const { viewing } = profile.state
      const { name, key } = wanted
      const signal = room.ask(name)
      const before = get().answers[id]?.[name]
      const put = (answer: Omit<Answer<unknown>, 'key'>): void => putAnswer(id, name, { key, ...answer })
      put({ value: before?.value ?? null, isCurrent: false, failure: null })
      try {
        const other = viewing.other && otherOf(viewing.other)
        const asked = { link: room.link, name: fullNameOf(profile, viewing.profile), viewing, other }
        const value = await ask(wanted, asked, signal)
        if (!signal.aborted) put({ value, isCurrent: true, failure: null })
      } catch (error) {
        if (!signal.aborted) put({ value: null, isCurrent: false, failure: toFailure(error) })
      }
    }
    const otherOf = ({ id, profile: place }: OtherProfile): Asked['other'] => {
      const room = rooms.of(id)
      const profile = find(id)
      return room === undefined || profile === undefined
        ? null
        : { link: room.link, name: fullNameOf(profile, place) }
    }

    const read = async (id: string, source: ProfileSource): Promise<void> => {
      if (isSnapshot(source)) return patch(id, { kind: 'snapshot' })
      const { link, ended } = rooms.start(id)
      patch(id, { kind: 'reading', progress: null })
      try {
        const file = await openSource(
          link,
          source,
          services.readPiece,
          (progress) => {
            if (!ended.aborted) patch(id, { kind: 'reading', progress })
          },
          ended,
        )
        if (ended.aborted) return
        patch(id, { kind: 'ready', file, viewing: firstViewing(file) })
        askFor(id)
        // What waited for it to be compared with.
        for (const { id: each, state } of get().open)
          if (state.kind === 'ready' && state.viewing.other?.id === id) askFor(each)
      } catch (error) {
        if (ended.aborted) return
        rooms.end(id)
        patch(
          id,
          isSnapshotInside(error) ? { kind: 'snapshot' } : { kind: 'failed', failure: toFailure(error) },
        )
      }
    }

    const openAs = (id: string, name: string, source: ProfileSource): void => {
      const state: OpenState = { kind: 'reading', progress: null }
      set(({ open }) => ({ open: [...open, { id, name, source, state }] }))
      void read(id, source)
    }

    const listKept = async (): Promise<void> => {
      if (get().kept.kind === 'none') set({ kept: { kind: 'reading' } })
      try {
        set({ kept: { kind: 'ready', value: await services.list() } })
      } catch (error) {
        set({ kept: { kind: 'failed', failure: toFailure(error) } })
      }
    }

    const close = (id: string): void => {
      rooms.end(id)
      forgetAnswers(id)
      const { open, current } = get()
      const place = open.findIndex((each) => each.id === id)
      const left = open.filter((each) => each.id !== id)
      const next = left[Math.min(place, left.length - 1)]?.id ?? null
      set({ open: left, current: current === id ? next : current })
      // Nothing is compared with it any more.
      for (const each of left) {
        if (each.state.kind !== 'ready' || each.state.viewing.other?.id !== id) continue
        patchViewing(each.id, (viewing) => ({ ...viewing, other: null }))
        putAnswer(each.id, 'difference', undefined)
      }
    }

    return {
      kept: { kind: 'none' },
      open: [],
      current: null,
      answers: {},

      refreshKept: () => void listKept(),
      openKept: (head, { show = true } = {}) => {
        const id = `kept ${head.id}`
        if (find(id) === undefined) openAs(id, head.name, { kind: 'kept', head })
        if (show) set({ current: id })
      },
      openFiles: (files) => {
        const ids = files.map((file) => {
          const id = `file ${++opened}`
          openAs(id, file.name, { kind: 'file', file })
          return id
        })
        if (ids[0] !== undefined) set({ current: ids[0] })
      },
      retry: (id) => {
        const profile = find(id)
        if (profile === undefined || profile.state.kind !== 'failed') return
        void read(id, profile.source)
      },
      cancel: (id) => {
        if (find(id)?.state.kind !== 'reading') return
        rooms.end(id)
        patch(id, { kind: 'failed', failure: new Failure('CANCELLED', 'Reading the file was cancelled.') })
      },
      close,
      show: (current) => set({ current }),
      rename: async (id, name) => {
        const head = await services.rename(id, name)
        set(({ open }) => ({
          open: open.map((each) =>
            each.id === `kept ${id}` ? { ...each, name: head.name, source: { kind: 'kept', head } } : each,
          ),
        }))
        await listKept()
      },
      remove: async (id) => {
        await services.remove(id)
        close(`kept ${id}`)
        await listKept()
      },
      openSource: services.openSource,

      showProfile: (id, profile) => {
        rooms.of(id)?.stopAsking()
        forgetAnswers(id)
        look(id, (viewing) => withProfile(viewing, profile))
      },
      showView: (id, view) => look(id, (viewing) => withView(viewing, view)),
      choose: (id, choice) => look(id, (viewing) => withChoice(viewing, choice)),
      leaveOut: (id, change) => look(id, (viewing) => withLeftOut(viewing, change)),
      select: (id, selection) => look(id, (viewing) => ({ ...viewing, selection })),
      swap: (id) => {
        const state = find(id)?.state
        if (state?.kind !== 'ready' || state.viewing.other === null) return
        const { other, profile, difference, hidden, collapseRecursion } = state.viewing
        if (find(other.id)?.state.kind !== 'ready') return
        const swapped = (viewing: Viewing): Viewing => ({
          ...withLeftOut(viewing, { hidden, collapseRecursion }),
          view: 'difference',
          other: { id, profile },
          difference,
        })
        // Two profiles of one file change places in it.
        if (other.profile !== viewingOf(other.id)?.profile) get().showProfile(other.id, other.profile)
        look(other.id, swapped)
        set({ current: other.id })
      },
      focus: (id, focus) => look(id, (viewing) => withFocus(viewing, focus)),
      focusTo: (id, depth) => look(id, (viewing) => withFocusTo(viewing, depth)),
      showInSandwich: (id, frame) => look(id, (viewing) => withFunction(viewing, frame)),
      back: (id) => {
        const state = find(id)?.state
        const before = state?.kind === 'ready' ? steppedBack(state.viewing) : null
        if (before === null) return false
        look(id, () => before)
        return true
      },
      askAgain: (id, name) => {
        putAnswer(id, name, undefined)
        askFor(id)
      },
      exports: async (id) => {
        const { link, viewing } = readyRoom(id)
        return await link.ask('exports', { profile: viewing.profile })
      },
      exportAs: async (id, format) => {
        const { link, viewing } = readyRoom(id)
        const { profile } = viewing
        return new Blob([await link.ask('exportAs', { profile, format })])
      },
      csv: async (id, table) => {
        const { link, viewing } = readyRoom(id)
        return new Blob([await link.ask('csv', { ...viewOf(viewing), table })], { type: 'text/csv' })
      },
    }

    function readyRoom(id: string): { link: ProfileLink; viewing: Viewing } {
      const state = find(id)?.state
      const room = rooms.of(id)
      if (state?.kind !== 'ready' || room === undefined)
        throw new Failure('NOT_FOUND', 'The profile is not open any more.')
      return { link: room.link, viewing: state.viewing }
    }
  })
}
