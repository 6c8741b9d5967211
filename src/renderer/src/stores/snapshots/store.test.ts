import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { inProcessSnapshotWorker } from '#renderer/workers/snapshot/in-process.test-support.ts'
import type { ProfileHead } from '#shared/contract/profiles.ts'
import { type GraphNode, snapshotFile } from '#shared/heap-snapshot/testing/graph.ts'
import { constructorKey, nodeOfRow, type OpenSnapshot, type SnapshotSource } from './model.ts'
import { createSnapshotsStore } from './store.ts'

/** A process that keeps so many requests in an array of the global object. */
function heapOf(requests: number): Uint8Array<ArrayBuffer> {
  const filler: GraphNode[] = Array.from({ length: 60 }, (_, place) => ({
    type: 'string',
    name: `word ${place}`,
    self: 24,
  }))
  const graph: GraphNode[] = [
    { name: '', edges: [{ type: 'shortcut', name: 'global', to: 1 }] },
    {
      name: 'global',
      self: 40,
      edges: [{ name: 'log', to: 2 }, ...filler.map((_, place) => ({ name: `f${place}`, to: 3 + place }))],
    },
    {
      name: 'Array',
      self: 16,
      edges: Array.from({ length: requests }, (_, place) => ({
        type: 'element',
        name: place,
        to: 3 + filler.length + place,
      })),
    },
    ...filler,
    ...Array.from({ length: requests }, () => ({ name: 'Request', self: 100 })),
  ]
  return Uint8Array.from(snapshotFile(graph))
}

const running: ReturnType<typeof inProcessSnapshotWorker>[] = []
afterEach(() => {
  for (const link of running.splice(0)) link.close()
})

const pieceLength = 4_096

function storeOf(kept: Record<string, Uint8Array> = {}) {
  const store = createSnapshotsStore({
    startWorker: () => {
      const link = inProcessSnapshotWorker()
      running.push(link)
      return link
    },
    readPiece: async (id, offset) => {
      const bytes = kept[id] ?? new Uint8Array(0)
      const next = offset + pieceLength
      return await Promise.resolve({
        data: Buffer.from(bytes.subarray(offset, next)).toString('base64'),
        totalBytes: bytes.length,
        nextOffset: next >= bytes.length ? null : next,
      })
    },
  })
  const one = (id: string): OpenSnapshot => {
    const found = store.getState().open.find((each) => each.id === id)
    if (found === undefined) throw new Error(`there is no open snapshot ${id}`)
    return found
  }
  const ready = (id: string) => {
    const { state } = one(id)
    if (state.kind !== 'ready') throw new Error(`${id} is ${state.kind}`)
    return state
  }
  const isRead = async (id: string) => await vi.waitFor(() => expect(one(id).state.kind).toBe('ready'))
  return { store, one, ready, isRead, ...store.getState() }
}

const file = (id: string, bytes: Uint8Array<ArrayBuffer>): SnapshotSource => ({
  id,
  name: `${id}.heapsnapshot`,
  source: { kind: 'file', file: new File([bytes], `${id}.heapsnapshot`) },
})
const keptSource = (id: string, bytes: Uint8Array): SnapshotSource => {
  const head: ProfileHead = {
    id,
    name: id,
    format: 'heapsnapshot',
    at: 0,
    durationMs: 0,
    fileBytes: bytes.length,
    file: `/${id}`,
    source: 'server.mjs',
    settings: '',
  }
  return { id: `kept ${id}`, name: id, source: { kind: 'kept', head } }
}

describe('a snapshot', () => {
  it('is read from a file', async () => {
    const { ensure, isRead, ready } = storeOf()
    ensure(file('a', heapOf(3)))
    await isRead('a')
    const { constructors, totals } = ready('a').opened
    expect(totals.shallowBytes).toBe(40 + 16 + 60 * 24 + 300)
    expect(constructors).toContainEqual({ name: 'Request', count: 3, shallowBytes: 300, retainedBytes: 300 })
  })

  it('is read in pieces where it is kept', async () => {
    const bytes = heapOf(200)
    const { ensure, isRead, ready } = storeOf({ k: bytes })
    ensure(keptSource('k', bytes))
    await isRead('kept k')
    expect(ready('kept k').opened.totals.nodes).toBe(263)
  })

  it('is read packed', async () => {
    const { ensure, isRead, ready } = storeOf()
    ensure(file('a', Uint8Array.from(gzipSync(heapOf(3)))))
    await isRead('a')
    expect(ready('a').opened.totals.nodes).toBe(66)
  })

  it('is read in UTF-16, as Windows writes it', async () => {
    const text = `\ufeff${new TextDecoder().decode(heapOf(3))}`
    const { ensure, isRead, ready } = storeOf()
    ensure(file('a', Uint8Array.from(Buffer.from(text, 'utf16le'))))
    await isRead('a')
    expect(ready('a').opened.totals.nodes).toBe(66)
  })

  it('that is broken says why, and can be tried again', async () => {
    const { ensure, one, retry } = storeOf()
    ensure(file('a', heapOf(3).slice(0, 500)))
    await vi.waitFor(() => expect(one('a').state.kind).toBe('failed'))
    const { state } = one('a')
    expect(state.kind === 'failed' && state.failure.code).toBe('BAD_INPUT')
    retry('a')
    expect(one('a').state.kind).toBe('reading')
  })

  it('that is none says so', async () => {
    const { ensure, one } = storeOf()
    ensure(file('a', Uint8Array.from(Buffer.from('main;read 3\n'))))
    await vi.waitFor(() => expect(one('a').state.kind).toBe('failed'))
    const { state } = one('a')
    expect(state.kind === 'failed' && state.failure.message).toMatch(/heap snapshot/)
  })

  it('leaves nothing behind when it is closed or cancelled', async () => {
    const { store, ensure, isRead, close, cancel, one } = storeOf()
    ensure(file('a', heapOf(3)))
    await isRead('a')
    close('a')
    expect(store.getState().open).toEqual([])
    expect(running[0]?.isClosed()).toBe(true)
    ensure(file('b', heapOf(3)))
    cancel('b')
    expect(running[1]?.isClosed()).toBe(true)
    const { state } = one('b')
    expect(state.kind === 'failed' && state.failure.code).toBe('CANCELLED')
  })
})

