import { afterEach, describe, expect, it, vi } from 'vitest'
import { inProcessWorker } from '#renderer/workers/profile/in-process.test-support.ts'
import type { ProfileHead } from '#shared/contract/profiles.ts'
import { Failure } from '#shared/failure.ts'
import { type Answers, noAnswers, type OpenProfile, valueOf, type Viewing } from './model.ts'
import type { ProfilesServices } from './state.ts'
import { createProfilesStore } from './store.ts'

const stacks = 'main;read 3\nmain;read;parse 2\nmain;write 4\nidle 1\n'
const pieceLength = 16

const head = (id: string, more: Partial<ProfileHead> = {}): ProfileHead => ({
  id,
  name: `kept ${id}`,
  format: 'collapsed',
  at: 0,
  durationMs: 10,
  fileBytes: stacks.length,
  file: `/profiles/${id}`,
  source: 'a process',
  settings: '',
  ...more,
})
const file = (text = stacks, name = 'a.txt'): File => new File([text], name)

const running: ReturnType<typeof inProcessWorker>[] = []
afterEach(() => {
  for (const link of running.splice(0)) link.close()
})

function storeOf(services: Partial<ProfilesServices> = {}) {
  const kept = [head('one'), head('two')]
  const store = createProfilesStore({
    startWorker: () => {
      const link = inProcessWorker()
      running.push(link)
      return link
    },
    list: async () => await Promise.resolve([...kept]),
    readPiece: async (_, offset) => {
      const next = offset + pieceLength
      return await Promise.resolve({
        data: btoa(stacks.slice(offset, next)),
        totalBytes: stacks.length,
        nextOffset: next >= stacks.length ? null : next,
      })
    },
    rename: async (id, name) => await Promise.resolve(head(id, { name })),
    remove: async (id) => {
      kept.splice(
        kept.findIndex((each) => each.id === id),
        1,
      )
      return await Promise.resolve()
    },
    openSource: async () => await Promise.resolve(),
    ...services,
  })
  const one = (place = 0): OpenProfile => {
    const found = store.getState().open[place]
    if (found === undefined) throw new Error(`there is no open file ${place}`)
    return found
  }
  const viewing = (place = 0): Viewing => {
    const { state } = one(place)
    if (state.kind !== 'ready') throw new Error(`it is ${state.kind}`)
    return state.viewing
  }
  const answers = (place = 0): Answers => store.getState().answers[one(place).id] ?? noAnswers
  /** Reads it and shows its time order. */
  const read = async (place = 0): Promise<string> => {
    await vi.waitFor(() => expect(one(place).state.kind).toBe('ready'))
    const { id } = one(place)
    store.getState().showView(id, 'time')
    await vi.waitFor(() => expect(answers(place).timeline?.isCurrent).toBe(true))
    return id
  }
  const frame = (name: string, place = 0): number =>
    valueOf(answers(place), 'frames')?.name.indexOf(name) ?? -1
  return { ...store.getState(), store, one, viewing, answers, read, frame }
}

