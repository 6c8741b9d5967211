import { spawn } from 'node:child_process'
import { chownSync, readFileSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startEmbeddedPostgres } from '#main/demo/embedded-postgres.ts'
import { serverUser } from '#main/demo/postgres-binaries.ts'
import { makeHome } from '../../support/workbench-process.ts'

let home = ''
beforeEach(async () => {
  home = await makeHome()
})
afterEach(async () => await rm(home, { recursive: true, force: true }))

test('a server left behind is ended; a program that has only got its process id is not', async () => {
  const folder = join(home, 'postgres')
  const left = await startEmbeddedPostgres({ folder })
  const record = readFileSync(join(folder, 'postmaster.pid'), 'utf8')
  const next = await startEmbeddedPostgres({ folder })
  await left.ended
  expect(next.pid).not.toBe(left.pid)
  await next.stop()

  // As after a power cut: the file is there, and its process id is another program's of the same user.
  const user = await serverUser()
  const innocent = spawn('sleep', ['60'], { ...user, stdio: 'ignore' })
  const file = join(folder, 'postmaster.pid')
  writeFileSync(file, record.replace(/^\d+/, String(innocent.pid)), { mode: 0o600 })
  if (user) chownSync(file, user.uid, user.gid)
  const third = await startEmbeddedPostgres({ folder })
  expect([innocent.exitCode, innocent.signalCode]).toEqual([null, null])
  innocent.kill('SIGKILL')
  await third.stop()
})