describe('its objects', () => {
  it('unfold page by page, and say what keeps them alive', async () => {
    const { ensure, isRead, ready, unfold, more, select } = storeOf()
    ensure(file('a', heapOf(150)))
    await isRead('a')
    const place = ready('a').opened.constructors.findIndex(({ name }) => name === 'Request')
    const key = constructorKey(place, false)
    const below = () => {
      const found = ready('a').viewing.unfolded.get(key)
      return found?.kind === 'ready' ? found.value : undefined
    }
    unfold('a', key)
    await vi.waitFor(() => expect(below()?.rows).toHaveLength(100))
    expect(below()?.total).toBe(150)
    more('a', key)
    await vi.waitFor(() => expect(below()?.rows).toHaveLength(150))

    select('a', `${key}/7`)
    await vi.waitFor(() => expect(ready('a').viewing.facts?.kind).toBe('ready'))
    const { facts, retainers, unfolded } = ready('a').viewing
    expect(nodeOfRow(unfolded, `${key}/7`)?.words).toBe('Request')
    if (facts?.kind !== 'ready') throw new Error('no facts')
    expect(facts.value).toMatchObject({ name: 'Request', shallowBytes: 100, retainedBytes: 100 })
    expect(facts.value.path.map(({ edge, node }) => `${edge} ${node}`.trim())).toEqual([
      'global',
      '.log Array',
      '[7] Request',
    ])
    await vi.waitFor(() => expect(ready('a').viewing.retainers?.kind).toBe('ready'))
    expect(retainers?.kind).not.toBe('failed')
  })

  it('fold with all that is below them, and what is selected stays in sight', async () => {
    const { ensure, isRead, ready, unfold, fold, select } = storeOf()
    ensure(file('a', heapOf(3)))
    await isRead('a')
    const key = constructorKey(
      ready('a').opened.constructors.findIndex(({ name }) => name === 'Array'),
      false,
    )
    const isThere = async (row: string) =>
      await vi.waitFor(() => expect(ready('a').viewing.unfolded.get(row)?.kind).toBe('ready'))
    unfold('a', key)
    await isThere(key)
    unfold('a', `${key}/0`)
    await isThere(`${key}/0`)
    select('a', `${key}/0/2`)
    fold('a', key)
    expect(ready('a').viewing.unfolded.size).toBe(0)
    expect(ready('a').viewing.selected).toBe(key)
  })

  it('can be seen as a tree of what retains what', async () => {
    const { ensure, isRead, ready, showView } = storeOf()
    ensure(file('a', heapOf(3)))
    await isRead('a')
    showView('a', 'memory')
    await vi.waitFor(() => expect(ready('a').viewing.memory?.kind).toBe('ready'))
    const { memory } = ready('a').viewing
    if (memory?.kind !== 'ready') throw new Error('no tree')
    expect(memory.value.layout.total).toBe(40 + 16 + 60 * 24 + 300)
    expect(memory.value.profile.frames.name).toContain('global')
  })
})

describe('a comparison', () => {
  it('says what was added, and what holds it', async () => {
    const before = heapOf(20)
    const { ensure, isRead, ready, compareWith, unfold } = storeOf({ k: before })
    ensure(file('a', heapOf(120)))
    await isRead('a')
    compareWith('a', keptSource('k', before))
    await vi.waitFor(() => expect(ready('a').viewing.comparison?.kind).toBe('ready'))
    const { comparison } = ready('a').viewing
    if (comparison?.kind !== 'ready') throw new Error('not compared')
    expect(comparison.value.isOneProcess).toBe(true)
    expect(comparison.value.rows[0]).toMatchObject({ name: 'Request', addedCount: 100, keptCount: 20 })
    expect(comparison.value.retainers).toMatchObject([
      { name: 'Request', addedCount: 100, addedBytes: 10_000 },
    ])
    const key = constructorKey(0, true)
    unfold('a', key)
    await vi.waitFor(() => {
      const page = ready('a').viewing.unfolded.get(key)
      expect(page?.kind === 'ready' && page.value.total).toBe(100)
    })
    compareWith('a', null)
    expect(ready('a').viewing).toMatchObject({ before: null, comparison: null })
    expect(ready('a').viewing.unfolded.size).toBe(0)
  })

  it('with a broken snapshot fails with what is wrong with that', async () => {
    const broken = heapOf(20).slice(0, 900)
    const { ensure, isRead, ready, compareWith } = storeOf({ k: broken })
    ensure(file('a', heapOf(120)))
    await isRead('a')
    compareWith('a', keptSource('k', broken))
    await vi.waitFor(() => expect(ready('a').viewing.comparison?.kind).toBe('failed'))
  })
})
