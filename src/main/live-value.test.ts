import { expect, test } from 'vitest'
import { LiveValue } from './live-value.ts'

test('a watcher gets the present value, then the newest, and ends with its signal', async () => {
  const live = new LiveValue(1)
  const controller = new AbortController()
  const seen: number[] = []
  for await (const value of live.watch(controller.signal)) {
    seen.push(value)
    if (value === 1) {
      live.set(2)
      live.set(3)
    } else if (value === 3) {
      queueMicrotask(() => live.set(4))
    } else if (value === 4) {
      controller.abort()
    }
  }
  expect(seen).toEqual([1, 3, 4])
})

test('a signal that fires while waiting ends the watch', async () => {
  const live = new LiveValue('a')
  const controller = new AbortController()
  const seen: string[] = []
  const done = (async () => {
    for await (const value of live.watch(controller.signal)) seen.push(value)
  })()
  await Promise.resolve()
  controller.abort()
  await done
  expect(seen).toEqual(['a'])
})
