import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRouterClient, isDefinedError, safe } from '@orpc/server'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openWorkbench, type Workbench } from './workbench.ts'

let home: string
let workbench: Workbench
const log: string[] = []

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'pitwall-router-'))
  workbench = openWorkbench({ home, shell: 'terminal', log: (message) => log.push(message) })
})

afterEach(async () => {
  await workbench.close()
  await rm(home, { recursive: true, force: true })
})

test('an expected failure arrives as the contract defines it: code, sentence, hint', async () => {
  const client = createRouterClient(workbench.router)
  const { error } = await safe(client.targets.remove({ id: 'nobody' }))
  expect(error && isDefinedError(error)).toBe(true)
  expect(error).toMatchObject({ code: 'NOT_FOUND', status: 404 })
})

test('a failure inside a stream arrives the same way', async () => {
  const client = createRouterClient(workbench.router)
  const events = await client.postgres.explain({ targetId: 'nobody', sql: 'SELECT 1', analyze: false })
  const { error } = await safe(events.next())
  expect(error && isDefinedError(error)).toBe(true)
  expect(error).toMatchObject({ code: 'NOT_FOUND' })
})

test('input that the schema does not allow is refused', async () => {
  const client = createRouterClient(workbench.router)
  const { error } = await safe(client.settings.update({ connectTimeoutMs: -1 }))
  expect(error).toMatchObject({ code: 'BAD_REQUEST' })
})
