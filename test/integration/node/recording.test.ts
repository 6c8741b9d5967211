import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sampleHeap } from '#main/node/recording/index.ts'
import type { RecordingEvent } from '#shared/contract/node/recording.ts'
import { nodePrograms, startNode, type TestNode } from '../../support/node-process.ts'
import {
  busySource,
  bytesOf,
  cpu,
  type CpuFile,
  heap,
  type HeapFile,
  largest,
  lineOf,
  notInlined,
  openRecordingRoom,
  readJson,
  record,
  type RecordingRoom,
  samplesOf,
} from './recording-room.ts'

let room: RecordingRoom
let node: TestNode
beforeEach(async () => {
  room = await openRecordingRoom()
  node = await startNode({ source: busySource, inspect: true, ready: 'running', nodeArgs: notInlined })
})
afterEach(async () => {
  await room[Symbol.asyncDispose]()
  await node.stop()
})

const isRecording = (event: RecordingEvent): boolean =>
  event.type === 'progress' && event.phase === 'recording' && event.elapsedMs > 0

/** Nothing is in the list and nothing half written in the folder. */
async function expectNothingKept(): Promise<void> {
  expect(await room.profiles.list()).toEqual([])
  expect(await readdir(join(room.home, 'profiles')).catch(() => [])).toEqual([])
}

/** The number of the worker, once it is known. */
async function workerOf(attachmentId: string): Promise<string> {
  for await (const all of room.attachments.watch(AbortSignal.timeout(20_000))) {
    const threads = all.find(({ id }) => id === attachmentId)?.threads
    const worker = threads?.find(({ kind }) => kind === 'worker')
    if (worker) return worker.id
  }
  throw new Error('No worker was found.')
}

describe('the CPU', () => {
  it.for(nodePrograms)('finds the busy function with its line, on Node $version', async ({ path }) => {
    await using other = await startNode({
      source: busySource,
      inspect: true,
      ready: 'running',
      program: path,
      nodeArgs: notInlined,
    })
    const attachmentId = await room.attach(other)
    const events: RecordingEvent[] = []
    const head = await record(room, { attachmentId, settings: cpu }, (event) => events.push(event))
    expect(head).toMatchObject({
      format: 'cpuprofile',
      settings: 'every 1 ms',
      source: expect.stringContaining('main thread'),
    })
    expect(head.durationMs).toBeGreaterThanOrEqual(990)
    expect(events[0]).toMatchObject({ type: 'progress', phase: 'recording', totalMs: 1000 })
    const file = await readJson<CpuFile>(head)
    expect(largest(samplesOf(file), ['(idle)', '(program)'])).toBe('burn')
    const burn = file.nodes.find(({ callFrame }) => callFrame.functionName === 'burn')
    // V8 counts from 0.
    expect(burn?.callFrame.lineNumber).toBe(lineOf(busySource, 'function burn') - 1)
    expect(burn?.callFrame.url).toMatch(/^file:\/\/.*service\.mjs$/)
    expect(await room.profiles.list()).toEqual([head])
    expect(other.isAlive()).toBe(true)
  })

  it('is recorded in a worker thread, alone', async () => {
    const source = `
import { Worker, isMainThread } from 'node:worker_threads'
function grind() {
  let sum = 1
  for (let i = 0; i < 1e7; i++) sum = (sum * 31 + i) | 0
  setTimeout(grind, 1)
  return sum
}
if (isMainThread) {
  new Worker(new URL(import.meta.url)).once('online', () => console.log('running'))
  setInterval(function tick() {}, 10)
} else grind()
`
    await using both = await startNode({ source, inspect: true, ready: 'running', nodeArgs: notInlined })
    const attachmentId = await room.attach(both)
    const threadId = await workerOf(attachmentId)
    const head = await record(room, { attachmentId, threadId, settings: cpu })
    const samples = samplesOf(await readJson<CpuFile>(head))
    expect(largest(samples, ['(idle)', '(program)'])).toBe('grind')
    expect(samples.has('tick')).toBe(false)
    expect(head.source).not.toContain('main thread')
    const allocations = await record(room, { attachmentId, threadId, settings: heap })
    expect(await readJson<HeapFile>(allocations)).toHaveProperty('head')
  })

  it('is refused for longer than a process can keep samples', async () => {
    const attachmentId = await room.attach(node)
    const settings = { kind: 'cpu', intervalUs: 50 } as const
    await expect(record(room, { attachmentId, settings, seconds: 3600 })).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringContaining('72 million samples'),
      hint: expect.stringContaining('180 µs'),
    })
  })
})

