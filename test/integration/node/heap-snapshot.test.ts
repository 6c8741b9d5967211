import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  areOfOneProcess,
  compareSnapshots,
  type HeapSnapshot,
  retainerPath,
  retainersOfGrowth,
  summarise,
  totals,
} from '#shared/heap-snapshot/index.ts'
import { retainedByRemoval } from '#shared/heap-snapshot/testing/brute-force.ts'
import type { LeakRetainer } from '#shared/contract/node/leak.ts'
import { startLeaking } from '../../support/leaking-process.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'pitwall-snapshots-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** A snapshot after a warm-up, and one after as many requests more. */
async function grow(
  module: string,
  requests: number,
  inspector = false,
): Promise<[HeapSnapshot, HeapSnapshot]> {
  const running = await startLeaking(module, folder)
  try {
    await running.handle(200)
    const before = await running.snapshot({ inspector })
    await running.handle(requests)
    const after = await running.snapshot({ inspector })
    return [before.snapshot, after.snapshot]
  } finally {
    await running.stop()
  }
}

const inWords = (path: LeakRetainer['path']): string =>
  path.map(({ edge, node }) => (edge === '' ? node : `${edge} ${node}`)).join(' → ')

describe('what holds the growth', () => {
  it.each([
    ['an array of a module', 'array.mjs', 'Object {url}', 'module array.mjs → visitors Array → ['],
    ['a Map with ever new keys', 'map-cache.mjs', 'Report', 'module map-cache.mjs → cache Map → entry'],
    ['a Set', 'set.cjs', 'Object {token, scopes}', 'module set.cjs → seenTokens Set → entry Object'],
    [
      'an object used as a dictionary',
      'dictionary.cjs',
      'Object {id, basket, opened}',
      'module dictionary.cjs → sessions Object {1,200 properties} → ["session-',
    ],
    [
      'listeners that are never removed',
      'listeners.mjs',
      'function listeners.mjs:8',
      'module listeners.mjs → bus EventEmitter → listeners of "reload" Array → [',
    ],
    ['timers that are never cleared', 'timers.cjs', 'Timeout', '._onTimeout function timers.cjs:5'],
    [
      'promises that wait for one another',
      'promises.mjs',
      'Promise',
      'module promises.mjs → connected Promise → .then()',
    ],
    [
      'promises that wait for the same',
      'waiters.cjs',
      'function waiters.cjs:7',
      'module waiters.cjs → ready Promise → .then() function',
    ],
    [
      'a static field',
      'static-field.mjs',
      'Connection',
      'module static-field.mjs → Connection Connection() static-field.mjs:3 → .open Array → [',
    ],
    [
      'a list that grows at its end',
      'linked-list.mjs',
      'Entry',
      'module linked-list.mjs → history Object {first, last} → .first Entry → .next (×',
    ],
    [
      'a list that grows at its head',
      'stack.cjs',
      'Object {note, older}',
      'module stack.cjs → newest Object {note, older} → .older (×',
    ],
    ['a text that grows', 'growing-string.cjs', '(concatenated string)', 'module growing-string.cjs → log '],
    ['memory outside the heap', 'buffers.mjs', 'Buffer', 'module buffers.mjs → uploads Array → ['],
    ['a variable of a function', 'closure.cjs', 'Object {ip}', 'limit() closure.cjs:5 → attempts Array → ['],
    [
      'a private field',
      'instance.mjs',
      'Object {labels}',
      'module instance.mjs → service Service → .metrics Metrics → .#samples Array → [',
    ],
    ['the global object', 'global.cjs', 'Object {path}', 'global → .requestLog Array → ['],
    ['the keys of a WeakMap', 'weak-map.mjs', 'Object {}', 'module weak-map.mjs → tickets Array → ['],
    ['a cache in several parts', 'shards.mjs', 'Page', 'module shards.mjs → shards Array → ['],
    [
      'a list for each of many',
      'per-user.cjs',
      'Object {page, referrer}',
      'module per-user.cjs → users Map → entry',
    ],
    [
      'a bundle of ECMAScript modules',
      'bundled-esm.mjs',
      'Object {user}',
      'module bundled-esm.mjs → auditTrail Array → [',
    ],
    [
      'a bundle of CommonJS',
      'bundled-cjs.cjs',
      'Object {tries}',
      'pending Object {1,200 properties} → ["job-',
    ],
    ['a minified bundle', 'minified.cjs', 'Object {user}', 'module minified.cjs → e Array → ['],
  ])('is named: %s', async (_, module, name, path) => {
    const [before, after] = await grow(module, 1_000)
    const [retainer] = retainersOfGrowth(before, after, { limit: 3 })
    expect(retainer?.name).toBe(name)
    expect(inWords(retainer?.path ?? [])).toContain(path)
    // The last of a list hangs at another name as well.
    expect(retainer?.addedCount).toBeGreaterThanOrEqual(name === '(concatenated string)' ? 1 : 999)
    expect(retainer?.addedCount).toBeLessThanOrEqual(1_000)
    expect(retainer?.addedBytes).toBeGreaterThan(30 * 1_000)
    expect(areOfOneProcess(before, after)).toBe(true)
  })

  it('tells both holders of the same objects', async () => {
    const [before, after] = await grow('two-holders.mjs', 1_000)
    const retainers = retainersOfGrowth(before, after, { limit: 5 })
    expect(retainers).toHaveLength(1)
    expect(inWords(retainers[0]?.path ?? [])).toContain('module two-holders.mjs → orders Array → [')
    expect(retainers[0]?.others?.map(inWords)).toEqual([
      'module two-holders.mjs → byNumber Map → entry Order',
    ])
  })

  it('is nothing where a cache lets go of as much as it takes in', async () => {
    const [before, after] = await grow('bounded-cache.mjs', 1_000)
    expect(retainersOfGrowth(before, after, { limit: 5 })).toEqual([])
  })

  it('is the same in snapshots through the inspector', async () => {
    const [before, after] = await grow('map-cache.mjs', 1_000, true)
    const [retainer] = retainersOfGrowth(before, after, { limit: 5 })
    expect(retainer).toMatchObject({ name: 'Report', addedCount: 1_000 })
    expect(inWords(retainer?.path ?? [])).toContain('module map-cache.mjs → cache Map → entry')
  })

  it('says in which file', async () => {
    const [before, after] = await grow('listeners.mjs', 1_000)
    const [retainer] = retainersOfGrowth(before, after, { limit: 1 })
    expect(retainer?.path[0]?.file).toMatch(/^file:\/\/.*\/leaks\/listeners\.mjs$/)
    expect(retainer?.path.at(-1)).toMatchObject({ line: 8 })
  })
})

