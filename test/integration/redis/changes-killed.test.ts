import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { redisProgram, startRedis, type TestRedis } from '../../support/redis.ts'
import { type Expiry, expiriesOf, OtherClient } from './other-client.ts'

const KEYS = 1_000_000
const MATCHING = 100_000
const SECONDS = 100_000

const sessions = Array.from({ length: MATCHING }, (_, at) => `sess:${at}`)
/** Some of those that do not match, with and without an expiry. */
const others = Array.from({ length: 20_000 }, (_, at) => `other:${at * 40}`)

describe.skipIf(redisProgram === undefined)('100,000 of 1,000,000 keys, Pitwall killed half-way', () => {
  let server: TestRedis
  let home: string
  let before: Map<string, Expiry>
  let other: OtherClient

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'pitwall-killed-'))
    server = await startRedis()
    await fill(server)
    before = await expiriesOf(server.redis, [...sessions, ...others])
    other = new OtherClient(server.redis, sessions)
    other.start()
  }, 120_000)

  afterEach(async () => {
    await other.stop()
    await server.stop()
    await rm(home, { recursive: true, force: true })
  })

  const ttl = (...more: string[]) => [
    'ttl',
    '--redis',
    server.url,
    '--match',
    'sess:*',
    ...more,
    '--pace',
    'full',
  ]

  it('is undone: what nobody touched expires when it did, what others changed is as they left it', async () => {
    const id = await killedHalfWay(ttl('--set', String(SECONDS), '--jitter', '10', '--apply'), home)
    // The undo dies, too.
    await killed(['undo', id, '--pace', 'full'], home, atRandom(10_000))
    expect((await changesIn(home))[0]).toMatchObject({ id, status: 'interrupted' })
    const undone = await finished(['resume', id, '--pace', 'full', '--json'], home)
    await other.stop()

    expect(undone).toMatchObject({ id, status: 'undone' })
    await expectAsBefore()
    expect(other.touched.size).toBeGreaterThan(100)
    expect(undone.keys?.notRestored).toBeGreaterThan(0)
    expect((undone.keys?.restored ?? 0) + (undone.keys?.notRestored ?? 0)).toBe(undone.keys?.changed)
  }, 300_000)

  it('is finished, after it was killed several times, and then undone', async () => {
    other.persists = false
    const id = await killedHalfWay(ttl('--persist', '--apply'), home)
    await killed(['resume', id, '--pace', 'full'], home, atRandom(10_000))
    await killed(['resume', id, '--pace', 'full'], home, atRandom(10_000))
    const applied = await finished(['resume', id, '--pace', 'full', '--json'], home)
    expect(applied).toMatchObject({ id, status: 'applied', keys: { unfinished: false } })
    const touchedByThen = new Set(other.touched.keys())
    const present = await expiriesOf(server.redis, sessions)
    const untouched = sessions.filter((key) => !touchedByThen.has(key) && !other.touched.has(key))
    expect(untouched.filter((key) => present.get(key) !== -1)).toEqual([])

    const undone = await finished(['undo', id, '--pace', 'full', '--json'], home)
    await other.stop()
    expect(undone).toMatchObject({ id, status: 'undone' })
    await expectAsBefore()
  }, 300_000)

  async function expectAsBefore(): Promise<void> {
    const after = await expiriesOf(server.redis, [...sessions, ...others])
    const wrong = [...before].flatMap(([key, expiry]) => {
      const wanted = other.touched.get(key)?.expiry ?? expiry
      return after.get(key) === wanted
        ? []
        : [{ key, wanted, is: after.get(key), touched: other.touched.has(key) }]
    })
    expect(wrong).toEqual([])
  }
})

async function fill({ redis }: TestRedis): Promise<void> {
  await redis.eval(
    `for i = 0, tonumber(ARGV[1]) - 1 do
      if i % 2 == 0 then redis.call('SET', 'other:' .. i, 'v') else redis.call('SET', 'other:' .. i, 'v', 'EX', 1000000 + i) end
    end
    for i = 0, tonumber(ARGV[2]) - 1 do
      if i % 4 == 0 then redis.call('SET', 'sess:' .. i, 'v' .. i) else redis.call('SET', 'sess:' .. i, 'v' .. i, 'PX', 500000000 + i) end
    end`,
    0,
    KEYS - MATCHING,
    MATCHING,
  )
}

/** Starts it and kills it three times on the way; gives the change's id. */
async function killedHalfWay(args: string[], home: string): Promise<string> {
  await killed(args, home, atRandom(15_000))
  const [first] = await changesIn(home)
  expect(first?.status).toBe('interrupted')
  const id = first?.id ?? ''
  await killed(['resume', id, '--pace', 'full'], home, atRandom(15_000))
  expect((await changesIn(home))[0]).toMatchObject({ id, status: 'interrupted' })
  return id
}

const atRandom = (most: number) => 1 + Math.floor(Math.random() * most)

/** Kills it without a word once it tells of more than so many keys. */
async function killed(args: string[], home: string, keys: number): Promise<void> {
  const child = startCli(args, home)
  let isKilled = false
  child.stderr.on('data', (chunk: Buffer) => {
    const told = [...chunk.toString().matchAll(/([\d,]+) (?:changed|of [\d,]+ keys)/g)].at(-1)?.[1]
    if (told === undefined || Number(told.replaceAll(',', '')) < keys) return
    isKilled = true
    child.kill('SIGKILL')
  })
  await new Promise((resolve) => child.once('close', resolve))
  expect(isKilled).toBe(true)
}

const outcomeSchema = z.object({
  id: z.string(),
  status: z.string(),
  keys: z
    .object({ changed: z.number(), restored: z.number(), notRestored: z.number(), unfinished: z.boolean() })
    .optional(),
})

async function finished(args: string[], home: string): Promise<z.infer<typeof outcomeSchema>> {
  return outcomeSchema.parse(JSON.parse(await answerOf(args, home)))
}

async function changesIn(home: string): Promise<z.infer<typeof outcomeSchema>[]> {
  const answer = await answerOf(['changes', '--json'], home)
  return z.object({ changes: z.array(outcomeSchema) }).parse(JSON.parse(answer)).changes
}

async function answerOf(args: string[], home: string): Promise<string> {
  const child = startCli(args, home)
  let [out, told] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (told += chunk.toString()))
  const status = await new Promise((resolve) => child.once('close', resolve))
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${String(status)}: ${told}\n${out}`)
  return out
}

function startCli(args: string[], home: string) {
  return spawn(process.execPath, ['src/main/cli.ts', ...args], {
    env: { ...process.env, PITWALL_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}
