import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { lockOwner, takeLock } from './lock.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pitwall-lock-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('one at a time; who has it is told', () => {
  const release = takeLock(folder)
  expect(lockOwner(folder)).toBe(String(process.pid))
  expect(takeLock(folder)).toBeUndefined()
  release?.()
  expect(lockOwner(folder)).toBeUndefined()
  const again = takeLock(folder)
  expect(again).toBeDefined()
  again?.()
})

test('it ends with the process that has it, however that ends', async () => {
  const module = pathToFileURL(join(import.meta.dirname, 'lock.ts')).href
  const script = `
    const { takeLock } = await import(${JSON.stringify(module)})
    console.log(takeLock(${JSON.stringify(folder)}) ? 'locked' : 'refused')
    setInterval(() => {}, 1000)`
  const other = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const said = await new Promise((resolve) => other.stdout.once('data', resolve))
  expect(String(said)).toBe('locked\n')
  expect(takeLock(folder)).toBeUndefined()
  const ended = new Promise((resolve) => other.once('exit', resolve))
  other.kill('SIGKILL')
  await ended
  const release = takeLock(folder)
  expect(release).toBeDefined()
  release?.()
})
