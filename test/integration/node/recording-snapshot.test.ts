import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { takeSnapshot } from '#main/node/recording/index.ts'
import type { RecordingEvent } from '#shared/contract/node/recording.ts'
import { nodePrograms, startNode, type TestNode } from '../../support/node-process.ts'
import {
  environmentOf,
  openRecordingRoom,
  readJson,
  record,
  type RecordingRoom,
  snapshot,
} from './recording-room.ts'

interface SnapshotFile {
  snapshot: {
    meta: { node_fields: string[]; edge_fields: string[] }
    node_count: number
    edge_count: number
  }
  nodes: number[]
  edges: number[]
  strings: string[]
}

/** Objects of a class of its own, some thousands of them, and a text that is not ASCII. */
const source = `
class Planted { constructor(i) { this.name = 'planted ' + i } }
globalThis.planted = Array.from({ length: 4321 }, (_, i) => new Planted(i))
globalThis.text = 'žluťoučký kůň'
globalThis.ballast = Array.from({ length: 200_000 }, (_, i) => ({ i }))
setInterval(() => {}, 1000)
console.log('running')
`

let room: RecordingRoom
let node: TestNode
beforeEach(async () => {
  room = await openRecordingRoom()
  node = await startNode({ source, inspect: true, ready: 'running' })
})
afterEach(async () => {
  await room[Symbol.asyncDispose]()
  await node.stop()
})

async function expectNothingKept(): Promise<void> {
  expect(await room.profiles.list()).toEqual([])
  expect(await readdir(join(room.home, 'profiles')).catch(() => [])).toEqual([])
}

function instancesOf(name: string, { snapshot: { meta }, nodes, strings }: SnapshotFile): number {
  const at = meta.node_fields.indexOf('name')
  const text = strings.indexOf(name)
  let count = 0
  for (let node = 0; node < nodes.length; node += meta.node_fields.length)
    if (nodes[node + at] === text) count++
  return count
}

describe('a heap snapshot', () => {
  it.for(nodePrograms)('is the whole heap, exactly as V8 writes it, on Node $version', async ({ path }) => {
    await using other = await startNode({ source, inspect: true, ready: 'running', program: path })
    const attachmentId = await room.attach(other)
    const events: RecordingEvent[] = []
    const head = await record(room, { attachmentId, settings: snapshot }, (event) => events.push(event))
    expect(head).toMatchObject({ format: 'heapsnapshot', durationMs: 0, settings: 'all objects' })
    expect(events[0]).toMatchObject({ type: 'progress', phase: 'collecting', done: 0, fileBytes: 0 })
    const file = await readJson<SnapshotFile>(head)
    const { meta, node_count: nodes, edge_count: edges } = file.snapshot
    expect(file.nodes).toHaveLength(nodes * meta.node_fields.length)
    expect(file.edges).toHaveLength(edges * meta.edge_fields.length)
    // The class itself has the name, too.
    expect(instancesOf('Planted', file)).toBeGreaterThanOrEqual(4321)
    expect(file.strings).toContain('žluťoučký kůň')
    expect(other.isAlive()).toBe(true)
  })

  it('that is cancelled leaves nothing', async () => {
    const attachmentId = await room.attach(node)
    const controller = new AbortController()
    const cancel = (): void => controller.abort()
    await expect(
      record(room, { attachmentId, settings: snapshot }, cancel, controller.signal),
    ).rejects.toMatchObject({ code: 'CANCELLED' })
    await expectNothingKept()
    expect(node.isAlive()).toBe(true)
  })

  it('of a process that dies leaves nothing, and says so', async () => {
    const attachmentId = await room.attach(node)
    await expect(record(room, { attachmentId, settings: snapshot }, () => node.kill())).rejects.toMatchObject(
      {
        code: 'CONNECTION_LOST',
      },
    )
    await expectNothingKept()
  })

  it('is taken one at a time', async () => {
    const attachmentId = await room.attach(node)
    const [first, second] = await Promise.allSettled([
      record(room, { attachmentId, settings: snapshot }),
      record(room, { attachmentId, settings: snapshot }),
    ])
    expect(first.status).toBe('fulfilled')
    expect(second).toMatchObject({
      status: 'rejected',
      reason: {
        code: 'REFUSED',
        message: expect.stringMatching(/^A heap snapshot of .* is being taken already\.$/),
      },
    })
    expect(await room.profiles.list()).toHaveLength(1)
  })

  it('that cannot be written is told', async () => {
    const thread = room.attachments.use(await room.attach(node))
    await expect(takeSnapshot(thread, join(room.home, 'nowhere', 'x'))).rejects.toMatchObject({
      code: 'ENOENT',
    })
    const bytes = await takeSnapshot(thread, join(room.home, 'x'))
    expect(bytes).toBeGreaterThan(1_000_000)
  })
})

describe('the guard of the environment', () => {
  it('refuses a snapshot where it is read-only, and allows sampling', async () => {
    room.environments.push(environmentOf(node, 'read-only'))
    const { id: byTarget } = await room.attachments.open({ by: 'target', targetId: 't' })
    const refusal = {
      code: 'REFUSED',
      message: expect.stringContaining('staging is read-only'),
      facts: { guard: 'read-only', environment: 'staging' },
    }
    const input = { attachmentId: byTarget, settings: snapshot, confirmation: 'staging' }
    await expect(record(room, input)).rejects.toMatchObject(refusal)
    const head = await record(room, { attachmentId: byTarget, settings: { kind: 'cpu', intervalUs: 10_000 } })
    expect(head.format).toBe('cpuprofile')
    // However it was attached to.
    await room.attachments.close(byTarget)
    const byAddress = await room.attach(node)
    await expect(record(room, { ...input, attachmentId: byAddress })).rejects.toMatchObject(refusal)
  })

  it('wants its name typed where it says so', async () => {
    room.environments.push(environmentOf(node, 'confirm'))
    const { id: attachmentId } = await room.attachments.open({ by: 'target', targetId: 't' })
    const facts = { guard: 'confirm', environment: 'staging', needs: 'confirmation' }
    await expect(record(room, { attachmentId, settings: snapshot })).rejects.toMatchObject({
      code: 'REFUSED',
      facts,
    })
    await expectNothingKept()
    expect(await record(room, { attachmentId, settings: snapshot, confirmation: 'staging' })).toMatchObject({
      format: 'heapsnapshot',
    })
  })
})