describe('a snapshot of a real process', () => {
  it('has the sums that its file has', async () => {
    const running = await startLeaking('map-cache.mjs', folder)
    try {
      await running.handle(300)
      const { bytes, snapshot } = await running.snapshot()
      const file = readPlainly(bytes)
      expect(totals(snapshot)).toEqual(file.totals)
      const rows = summarise(snapshot)
      expect(rows).toHaveLength(file.classes.size)
      for (const row of rows) {
        expect({ count: row.count, bytes: row.shallowBytes }).toEqual(file.classes.get(row.name))
        expect(row.retainedBytes).toBeGreaterThanOrEqual(row.shallowBytes > 0 ? 1 : 0)
      }
      expect(rows.find(({ name }) => name === 'Report')?.count).toBe(300)
    } finally {
      await running.stop()
    }
  })

  it('retains what its removal would set free', async () => {
    const [, snapshot] = await grow('set.cjs', 100)
    const { nodes } = snapshot
    const step = Math.floor(nodes.length / 25)
    const largest = [...snapshot.dominators.retainedBytes.keys()]
      .sort(
        (a, b) => (snapshot.dominators.retainedBytes[b] ?? 0) - (snapshot.dominators.retainedBytes[a] ?? 0),
      )
      .slice(0, 15)
    const probed = [...largest, ...Array.from({ length: 25 }, (_, row) => row * step)]
    for (const node of probed) {
      expect(snapshot.dominators.retainedBytes[node]).toBe(retainedByRemoval(snapshot, new Set([node])))
    }
  })

  it('is compared object by object', async () => {
    const [before, after] = await grow('map-cache.mjs', 500)
    const row = compareSnapshots(before, after).find(({ name }) => name === 'Report')
    expect(row).toMatchObject({
      countBefore: 200,
      countAfter: 700,
      addedCount: 500,
      removedCount: 0,
      keptCount: 200,
    })
    expect(row?.addedNodes).toHaveLength(500)
    expect(row?.addedRetainedBytes).toBeGreaterThan(row?.addedBytes ?? Infinity)
    const path = retainerPath(after, row?.addedNodes[0] ?? 0)
    expect(path.map(({ node }) => node)).toEqual(['module map-cache.mjs', 'Map', 'Report'])
    const [first] = compareSnapshots(before, after)
    expect(first?.sizeDelta).toBeGreaterThan(0)
  })

  it('is not taken for one of another process', async () => {
    const [before] = await grow('array.mjs', 10)
    const [, after] = await grow('timers.cjs', 10)
    expect(areOfOneProcess(before, after)).toBe(false)
  })
})

interface Plain {
  totals: { nodes: number; edges: number; shallowBytes: number }
  classes: Map<string, { count: number; bytes: number }>
}

/** The same sums once more, from JSON.parse and Maps. */
function readPlainly(bytes: Uint8Array): Plain {
  const file: {
    snapshot: { meta: { node_fields: string[]; node_types: string[][] } }
    nodes: number[]
    edges: number[]
    strings: string[]
  } = JSON.parse(new TextDecoder().decode(bytes)) // as V8 writes it
  const fields = file.snapshot.meta.node_fields
  const types = file.snapshot.meta.node_types[0] ?? []
  const classes: Plain['classes'] = new Map()
  let shallowBytes = 0
  for (let at = 0; at < file.nodes.length; at += fields.length) {
    const type = types[file.nodes[at + fields.indexOf('type')] ?? 0] ?? ''
    const name = file.strings[file.nodes[at + fields.indexOf('name')] ?? 0] ?? ''
    const self = file.nodes[at + fields.indexOf('self_size')] ?? 0
    const named = type === 'object' || type === 'native'
    const fixed = { hidden: '(system)', code: '(compiled code)' }[type] ?? `(${type})`
    const row = classes.get(named ? name : fixed) ?? { count: 0, bytes: 0 }
    classes.set(named ? name : fixed, { count: row.count + 1, bytes: row.bytes + self })
    shallowBytes += self
  }
  return {
    totals: { nodes: file.nodes.length / fields.length, edges: file.edges.length / 3, shallowBytes },
    classes,
  }
}
