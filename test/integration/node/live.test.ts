import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { createLive, type LiveRoom } from '#main/node/live/index.ts'
import type { AttachmentsRoom } from '#main/node/attachments/index.ts'
import type { NodeSample } from '#shared/contract/node/live.ts'
import { nodePrograms, plainService, startNode, type TestNode } from '../../support/node-process.ts'
import { failureOf, openAttachments } from './attachments-room.ts'

/** Blocks for as long as it is asked, in JavaScript or outside of it, allocates, or holds on to memory. */
const service = `
import { createServer } from 'node:http'
import { execFileSync } from 'node:child_process'
import { Worker } from 'node:worker_threads'
globalThis.held = []
const does = {
  busy: (ms) => { const end = Date.now() + ms; while (Date.now() < end); },
  native: (ms) => execFileSync('sleep', [String(ms / 1000)]),
  garbage: (count) => { let last; for (let i = 0; i < count; i++) last = { last: i, text: 'x' + i } },
  hold: (megabytes) => { for (let i = 0; i < megabytes; i++) held.push(Buffer.alloc(1e6, 1)) },
  worker: () => new Worker('setInterval(() => { const all = []; for (let i = 0; i < 2e5; i++) all.push({ i }) }, 20)', { eval: true, name: 'crunch' }),
}
const server = createServer((request, response) => {
  const [, what, amount] = request.url.split('/')
  does[what]?.(Number(amount))
  response.end('ok')
})
server.listen(0, '127.0.0.1', () => console.log('listening ' + server.address().port))
`

async function attach(room: AttachmentsRoom, node: TestNode): Promise<string> {
  return (await room.open({ by: 'inspector', host: '127.0.0.1', port: node.inspectorPort ?? 0 })).id
}

/** Collects the samples of from now on until there is one of the kind; that one comes last. */
async function samplesUntil(
  live: LiveRoom,
  id: string,
  isWanted: (sample: NodeSample) => boolean,
  threadId = 'main',
): Promise<NodeSample[]> {
  const stop = new AbortController()
  const all: NodeSample[] = []
  const seen = live.recent(id, threadId).length
  let isFirst = true
  for await (const { samples } of live.watch(id, threadId, stop.signal)) {
    const fresh = isFirst ? samples.slice(seen) : samples
    isFirst = false
    all.push(...fresh)
    if (fresh.some(isWanted)) stop.abort()
  }
  return all
}

const any = () => true

describe.each(nodePrograms)('what Node $version does', ({ path }) => {
  const start = async () => await startNode({ program: path, inspect: true, source: service })

  it('is told once a second, in figures that are possible', async () => {
    await using node = await start()
    await using room = openAttachments()
    const live = createLive(room)
    const id = await attach(room, node)
    await fetch(`${node.url}/hold/50`)
    const [sample] = await samplesUntil(live, id, any)
    if (sample === undefined) throw new Error('no sample')
    expect(sample.heap.usedBytes).toBeLessThanOrEqual(sample.heap.totalBytes)
    expect(sample.heap.totalBytes).toBeLessThan(sample.heap.limitBytes)
    expect(sample.heap.limitBytes).toBe(room.list()[0]?.heapLimitBytes)
    expect(sample.arrayBufferBytes).toBeGreaterThanOrEqual(50_000_000)
    expect(sample.externalBytes).toBeGreaterThanOrEqual(sample.arrayBufferBytes)
    expect(sample.residentBytes).toBeGreaterThan(sample.arrayBufferBytes)
    expect(sample.loop.utilization).toBeLessThanOrEqual(1)
    expect(sample.loop.p50Ms).toBeLessThanOrEqual(sample.loop.p99Ms)
    expect(sample.cpu.machineCores).toBeLessThanOrEqual(sample.machine.cores)
    expect(sample.machine.freeMemoryBytes).toBeLessThan(sample.machine.memoryBytes)
    // The service's own socket, and nothing of the agent's.
    const kinds = sample.resources.map(({ kind }) => kind)
    expect(kinds).toContain('TCPServerWrap')
    expect(kinds).not.toContain('Timeout')
  })

  it('counts the garbage collections by their kinds', async () => {
    await using node = await start()
    await using room = openAttachments()
    const live = createLive(room)
    const id = await attach(room, node)
    await samplesUntil(live, id, any)
    await fetch(`${node.url}/garbage/3000000`)
    await live.collect(id, 'main')
    const samples = await samplesUntil(live, id, ({ gc }) => gc.markSweeps > 0)
    const sum = (of: (sample: NodeSample) => number) => samples.reduce((total, one) => total + of(one), 0)
    expect(sum(({ gc }) => gc.scavenges)).toBeGreaterThan(5)
    expect(sum(({ gc }) => gc.pauseMs)).toBeGreaterThan(0)
    for (const { gc } of samples) {
      expect(gc.longestMs).toBeLessThanOrEqual(gc.pauseMs)
      expect(gc.share).toBeLessThanOrEqual(1)
    }
  })

  it.each(['busy', 'native'])('shows a loop that stands (%s) to its whole length', async (how) => {
    await using node = await start()
    await using room = openAttachments()
    const live = createLive(room)
    const id = await attach(room, node)
    await samplesUntil(live, id, any)
    const blocked = fetch(`${node.url}/${how}/2500`)
    // To the 100 ms that it is looked at; a machine that is busy makes it longer, never shorter.
    const samples = await samplesUntil(live, id, ({ loop }) => loop.maxMs > 2_350)
    expect(samples.some(({ loop }) => loop.utilization > 0.9)).toBe(true)
    await blocked
    const after = await samplesUntil(live, id, ({ loop }) => loop.maxMs < 1_000)
    expect(after.at(-1)?.loop.utilization).toBeLessThan(0.9)
  })

  it('tells a worker apart from the rest of the process', async () => {
    await using node = await start()
    await using room = openAttachments()
    const live = createLive(room)
    const id = await attach(room, node)
    await fetch(`${node.url}/worker/1`)
    await expect.poll(() => room.list()[0]?.threads.length).toBe(2)
    const worker = room.list()[0]?.threads[1]?.id ?? ''
    const [ofMain, ofWorker] = await Promise.all([
      samplesUntil(live, id, ({ cpu }) => cpu.processCores > 0.05),
      samplesUntil(live, id, ({ gc }) => gc.scavenges > 0, worker),
    ])
    const [main, crunching] = [ofMain.at(-1), ofWorker.at(-1)]
    expect(crunching?.loop.utilization).toBeGreaterThan(main?.loop.utilization ?? 1)
    expect(crunching?.gc.scavenges).toBeGreaterThan(main?.gc.scavenges ?? Infinity)
    // Of the process: the same for both.
    expect(crunching?.residentBytes).toBeGreaterThan(30_000_000)
  })
})

