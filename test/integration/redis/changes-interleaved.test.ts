import { setImmediate } from 'node:timers/promises'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Change } from '#shared/contract/changes.ts'
import { Failure } from '#shared/failure.ts'
import { redisProgram, startRedis, type TestRedis } from '../../support/redis.ts'
import { openChanges, type TestChanges } from './changes-room.ts'
import { expiriesOf, OtherClient } from './other-client.ts'

const KEYS = 1500
/** Scripts that are let through before everything is stopped; so many: it is not. */
const NEVER = 20
const names = Array.from({ length: KEYS }, (_, at) => `k:${at}`)

const actions = [
  'EXPIRE 50000',
  'EXPIRE 50000 JITTER 20 IF NONE OR LONGER',
  'EXTEND 5000 JITTER 10',
  'JITTER 30',
  'PERSIST',
  'UNLINK',
  'UNLINK KEEP 60kb',
] as const

describe.skipIf(redisProgram === undefined)(
  'changes of keys while others write and everything is stopped',
  () => {
    let server: TestRedis
    let changes: TestChanges

    beforeAll(async () => {
      server = await startRedis()
      changes = await openChanges()
    })

    afterAll(async () => {
      await changes.close()
      await server.stop()
    })

    const plan = fc.record({
      action: fc.constantFrom(...actions),
      /** After how many scripts it is stopped, and its undo. */
      stopAfter: fc.integer({ min: 0, max: NEVER }),
      stopUndoAfter: fc.integer({ min: 0, max: NEVER }),
      /** A lost connection instead of a cancel. */
      cut: fc.boolean(),
      goOn: fc.boolean(),
      writes: fc.integer({ min: 1, max: 12 }),
    })

    it('undo leaves what nobody touched as it was, and what others changed as they left it', async () => {
      await fc.assert(
        fc.asyncProperty(plan, async (run) => {
          await fill(server)
          const before = await expiriesOf(server.redis, names)
          const other = new OtherClient(server.redis, names)
          other.persists = run.action !== 'PERSIST'
          other.start(run.writes)
          try {
            await changeAndUndo(run)
          } finally {
            await other.stop()
          }
          const after = await expiriesOf(server.redis, names)
          const lost = new Set<string>()
          const [head] = changes.ledger.list()
          if (run.action.includes('KEEP')) {
            for (const [key, reason] of changes.keys(head?.id ?? '', 'notRestored')) {
              if (reason?.includes('KEEP') === true) lost.add(key)
            }
          }
          const wrong = [...before].flatMap(([key, expiry]) => {
            const left = other.touched.get(key)
            // Deleted, made again and deleted once more is as it was left, whoever did it.
            if (run.action.startsWith('UNLINK') && left?.expiry === -2) return []
            const wanted = left?.expiry ?? expiry
            const is = after.get(key)
            return is === wanted || (is === -2 && lost.has(key)) ? [] : [{ key, wanted, is, left }]
          })
          expect(wrong).toEqual([])
        }),
        { numRuns: 25 },
      )
    }, 240_000)

    async function changeAndUndo(run: {
      action: string
      stopAfter: number
      stopUndoAfter: number
      cut: boolean
      goOn: boolean
    }): Promise<void> {
      const target = server.target()
      const text = `EACH k:* ${run.action}`
      const applied = await stopped(
        run.stopAfter,
        run.cut,
        async (signal) => await changes.apply(target, text, { signal }),
      )
      let change = applied ?? (await changes.apply(target, text))
      if (change.status === 'interrupted') change = (await changes.settle(target)).at(-1) ?? change
      if (change.status === 'failed') return
      if (run.goOn && change.status === 'partial') change = await changes.resume(target, change.id)
      if (change.keys?.changed === 0) return
      const { id } = change
      const undone = await stopped(
        run.stopUndoAfter,
        run.cut,
        async (signal) => await changes.undo(target, id, signal),
      )
      change = undone?.status === 'undone' ? undone : await changes.undo(target, change.id)
      expect(change.status).toBe('undone')
    }

    /** Cancels the work after so many scripts, or cuts all of Pitwall's connections. */
    async function stopped(
      scripts: number,
      cut: boolean,
      work: (signal: AbortSignal) => Promise<Change>,
    ): Promise<Change | undefined> {
      const stop = new AbortController()
      const over = new AbortController()
      const stopping = (async () => {
        const last = (await scriptsRun(server)) + scripts
        while (!over.signal.aborted && (await scriptsRun(server)) < last) await setImmediate()
        if (scripts === NEVER || over.signal.aborted) return
        if (cut) await cutPitwall(server)
        else stop.abort()
      })()
      try {
        return await begun(work(stop.signal))
      } finally {
        over.abort()
        await stopping
      }
    }
  },
)

/** Undefined where it was stopped before it was begun, and nothing is in the ledger. */
async function begun(change: Promise<Change>): Promise<Change | undefined> {
  try {
    return await change
  } catch (error) {
    if (error instanceof Failure && (error.code === 'CANCELLED' || error.code === 'CONNECTION_LOST')) {
      return undefined
    }
    throw error
  }
}

async function scriptsRun({ redis }: TestRedis): Promise<number> {
  const told = String(await redis.call('INFO', 'commandstats'))
  return Number(/cmdstat_evalsha:calls=(\d+)/.exec(told)?.[1] ?? 0)
}

async function cutPitwall({ redis }: TestRedis): Promise<void> {
  const list = String(await redis.call('CLIENT', 'LIST'))
  for (const line of list.split('\n').filter((one) => one.includes('name=pitwall'))) {
    const id = /\bid=(\d+)/.exec(line)?.[1]
    if (id !== undefined) await redis.call('CLIENT', 'KILL', 'ID', id)
  }
}

async function fill({ redis }: TestRedis): Promise<void> {
  await redis.flushall()
  await redis.eval(
    `for i = 0, tonumber(ARGV[1]) - 1 do
      if i % 3 == 0 then redis.call('SET', 'k:' .. i, 'v' .. i)
      elseif i % 3 == 1 then redis.call('SET', 'k:' .. i, 'v' .. i, 'PX', 40000000 + i * 50000)
      else redis.call('HSET', 'k:' .. i, 'f', i); redis.call('PEXPIRE', 'k:' .. i, 60000000 + i) end
    end`,
    0,
    KEYS,
  )
}
