import { expect, test } from 'vitest'
import { withProgress } from './progress.ts'

test('tells its phase at once, and returns what the work returned', async () => {
  const gate = Promise.withResolvers<string>()
  const progress = withProgress(undefined, async (report) => {
    report('planning', 42)
    return await gate.promise
  })
  expect(await progress.next()).toMatchObject({ value: { phase: 'planning', backendPid: 42 } })
  expect(await progress.next()).toMatchObject({ value: { phase: 'planning', backendPid: 42 } })
  gate.resolve('done')
  expect(await progress.next()).toEqual({ done: true, value: 'done' })
})

test('throws what the work threw', async () => {
  const progress = withProgress(undefined, async () => await Promise.reject(new Error('no')))
  await progress.next()
  await expect(progress.next()).rejects.toThrow('no')
})

test('whoever stops listening stops the work, and waits for its end', async () => {
  let ended = false
  const progress = withProgress(undefined, async (_report, signal) => {
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
    ended = true
  })
  await progress.next()
  await progress.return(undefined)
  expect(ended).toBe(true)
})

test("the caller's signal reaches the work", async () => {
  const controller = new AbortController()
  const progress = withProgress(controller.signal, async (_report, signal) => {
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
    return 'stopped'
  })
  await progress.next()
  controller.abort()
  expect(await progress.next()).toEqual({ done: true, value: 'stopped' })
})
