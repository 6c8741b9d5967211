import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Client } from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { ChangeEvent } from '#shared/contract/changes.ts'
import { indexes, startWorkshop, type Workshop } from './change-server.ts'

type Progress = Extract<ChangeEvent, { type: 'progress' }>

let shop: Workshop
const children: ChildProcess[] = []
let blocker: Client
beforeAll(async () => {
  shop = await startWorkshop(18)
  blocker = await shop.session()
})
afterEach(async () => {
  await blocker.query('ROLLBACK')
  for (const child of children.splice(0)) child.kill('SIGKILL')
})
afterAll(async () => await shop.stop())

const onlyKey = [{ name: 'orders_pkey', valid: true }]

/** An old snapshot that touches no table: CREATE INDEX CONCURRENTLY waits for it in its last phase. */
async function holdSnapshot(): Promise<void> {
  await blocker.query('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1')
}

/** A writer: CREATE INDEX CONCURRENTLY waits for it in its first phase, and so does every DROP. */
async function holdTable(): Promise<void> {
  await blocker.query('BEGIN; UPDATE orders SET code = code WHERE id = 1')
}

/** Another Pitwall with the same ledger, read until it says that it waits. */
async function childWaiting(
  ...what: ['apply' | 'undo', string]
): Promise<{ id: string; kill: () => Promise<void> }> {
  const script = fileURLToPath(new URL('apply-in-child.ts', import.meta.url))
  const child = spawn(process.execPath, [script, shop.home, shop.url, ...what], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  for await (const line of createInterface(child.stdout)) {
    const event = JSON.parse(line) as ChangeEvent
    if (event.type === 'progress' && event.phase === 'waiting' && event.changeId !== undefined) {
      const kill = async (): Promise<void> => {
        const ended = once(child, 'exit')
        child.kill('SIGKILL')
        await ended
      }
      return { id: event.changeId, kill }
    }
  }
  throw new Error('It never waited.')
}

async function backendsOf(id: string): Promise<number[]> {
  const { rows } = await shop.admin.query<{ pid: number }>(
    'SELECT pid FROM pg_stat_activity WHERE application_name = $1',
    [`pitwall change ${id}`],
  )
  return rows.map(({ pid }) => pid)
}

describe('progress', () => {
  test('tells whom it waits for, and goes on when that has ended', async () => {
    await holdTable()
    const seen: Progress[] = []
    const change = await shop.apply('CREATE INDEX orders_waits ON orders (total)', {
      onEvent: (event) => {
        seen.push(event)
        if (event.phase === 'waiting') void blocker.query('COMMIT')
      },
    })
    expect(change.status).toBe('applied')
    const waiting = seen.find(({ phase }) => phase === 'waiting')
    expect(waiting).toMatchObject({
      changeId: change.id,
      backendPid: expect.any(Number),
      detail: 'waiting for writers before build',
      blockers: [
        { role: 'pitwall', state: 'idle in transaction', query: expect.stringContaining('UPDATE orders') },
      ],
    })
    expect(waiting?.blockers?.[0]?.transactionMs).toBeGreaterThanOrEqual(0)
    expect(change.events.map(({ message }) => message)).toEqual([
      'Begun.',
      expect.stringContaining('Sent to the server, whose process'),
      'The server has begun the index.',
      'Applied.',
    ])
    expect(await shop.undo(change.id)).toMatchObject({ status: 'undone' })
  })
})

describe('cancelled', () => {
  test('a build leaves nothing', async () => {
    await holdSnapshot()
    const cancel = new AbortController()
    const change = await shop.apply('CREATE INDEX orders_cancelled ON orders (total)', {
      signal: cancel.signal,
      onEvent: ({ phase }) => {
        if (phase === 'waiting') cancel.abort()
      },
    })
    expect(change).toMatchObject({ status: 'failed', message: 'Cancelled; nothing of it is left.' })
    expect(await indexes(shop.admin, 'orders')).toEqual(onlyKey)
    await expect.poll(() => backendsOf(change.id)).toEqual([])
  })

  test('whoever stops listening cancels it', async () => {
    await holdSnapshot()
    const failed = shop
      .apply('CREATE INDEX orders_unheard ON orders (total)', {
        onEvent: ({ phase }) => {
          if (phase === 'waiting') throw new Error('enough')
        },
      })
      .catch((error: unknown) => String(error))
    expect(await failed).toContain('enough')
    const [head] = shop.ledger.list()
    expect(head).toMatchObject({ status: 'failed', message: 'Cancelled; nothing of it is left.' })
    expect(await indexes(shop.admin, 'orders')).toEqual(onlyKey)
  })

  test('a rebuilding leaves no copies', async () => {
    await holdSnapshot()
    const cancel = new AbortController()
    const change = await shop.apply('REINDEX TABLE orders', {
      signal: cancel.signal,
      onEvent: ({ phase }) => {
        if (phase === 'waiting') cancel.abort()
      },
    })
    expect(change.status).toBe('failed')
    expect(await indexes(shop.admin, 'orders')).toEqual(onlyKey)
  })

  test('what a writer keeps from being cleaned up is partial, and undone later', async () => {
    await holdTable()
    const cancel = new AbortController()
    const change = await shop.apply('CREATE INDEX orders_kept ON orders (total)', {
      signal: cancel.signal,
      onEvent: ({ phase }) => {
        if (phase === 'waiting') cancel.abort()
      },
    })
    expect(change).toMatchObject({ status: 'partial', undoSql: 'DROP INDEX CONCURRENTLY public.orders_kept' })
    expect(change.message).toContain('An INVALID index public.orders_kept is left')
    expect(change.hint).toContain('could not be dropped yet')
    await blocker.query('COMMIT')
    expect(await shop.undo(change.id)).toMatchObject({ status: 'undone' })
    expect(await indexes(shop.admin, 'orders')).toEqual(onlyKey)
  })

  test('a drop that was begun is partial, and its undo makes the index again', async () => {
    await shop.admin.query('CREATE INDEX orders_dropping ON orders (total)')
    await holdTable()
    const cancel = new AbortController()
    const change = await shop.apply('DROP INDEX orders_dropping', {
      signal: cancel.signal,
      onEvent: ({ phase }) => {
        if (phase === 'waiting') cancel.abort()
      },
    })
    expect(change).toMatchObject({ status: 'partial' })
    expect(change.message).toContain('INVALID now')
    await blocker.query('COMMIT')
    expect(await shop.undo(change.id)).toMatchObject({ status: 'undone' })
    expect(await indexes(shop.admin, 'orders')).toContainEqual({ name: 'orders_dropping', valid: true })
    await shop.admin.query('DROP INDEX orders_dropping')
  })
})

describe('the server process is ended from elsewhere', () => {
  test('the index is cleaned up', async () => {
    await holdSnapshot()
    let told = false
    const change = await shop.apply('CREATE INDEX orders_ended ON orders (total)', {
      onEvent: ({ phase, backendPid }) => {
        if (phase !== 'waiting' || told) return
        told = true
        void shop.admin.query('SELECT pg_terminate_backend($1)', [backendPid])
      },
    })
    expect(change.status).toBe('failed')
    expect(change.message).toContain('ended this session')
    expect(await indexes(shop.admin, 'orders')).toEqual(onlyKey)
  })
})

describe('Pitwall is killed in the middle', () => {
  test('the build goes on, is said to, and is found finished', async () => {
    await holdSnapshot()
    const { id, kill } = await childWaiting('apply', 'CREATE INDEX orders_goes_on ON orders (total)')
    expect(shop.ledger.get(id).status).toBe('applying')
    expect(await shop.settle()).toEqual([])
    await expect(shop.undo(id)).rejects.toThrow('It is being applied just now.')
    await kill()
    expect(shop.ledger.get(id)).toMatchObject({
      status: 'interrupted',
      message: 'Pitwall ended in the middle of it.',
    })
    const [running] = await shop.settle()
    expect(running).toMatchObject({ id, status: 'interrupted' })
    expect(running?.message).toContain('The server still works on it')
    await shop.settle()
    expect(shop.ledger.get(id).events.filter(({ status }) => status === 'interrupted')).toHaveLength(1)

    await blocker.query('COMMIT')
    await expect.poll(() => backendsOf(id), { timeout: 20_000 }).toEqual([])
    const [settled] = await shop.settle()
    expect(settled).toMatchObject({ id, status: 'applied' })
    expect(settled?.message).toContain('the server has done it to the end')
    expect(await shop.settle()).toEqual([])
    expect(await shop.undo(id)).toMatchObject({ status: 'undone' })
    expect(await indexes(shop.admin, 'orders')).toEqual(onlyKey)
  })

  test('the INVALID index is found, and undo takes it away', async () => {
    await holdSnapshot()
    const { id, kill } = await childWaiting('apply', 'CREATE INDEX ON orders (total)')
    await kill()
    for (const pid of await backendsOf(id)) await shop.admin.query('SELECT pg_terminate_backend($1)', [pid])
    await expect.poll(() => backendsOf(id)).toEqual([])
    expect(await indexes(shop.admin, 'orders')).toContainEqual({ name: 'orders_total_idx', valid: false })
    const [settled] = await shop.settle()
    expect(settled).toMatchObject({
      id,
      status: 'partial',
      undoSql: 'DROP INDEX CONCURRENTLY public.orders_total_idx',
    })
    await blocker.query('COMMIT')
    expect(await shop.undo(id)).toMatchObject({ status: 'undone' })
    expect(await indexes(shop.admin, 'orders')).toEqual(onlyKey)
  })

  test('nothing is left of what was only begun', async () => {
    await blocker.query('BEGIN; LOCK TABLE orders IN SHARE UPDATE EXCLUSIVE MODE')
    const { id, kill } = await childWaiting('apply', 'VACUUM orders')
    await kill()
    for (const pid of await backendsOf(id)) await shop.admin.query('SELECT pg_terminate_backend($1)', [pid])
    await expect.poll(() => backendsOf(id)).toEqual([])
    const [settled] = await shop.settle()
    expect(settled).toMatchObject({ id, status: 'failed', undoSql: null })
  })

  test('an undo that was interrupted is taken up again', async () => {
    const { id } = await shop.apply('CREATE INDEX orders_undoing ON orders (total)')
    await holdTable()
    const { kill } = await childWaiting('undo', id)
    await kill()
    for (const pid of await backendsOf(id)) await shop.admin.query('SELECT pg_terminate_backend($1)', [pid])
    await expect.poll(() => backendsOf(id)).toEqual([])
    await blocker.query('COMMIT')
    const undone = await shop.undo(id)
    expect(undone.status).toBe('undone')
    expect(undone.events.map(({ status }) => status)).toContain('partial')
    expect(await indexes(shop.admin, 'orders')).toEqual(onlyKey)
  })
})

test('an index that is being made again when Pitwall is killed is made by the next undo', async () => {
  await shop.admin.query('CREATE INDEX orders_again ON orders (total)')
  const { id } = await shop.apply('DROP INDEX orders_again')
  await holdSnapshot()
  const { kill } = await childWaiting('undo', id)
  await kill()
  for (const pid of await backendsOf(id)) await shop.admin.query('SELECT pg_terminate_backend($1)', [pid])
  await expect.poll(() => backendsOf(id)).toEqual([])
  const [settled] = await shop.settle()
  expect(settled).toMatchObject({ id, status: 'partial' })
  await blocker.query('COMMIT')
  expect(await shop.undo(id)).toMatchObject({ status: 'undone' })
  expect(await indexes(shop.admin, 'orders')).toContainEqual({ name: 'orders_again', valid: true })
  await shop.admin.query('DROP INDEX orders_again')
})

test('the list is told of changes that another Pitwall makes', async () => {
  const cancel = new AbortController()
  const heads = shop.ledger.watch(cancel.signal)
  await heads.next()
  await holdSnapshot()
  const { id } = await childWaiting('apply', 'CREATE INDEX orders_watched ON orders (total)')
  for (;;) {
    const { value } = await heads.next()
    if (value?.some((head) => head.id === id && head.status === 'applying')) break
  }
  await blocker.query('COMMIT')
  for (;;) {
    const { value } = await heads.next()
    if (value?.some((head) => head.id === id && head.status === 'applied')) break
  }
  cancel.abort()
  expect(await shop.undo(id)).toMatchObject({ status: 'undone' })
})