describe('watching', () => {
  it('asks once however many watch, and shows what was seen before', async () => {
    await using node = await startNode({ inspect: true })
    await using room = openAttachments()
    const live = createLive(room)
    const id = await attach(room, node)
    const [one, two] = await Promise.all([samplesUntil(live, id, any), samplesUntil(live, id, any)])
    expect(one).toEqual(two)
    expect(live.recent(id, 'main')).toEqual(one)
    const stop = new AbortController()
    for await (const { samples } of live.watch(id, 'main', stop.signal)) {
      expect(samples).toEqual(one)
      stop.abort()
    }
  })

  it('ends with the reason when the process is lost, and goes on after a restart', async () => {
    await using node = await startNode({ inspect: true })
    await using room = openAttachments()
    const live = createLive(room)
    const id = await attach(room, node)
    const watching = failureOf(samplesUntil(live, id, () => false))
    await samplesUntil(live, id, any)
    node.kill()
    expect(await watching).toMatchObject({ code: 'CONNECTION_LOST' })
    expect(live.recent(id, 'main').length).toBeGreaterThan(0)
    expect(await failureOf(samplesUntil(live, id, any))).toMatchObject({ code: 'CONNECTION_LOST' })
    await room.close(id)
    expect(await failureOf(samplesUntil(live, id, any))).toMatchObject({ code: 'NOT_FOUND' })
  })

  const agents =
    '() => Object.getOwnPropertySymbols(globalThis).map(String).filter((name) => name.includes("pitwall.live"))'

  it('takes its agent out when it detaches', async () => {
    await using node = await startNode({ inspect: true })
    await using room = openAttachments()
    await using other = openAttachments()
    const live = createLive(room)
    const id = await attach(room, node)
    const beside = other.use(await attach(other, node))
    await samplesUntil(live, id, any)
    expect(await beside.evaluate(z.array(z.string()), agents)).toHaveLength(1)
    await room.close(id)
    expect(await beside.evaluate(z.array(z.string()), agents)).toEqual([])
  })

  it('leaves an agent that ends by itself where it could not', async () => {
    await using node = await startNode({ inspect: true })
    await using room = openAttachments()
    const live = createLive(room)
    const id = await attach(room, node)
    await samplesUntil(live, id, any)
    const thread = room.use(id)
    const left = async () => await thread.evaluate(z.array(z.string()), agents)
    expect(await left()).toHaveLength(1)
    await expect.poll(left, { timeout: 30_000, interval: 200 }).toEqual([])
    // And is there again for whoever watches again.
    expect((await samplesUntil(live, id, any)).length).toBeGreaterThan(0)
  })
})

describe('collecting garbage', () => {
  it('says what it freed', async () => {
    await using node = await startNode({
      inspect: true,
      source: `${plainService}\nglobalThis.list = []\nfor (let i = 0; i < 1e6; i++) list.push({ i })\nglobalThis.list = undefined`,
    })
    await using room = openAttachments()
    const live = createLive(room)
    const id = await attach(room, node)
    const { heapBeforeBytes, heapAfterBytes, elapsedMs } = await live.collect(id, 'main')
    expect(heapAfterBytes).toBeLessThan(heapBeforeBytes)
    expect(elapsedMs).toBeGreaterThan(0)
  })

  it('asks for the name of an environment that is not open', async () => {
    await using node = await startNode({ inspect: true })
    const address = { kind: 'node', host: '127.0.0.1', port: node.inspectorPort ?? 0 } as const
    const environment = { name: 'staging', guard: 'confirm' } as const
    await using room = openAttachments({
      resolveTarget: async (id) => ({ id, name: 'shop', address, password: undefined, environment }),
    })
    const live = createLive(room)
    const { id } = await room.open({ by: 'target', targetId: 'one' })
    expect(await failureOf(live.collect(id, 'main'))).toMatchObject({
      code: 'REFUSED',
      facts: { needs: 'confirmation', environment: 'staging' },
    })
    expect(await live.collect(id, 'main', { confirmation: 'staging' })).toMatchObject({
      elapsedMs: expect.any(Number),
    })
  })
})
