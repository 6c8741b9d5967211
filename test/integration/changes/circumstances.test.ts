import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterEach, expect, test } from 'vitest'
import { createLedger } from '#main/changes/index.ts'
import { startEmbeddedPostgres } from '#main/demo/embedded-postgres.ts'
import { targetFromUrl } from '#main/environments/index.ts'
import { applyChange, settleChanges, undoChange } from '#main/postgres/changes/index.ts'
import { requirePostgres } from '#main/postgres/index.ts'
import { openStorage } from '#main/storage/index.ts'
import type { Change, ChangeEvent } from '#shared/contract/changes.ts'
import { timeouts } from '../postgres/test-server.ts'
import { indexes, startWorkshop } from './change-server.ts'
import { startPooler } from './pooler.ts'
import { startWire } from './wire.ts'

const toStop: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of toStop.splice(0).toReversed()) await stop()
})

test('a pooler in transaction mode is told from a server, and nothing is set on it', async () => {
  const shop = await startWorkshop(18)
  toStop.push(shop.stop)
  const pooler = await startPooler(shop.url)
  toStop.push(pooler.stop)
  const direct = shop.target()
  const target = { ...direct, address: { ...direct.address, port: pooler.port } }
  const change = await shop.apply('CREATE INDEX orders_pooled ON orders (total)', { target })
  expect(change).toMatchObject({ status: 'failed', hint: expect.stringContaining('direct port') })
  expect(change.message).toContain('is a connection pooler in transaction mode')
  expect(await indexes(shop.admin, 'orders')).toHaveLength(1)
})

test('a connection that breaks: the process that the server still has is ended, and nothing is left', async () => {
  const shop = await startWorkshop(18)
  toStop.push(shop.stop)
  const direct = shop.target()
  const wire = await startWire(direct.address.port)
  toStop.push(wire.stop)
  const blocker = await shop.session()
  await blocker.query('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1')
  let cut = false
  const change = await shop.apply('CREATE INDEX orders_broken ON orders (total)', {
    target: { ...direct, address: { ...direct.address, port: wire.port } },
    onEvent: ({ phase }) => {
      if (phase !== 'waiting' || cut) return
      cut = true
      wire.cut()
    },
  })
  expect(change).toMatchObject({ status: 'failed', undoSql: null })
  expect(change.message).toContain('was lost while it worked')
  expect(await indexes(shop.admin, 'orders')).toHaveLength(1)
})

test('a server that stops in the middle: what became of it is found when it is back', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pitwall-restart-'))
  const storage = openStorage(join(folder, 'home'))
  const ledger = createLedger({ database: storage.database })
  const start = async () => {
    const server = await startEmbeddedPostgres({ folder: join(folder, 'data'), settings: { fsync: 'off' } })
    const url = `${server.url}postgres`
    const admin = new Client(url)
    admin.on('error', () => {})
    await admin.connect()
    return { ...server, admin, target: { ...requirePostgres(targetFromUrl(url)), id: 'kept' } }
  }
  const first = await start()
  const blocker = new Client(first.url + 'postgres')
  blocker.on('error', () => {})
  await blocker.connect()
  await first.admin.query('CREATE TABLE orders AS SELECT n AS total FROM generate_series(1, 1000) n')
  await blocker.query('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1')

  let stopping: Promise<void> | undefined
  const sql = 'CREATE INDEX orders_total ON orders (total)'
  const change = await last(applyChange(ledger, first.target, { sql }, timeouts, undefined), ({ phase }) => {
    if (phase === 'waiting') stopping ??= first.stop()
  })
  expect(change).toMatchObject({ status: 'interrupted' })
  expect(change.message).toContain('What became of it could not be seen.')
  await stopping
  await first.admin.end().catch(() => {})

  const second = await start()
  toStop.push(async () => {
    await second.admin.end()
    await second.stop()
    ledger.close()
    storage.close()
    await rm(folder, { recursive: true, force: true })
  })
  const [settled] = await settleChanges(ledger, second.target, timeouts, undefined)
  expect(settled).toMatchObject({ id: change.id, status: 'partial' })
  expect(await indexes(second.admin, 'orders')).toEqual([{ name: 'orders_total', valid: false }])
  const undone = await last(
    undoChange(ledger, change.id, async () => second.target, undefined, timeouts, undefined),
  )
  expect(undone).toMatchObject({ status: 'undone' })
  expect(await indexes(second.admin, 'orders')).toEqual([])
})

async function last(
  events: AsyncIterable<ChangeEvent>,
  onEvent: (event: Extract<ChangeEvent, { type: 'progress' }>) => void = () => {},
): Promise<Change> {
  for await (const event of events) {
    if (event.type === 'change') return event.change
    onEvent(event)
  }
  throw new Error('No change came.')
}
