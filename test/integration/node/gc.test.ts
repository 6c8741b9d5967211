import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tryOut, type TryOutInput } from '#main/node/gc/index.ts'
import { type GcEvent, gcEventSchema } from '#shared/contract/node/gc.ts'
import type { Failure } from '#shared/failure.ts'
import { failureOf, freePort, isTaken } from './attachments-room.ts'

/** Allocates some hundred kilobytes a request, and keeps a little of it for a while. */
const service = `
import { appendFileSync } from 'node:fs'
import { createServer } from 'node:http'
appendFileSync('pids', process.pid + ' ' + process.execArgv.join(' ') + '\\n')
const recent = []
createServer((request, response) => {
  const rows = Array.from({ length: 2_000 }, (_, id) => ({ id, name: 'row ' + id, tags: [id, id + 1] }))
  recent.push(rows.slice(0, 20))
  if (recent.length > 200) recent.shift()
  response.end(String(rows.length))
}).listen(Number(process.env.PORT), '127.0.0.1')
`

let folder: string
let port: number
let input: TryOutInput

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pitwall-gc-'))
  await writeFile(join(folder, 'service.mjs'), service)
  await writeFile(join(folder, 'failing.mjs'), 'console.error("no database"); process.exit(4)')
  port = await freePort()
  input = {
    command: `"${process.execPath}" service.mjs`,
    cwd: folder,
    env: { PORT: String(port) },
    options: [{ flags: ['--max-semi-space-size=1'], title: 'Semi-space of 1 MiB', reason: '' }],
    load: {
      kind: 'requests',
      requests: [{ method: 'GET', url: `http://127.0.0.1:${port}/` }],
      perRound: 300,
      concurrency: 8,
    },
    runs: 2,
  }
})
afterAll(async () => await rm(folder, { recursive: true, force: true }))

async function eventsOf(asked: TryOutInput, signal?: AbortSignal): Promise<GcEvent[]> {
  return await Array.fromAsync(tryOut(asked, signal))
}

async function refused(more: Partial<TryOutInput>): Promise<Failure> {
  return await failureOf(eventsOf({ ...input, ...more }))
}

/** What was started since, each as its pid and its options. */
async function startedSince(seen: number): Promise<{ pid: number; options: string }[]> {
  const text = await readFile(join(folder, 'pids'), 'utf8').catch(() => '')
  return text
    .split('\n')
    .filter(Boolean)
    .slice(seen)
    .map((line) => ({ pid: Number(line.split(' ')[0]), options: line.slice(line.indexOf(' ') + 1) }))
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

describe('trying sizes of the heap', () => {
  it('starts the command with each in turn, compares, and leaves nothing behind', async () => {
    const events = await eventsOf(input)
    for (const event of events) expect(gcEventSchema.safeParse(event).error).toBeUndefined()
    const last = events.at(-1)
    if (last?.type !== 'results') throw new Error('There are no results.')
    expect(events.slice(0, -1).every(({ type }) => type === 'progress')).toBe(true)
    expect(last.results.map(({ option }) => option.flags)).toEqual([[], ['--max-semi-space-size=1']])
    const [own, small] = last.results
    expect(own?.against).toBeNull()
    expect(small?.against?.requestsPerSecond.estimate).toBeGreaterThan(0)
    for (const { runs, requestsPerSecond, latency, residentBytes, cpuMsPerRequest } of last.results) {
      expect(runs).toBe(2)
      expect(requestsPerSecond).toBeGreaterThan(0)
      expect(latency.p50).toBeLessThanOrEqual(latency.p99)
      expect(latency.p99).toBeLessThanOrEqual(latency.max)
      expect(residentBytes).toBeGreaterThan(10_000_000)
      expect(cpuMsPerRequest).toBeGreaterThan(0)
    }
    // A space that is filled sixteen times as often is emptied more often.
    expect(small?.scavenges).toBeGreaterThan(own?.scavenges ?? Infinity)
    expect(last.conclusion).not.toBe('')
    expect(last.command).toContain('service.mjs')

    const started = await startedSince(0)
    expect(started.map(({ options }) => options.includes('semi-space'))).toEqual([false, true, false, true])
    expect(started.filter(({ pid }) => isAlive(pid))).toEqual([])
    expect(await isTaken(port)).toBe(false)
  })

  it('stops what it started when it is cancelled', async () => {
    const seen = (await startedSince(0)).length
    const stop = new AbortController()
    const long = { ...input, load: { ...input.load, perRound: 1_000_000 } as TryOutInput['load'] }
    const work = eventsOf(long, stop.signal)
    await expect.poll(async () => (await startedSince(seen)).length, { timeout: 10_000 }).toBe(1)
    stop.abort()
    expect(await failureOf(work)).toMatchObject({ code: 'CANCELLED' })
    expect((await startedSince(seen)).filter(({ pid }) => isAlive(pid))).toEqual([])
  })

  it('stops what it started when nobody listens any more', async () => {
    const seen = (await startedSince(0)).length
    for await (const _ of tryOut(input)) if ((await startedSince(seen)).length > 0) break
    expect((await startedSince(seen)).filter(({ pid }) => isAlive(pid))).toEqual([])
  })

  it('says what is in the way', async () => {
    const other = createServer((socket) => socket.destroy())
    await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve))
    try {
      const taken = await failureOf(eventsOf(input))
      expect(taken).toMatchObject({
        code: 'REFUSED',
        message: expect.stringContaining(`Port ${port} is taken`),
      })
      // The test's own process has it, and is Node.
      expect(taken.message).toContain(`process ${process.pid}`)
    } finally {
      await new Promise((resolve) => other.close(resolve))
    }
    expect(await refused({ command: 'npm start' })).toMatchObject({ code: 'BAD_INPUT' })
    expect(await refused({ load: { kind: 'traffic', secondsPerRound: 5 } })).toMatchObject({
      code: 'BAD_INPUT',
    })
    expect(
      await refused({
        load: {
          kind: 'requests',
          requests: [{ method: 'GET', url: 'http://example.com/' }],
          perRound: 1,
          concurrency: 1,
        },
      }),
    ).toMatchObject({ code: 'REFUSED' })
    expect(await refused({ command: `"${process.execPath}" failing.mjs` })).toMatchObject({
      code: 'SERVER_ERROR',
      hint: expect.stringContaining('no database'),
    })
    expect(
      await refused({
        options: [{ flags: ['--no-such-flag'], title: 'x', reason: '' }],
      }),
    ).toMatchObject({ code: 'SERVER_ERROR', message: expect.stringContaining('--no-such-flag') })
  })
})