describe('allocations', () => {
  it('name who allocated what is alive, or all', async () => {
    const attachmentId = await room.attach(node)
    const alive = await record(room, { attachmentId, settings: heap })
    expect(alive).toMatchObject({
      format: 'heapprofile',
      settings: 'every 16 KiB, what is alive, up to 128 frames',
    })
    expect(largest(bytesOf(await readJson<HeapFile>(alive)))).toBe('hoard')
    const all = await record(room, { attachmentId, settings: { ...heap, includeCollected: true } })
    const bytes = bytesOf(await readJson<HeapFile>(all))
    const wasted = (bytes.get('waste') ?? 0) + (bytes.get('(anonymous)') ?? 0) + (bytes.get('') ?? 0)
    expect(wasted).toBeGreaterThan(0)
  })

  it('have no deeper stacks than asked for', async () => {
    const source = `
const kept = []
function deep(n) { if (n > 0) return deep(n - 1); kept.push(new Array(2000).fill(n)); if (kept.length > 500) kept.length = 0 }
setInterval(() => { for (let i = 0; i < 20; i++) deep(60) }, 1)
console.log('running')`
    await using other = await startNode({ source, inspect: true, ready: 'running', nodeArgs: notInlined })
    const attachmentId = await room.attach(other)
    const { head, samples } = await readJson<HeapFile>(
      await record(room, { attachmentId, settings: { ...heap, depth: 8 } }),
    )
    let depth = 0
    for (let level = head.children; level.length > 0; level = level.flatMap(({ children }) => children))
      depth++
    expect(depth).toBe(8)
    expect(samples.length).toBeGreaterThan(0)
    expect(largest(bytesOf({ head, samples }))).toBe('deep')
  })

  it('are not sampled beside another sampler, whose profile they would take', async () => {
    await using other = await startNode({
      source: busySource,
      inspect: true,
      ready: 'running',
      nodeArgs: ['--heap-prof', `--heap-prof-dir=${room.home}`],
    })
    const attachmentId = await room.attach(other)
    await expect(record(room, { attachmentId, settings: heap })).rejects.toMatchObject({
      code: 'REFUSED',
      hint: expect.stringContaining('--heap-prof'),
    })
  })

  it('can be read while they are sampled, and end with their signal', async () => {
    const attachmentId = await room.attach(node)
    const controller = new AbortController()
    const thread = room.attachments.use(attachmentId)
    const sampling = await sampleHeap(thread, heap, controller.signal)
    expect(JSON.parse(Buffer.from(await sampling.read()).toString())).toHaveProperty('head')
    await expect(sampleHeap(thread, heap)).rejects.toMatchObject({ code: 'REFUSED' })
    controller.abort()
    await expect(sampling.end()).rejects.toMatchObject({ code: 'CANCELLED' })
    const again = await sampleHeap(thread, heap)
    expect(JSON.parse(Buffer.from(await again.end()).toString())).toHaveProperty('samples')
  })
})