describe('opening', () => {
  it('shows the first of several files, each in a worker of its own', async () => {
    const { openFiles, read, store, one } = storeOf()
    openFiles([file(), file('x;y 1\n', 'b.txt')])
    expect(store.getState()).toMatchObject({
      current: one().id,
      open: [{ name: 'a.txt' }, { name: 'b.txt' }],
    })
    await read(0)
    await read(1)
    expect(running).toHaveLength(2)
    expect(one(1).state).toMatchObject({ file: { profiles: [{ samples: 1 }] } })
  })

  it('puts a kept profile together from its pieces, once', async () => {
    const { openKept, read, one, store } = storeOf()
    openKept(head('one'))
    openKept(head('one'))
    await read()
    expect(one().state).toMatchObject({ file: { format: 'collapsed', profiles: [{ total: 10 }] } })
    expect(store.getState().open).toHaveLength(1)
  })

  it('says what is wrong with a broken file in its place, and reads it again', async () => {
    const { openFiles, retry, one } = storeOf()
    openFiles([file('{"nodes": [{"id": 1, "callFrame": {', 'x.cpuprofile')])
    await vi.waitFor(() =>
      expect(one().state).toMatchObject({ kind: 'failed', failure: { code: 'BAD_INPUT' } }),
    )
    expect(running[0]?.isClosed()).toBe(true)
    retry(one().id)
    expect(one().state.kind).toBe('reading')
    await vi.waitFor(() => expect(one().state.kind).toBe('failed'))
    expect(running).toHaveLength(2)
  })

  it('ends the worker when it is cancelled, and keeps the file in the list', async () => {
    const { openKept, cancel, one } = storeOf({ readPiece: async () => await new Promise(() => {}) })
    openKept(head('one'))
    await vi.waitFor(() => expect(one().state).toMatchObject({ progress: { done: 0 } }))
    cancel(one().id)
    expect(one().state).toMatchObject({ kind: 'failed', failure: { code: 'CANCELLED' } })
    expect(running[0]?.isClosed()).toBe(true)
  })

  it('leaves heap snapshots to their own page, by name or by what is in them', async () => {
    const { openFiles, openKept, one } = storeOf()
    openFiles([
      file('', 'x.heapsnapshot'),
      file('{"snapshot":{"meta":{"node_fields":[]}},"strings":[]}', 'y.json'),
    ])
    openKept(head('three', { format: 'heapsnapshot' }))
    expect(one(0).state.kind).toBe('snapshot')
    expect(one(2).state.kind).toBe('snapshot')
    await vi.waitFor(() => expect(one(1).state.kind).toBe('snapshot'))
  })

  it('says why a kept profile could not be fetched', async () => {
    const { openKept, one } = storeOf({
      readPiece: async () => await Promise.reject(new Failure('NOT_FOUND', 'It was deleted.')),
    })
    openKept(head('one'))
    await vi.waitFor(() => expect(one().state).toMatchObject({ failure: { message: 'It was deleted.' } }))
  })
})

describe('closing', () => {
  it('ends the worker, forgets everything, and shows the neighbour', async () => {
    const { openFiles, close, read, store } = storeOf()
    openFiles([file(), file()])
    const id = await read(0)
    await read(1)
    close(id)
    expect(running[0]?.isClosed()).toBe(true)
    const { open, current } = store.getState()
    expect(open).toHaveLength(1)
    expect(current).toBe(open[0]?.id)
  })

  it('takes away what was compared with it', async () => {
    const { openFiles, close, choose, showView, read, viewing, answers } = storeOf()
    openFiles([file(), file('main;read 9\n', 'b')])
    const after = await read(0)
    const before = await read(1)
    showView(after, 'difference')
    choose(after, { other: { id: before, profile: 0 } })
    await vi.waitFor(() => expect(answers(0).difference?.isCurrent).toBe(true))
    close(before)
    expect(viewing(0).other).toBeNull()
    expect(answers(0).difference).toBeUndefined()
  })
})

