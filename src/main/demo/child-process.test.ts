import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { commandOf } from './process-command.ts'
import { startChild } from './child-process.ts'

const ENDLESS = ['--eval', 'setInterval(() => {}, 1000)']

test('a child is stopped with the signal it was to get, and its last words are kept', async () => {
  const child = startChild(process.execPath, ['--eval', 'console.log("up"); setInterval(() => {}, 1000)'])
  await expect.poll(child.output).toBe('up\n')
  await child.stop('SIGINT')
  expect(child.process.signalCode).toBe('SIGINT')
  // Asked again, there is nothing to do.
  await child.stop('SIGINT')
})

test('a program that is not there has ended', async () => {
  const child = startChild('/no/such/program', [])
  await child.ended
  expect(child.output()).toContain('ENOENT')
})

test.skipIf(process.platform === 'win32')('no child outlives this process when it ends at once', async () => {
  const module = pathToFileURL(join(import.meta.dirname, 'child-process.ts')).href
  const script = `
    const { startChild } = await import(${JSON.stringify(module)})
    const child = startChild(process.execPath, ${JSON.stringify(ENDLESS)}, { lastSignal: 'SIGQUIT' })
    console.log(child.process.pid)
    setTimeout(() => process.exit(130))`
  const parent = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const said = new Promise((resolve) => parent.stdout.once('data', resolve))
  const pid = Number(String(await said))
  expect(pid).toBeGreaterThan(0)
  await expect.poll(async () => await commandOf(pid)).toBe('')
})

test('the command of a process tells what it was started for', async () => {
  const child = startChild(process.execPath, [...ENDLESS, '/some/folder'])
  await expect.poll(async () => await commandOf(child.process.pid ?? 0)).toContain('/some/folder')
  await child.stop('SIGKILL')
  expect(await commandOf(child.process.pid ?? 0)).toBe('')
  expect(await commandOf(Number.NaN)).toBe('')
})