describe('a recording', () => {
  it('that is stopped is kept', async () => {
    const attachmentId = await room.attach(node)
    const one = { attachmentId, threadId: 'main', kind: 'cpu' } as const
    expect(() => room.recordings.stop(one)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
    for (const settings of [cpu, heap] as const) {
      let stopped = false
      const head = await record(room, { attachmentId, settings, seconds: 3600 }, (event) => {
        if (stopped || !isRecording(event)) return
        stopped = true
        room.recordings.stop({ ...one, kind: settings.kind === 'cpu' ? 'cpu' : 'heap' })
      })
      expect(head.durationMs).toBeLessThan(3_600_000)
      expect(head.fileBytes).toBeGreaterThan(100)
    }
    expect(await room.profiles.list()).toHaveLength(2)
    expect(() => room.recordings.stop(one)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
  })

  it('that is cancelled leaves nothing, neither here nor there', async () => {
    const attachmentId = await room.attach(node)
    const { inspector } = room.attachments.use(attachmentId)
    for (const settings of [cpu, heap]) {
      const controller = new AbortController()
      const input = { attachmentId, settings, seconds: 3600 }
      const onEvent = (event: RecordingEvent): void => {
        if (isRecording(event)) controller.abort()
      }
      await expect(record(room, input, onEvent, controller.signal)).rejects.toMatchObject({
        code: 'CANCELLED',
      })
    }
    await expectNothingKept()
    const notStarted = { code: 'SERVER_ERROR' }
    await expect(inspector.send('HeapProfiler.getSamplingProfile')).rejects.toMatchObject(notStarted)
    await expect(inspector.send('Profiler.stop')).rejects.toMatchObject(notStarted)
    expect(node.isAlive()).toBe(true)
  })

  it('that nobody listens to any more ends', async () => {
    const attachmentId = await room.attach(node)
    const input = { attachmentId, threadId: 'main', settings: heap, seconds: 3600 }
    for await (const event of room.recordings.start(input)) if (isRecording(event)) break
    await expectNothingKept()
    const { inspector } = room.attachments.use(attachmentId)
    await expect(inspector.send('HeapProfiler.getSamplingProfile')).rejects.toMatchObject({
      code: 'SERVER_ERROR',
    })
  })

  it('runs beside one of the other kind, and not beside its own', async () => {
    const attachmentId = await room.attach(node)
    let refused: unknown
    const input = { attachmentId, settings: cpu, seconds: 2 }
    const both = await Promise.all([
      record(room, input, (event) => {
        if (refused === undefined && isRecording(event)) {
          refused = record(room, { attachmentId, settings: cpu }).catch((error: unknown) => error)
        }
      }),
      record(room, { attachmentId, settings: heap, seconds: 2 }),
    ])
    expect(both.map(({ format }) => format)).toEqual(['cpuprofile', 'heapprofile'])
    expect(await refused).toMatchObject({
      code: 'REFUSED',
      message: expect.stringMatching(/^The CPU of .*main thread is being recorded already\.$/),
    })
    expect(largest(samplesOf(await readJson<CpuFile>(both[0])), ['(idle)', '(program)'])).toBe('burn')
    expect(largest(bytesOf(await readJson<HeapFile>(both[1])))).toBe('hoard')
  })

  it('of a process that dies tells it in a sentence and leaves nothing; others go on', async () => {
    await using other = await startNode({
      source: busySource,
      inspect: true,
      ready: 'running',
      nodeArgs: notInlined,
    })
    const doomed = await room.attach(node)
    const input = { attachmentId: doomed, settings: cpu, seconds: 3600 }
    const kill = (event: RecordingEvent): void => {
      if (isRecording(event)) node.kill()
    }
    await expect(record(room, input, kill)).rejects.toMatchObject({
      code: 'CONNECTION_LOST',
      message: expect.stringMatching(/^[^\n]+\.$/),
    })
    await expectNothingKept()
    expect(await record(room, { attachmentId: await room.attach(other), settings: cpu })).toBeDefined()
  })

  it('of a worker that ends tells it, and the process goes on', async () => {
    const source = `
import { Worker, isMainThread, parentPort } from 'node:worker_threads'
import { createServer } from 'node:http'
if (isMainThread) {
  const worker = new Worker(new URL(import.meta.url))
  const server = createServer((_request, response) => void worker.terminate().then(() => response.end()))
  worker.once('online', () => server.listen(0, '127.0.0.1', () => console.log('listening ' + server.address().port)))
} else setInterval(() => {}, 5)
`
    await using both = await startNode({ source, inspect: true })
    const attachmentId = await room.attach(both)
    const threadId = await workerOf(attachmentId)
    let ending: Promise<unknown> | undefined
    const input = { attachmentId, threadId, settings: cpu, seconds: 3600 }
    await expect(
      record(room, input, (event) => {
        if (isRecording(event)) ending ??= fetch(both.url)
      }),
    ).rejects.toMatchObject({ code: 'CONNECTION_LOST' })
    await ending
    await expectNothingKept()
    expect(await record(room, { attachmentId, settings: cpu })).toMatchObject({ format: 'cpuprofile' })
  })

  it('of a process that stands still is cancelled all the same', async () => {
    const attachmentId = await room.attach(node)
    const controller = new AbortController()
    const input = { attachmentId, settings: heap, seconds: 3600 }
    const halt = (event: RecordingEvent): void => {
      if (!isRecording(event)) return
      node.kill('SIGSTOP')
      controller.abort()
    }
    await expect(record(room, input, halt, controller.signal)).rejects.toMatchObject({ code: 'CANCELLED' })
    await expectNothingKept()
    node.kill('SIGCONT')
  })

  it('ends when Pitwall detaches', async () => {
    const attachmentId = await room.attach(node)
    const input = { attachmentId, settings: heap, seconds: 3600 }
    let closing: Promise<void> | undefined
    const detach = (event: RecordingEvent): void => {
      if (isRecording(event)) closing ??= room.attachments.close(attachmentId)
    }
    await expect(record(room, input, detach)).rejects.toMatchObject({ code: 'CONNECTION_LOST' })
    await closing
    await expectNothingKept()
    expect(node.isAlive()).toBe(true)
    // The sampler is gone from the process: it can be started anew.
    const again = await room.attach(node)
    expect(await record(room, { attachmentId: again, settings: heap })).toBeDefined()
  })
})
