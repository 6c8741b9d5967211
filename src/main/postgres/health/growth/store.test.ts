import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openStorage, type Storage } from '#main/storage/index.ts'
import { createTableSizes } from './store.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const start = Date.UTC(2030, 0, 1)

let folder: string
let storage: Storage
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pitwall-sizes-'))
  storage = openStorage(folder)
})
afterEach(() => {
  storage.close()
  rmSync(folder, { recursive: true, force: true })
})

const table = (value: number) => [{ kind: 'table' as const, name: 'public.t', value }]
const recordsKept = () =>
  Number(storage.database.prepare('SELECT count(*) AS n FROM size_records').get()?.['n'])

test('compares with the oldest check-up of the last month, of the same database', () => {
  const sizes = createTableSizes(storage.database)
  expect(sizes.earlier('one', start)).toBeUndefined()
  sizes.record('one', start, table(100))
  sizes.record('other', start, table(7))
  expect(sizes.earlier('one', start + HOUR / 2)).toBeUndefined()
  sizes.record('one', start + 2 * DAY, table(300))
  const earlier = sizes.earlier('one', start + 3 * DAY)
  expect(earlier?.at).toBe(start)
  expect(earlier?.valueOf('table', 'public.t')).toBe(100)
  expect(earlier?.valueOf('index', 'public.t')).toBeUndefined()
  expect(sizes.earlier('one', start + 31 * DAY)?.valueOf('table', 'public.t')).toBe(300)
})

test('keeps at most one an hour, then one a day, and nothing older than half a year', () => {
  const sizes = createTableSizes(storage.database)
  for (let minutes = 0; minutes < 180; minutes += 30) sizes.record('one', start + minutes * 60_000, table(1))
  expect(recordsKept()).toBe(3)
  for (let hour = 3; hour < 10 * 24; hour++) sizes.record('one', start + hour * HOUR, table(1))
  expect(recordsKept()).toBeLessThan(7 * 24 + 6)
  sizes.record('one', start + 400 * DAY, table(1))
  expect(recordsKept()).toBe(1)
  expect(storage.database.prepare('SELECT count(*) AS n FROM sizes').get()?.['n']).toBe(1)
})