describe('looking', () => {
  it('asks for what a view needs when it is first shown', async () => {
    const { openFiles, showView, read, answers, viewing } = storeOf()
    openFiles([file()])
    // Counts are no time: their order says little, so the merged calls come first.
    await vi.waitFor(() => expect(viewing().view).toBe('heavy'))
    expect(answers().timeline).toBeUndefined()
    const id = await read()
    await vi.waitFor(() => expect(valueOf(answers(), 'leftHeavy')?.total).toBe(10))
    showView(id, 'sandwich')
    await vi.waitFor(() => expect(valueOf(answers(), 'functions')?.length).toBe(5))
    expect(answers().sandwich).toBeUndefined()
  })

  it('keeps the chart of before until the new one is there', async () => {
    const { openFiles, leaveOut, read, answers } = storeOf()
    openFiles([file()])
    const id = await read()
    leaveOut(id, { collapseRecursion: true })
    expect(answers().timeline).toMatchObject({ isCurrent: false, value: { total: 10 } })
    await vi.waitFor(() => expect(answers().timeline?.isCurrent).toBe(true))
  })

  it('goes into a function and back, step by step', async () => {
    const { openFiles, focus, select, back, choose, read, viewing, frame, answers } = storeOf()
    openFiles([file()])
    const id = await read()
    const chosen = frame('read')
    focus(id, { label: 'read', step: { kind: 'focus-function', frame: chosen } })
    await vi.waitFor(() => expect(answers().timeline?.isCurrent).toBe(true))
    select(id, { frame: chosen, path: null, node: null })
    await vi.waitFor(() => expect(valueOf(answers(), 'details')?.whole).toBe(5))
    choose(id, { search: 'x' })
    expect(back(id)).toBe(true)
    expect(viewing()).toMatchObject({ selection: null, search: 'x' })
    back(id)
    expect(viewing()).toMatchObject({ search: '', focus: [{ label: 'read' }] })
    back(id)
    expect(viewing().focus).toEqual([])
    expect(back(id)).toBe(false)
  })

  it('adds a range up, which takes the place of what was selected', async () => {
    const { openFiles, choose, select, read, viewing, frame, answers } = storeOf()
    openFiles([file()])
    const id = await read()
    select(id, { frame: frame('read'), path: null, node: null })
    choose(id, { range: { from: 0, to: 3 } })
    expect(viewing().selection).toBeNull()
    await vi.waitFor(() => expect(valueOf(answers(), 'range')?.total).toBe(3))
  })

  it('shows a function in the sandwich', async () => {
    const { openFiles, showInSandwich, read, viewing, frame, answers } = storeOf()
    openFiles([file()])
    const id = await read()
    showInSandwich(id, frame('read'))
    await vi.waitFor(() => expect(valueOf(answers(), 'sandwich')).toMatchObject({ self: 3, total: 5 }))
    expect(viewing()).toMatchObject({ view: 'sandwich', selection: { frame: frame('read') } })
  })

  it('compares with a profile that has still to be opened', async () => {
    const { openFiles, openKept, showView, choose, read, store, answers } = storeOf()
    openFiles([file('main;read 9\n')])
    const id = await read()
    showView(id, 'difference')
    openKept(head('one'), { show: false })
    choose(id, { other: { id: 'kept one', profile: 0 } })
    await vi.waitFor(() => expect(answers().difference?.isCurrent).toBe(true))
    expect(valueOf(answers(), 'difference')?.difference).toMatchObject({
      beforeTotal: 10,
      afterTotal: 9,
    })
    expect(store.getState().current).toBe(id)
  })

  it('swaps what is before and after', async () => {
    const { openFiles, choose, showView, leaveOut, swap, read, viewing, answers, store, one } = storeOf()
    openFiles([file(), file('main;read 9\n', 'b')])
    const [a, b] = [await read(0), await read(1)]
    showView(a, 'difference')
    choose(a, { other: { id: b, profile: 0 } })
    leaveOut(a, { collapseRecursion: true })
    await vi.waitFor(() => expect(answers(0).difference?.isCurrent).toBe(true))
    swap(a)
    expect(store.getState().current).toBe(one(1).id)
    expect(viewing(1)).toMatchObject({ view: 'difference', other: { id: a }, collapseRecursion: true })
    await vi.waitFor(() =>
      expect(valueOf(answers(1), 'difference')?.difference).toMatchObject({ beforeTotal: 10, afterTotal: 9 }),
    )
  })

  it('writes files', async () => {
    const { openFiles, csv, exportAs, read } = storeOf()
    openFiles([file()])
    const id = await read()
    expect(await (await csv(id, 'functions')).text()).toContain('read')
    expect((await exportAs(id, 'speedscope')).size).toBeGreaterThan(100)
  })
})

describe('kept profiles', () => {
  it('are listed, renamed and deleted, open ones too', async () => {
    const { refreshKept, rename, remove, openKept, read, store, one } = storeOf()
    refreshKept()
    await vi.waitFor(() =>
      expect(store.getState().kept).toMatchObject({ value: [{ id: 'one' }, { id: 'two' }] }),
    )
    openKept(head('one'))
    await read()
    await rename('one', 'better')
    expect(one().name).toBe('better')
    await remove('one')
    expect(store.getState()).toMatchObject({ open: [], kept: { value: [{ id: 'two' }] } })
  })

  it('that cannot be listed are told', async () => {
    const { refreshKept, store } = storeOf({
      list: async () => await Promise.reject(new Failure('UNSUPPORTED', 'no')),
    })
    refreshKept()
    await vi.waitFor(() => expect(store.getState().kept).toMatchObject({ kind: 'failed' }))
  })
})
