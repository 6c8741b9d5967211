import { expect, test } from 'vitest'
import { Failure } from '#shared/failure.ts'
import { linkTo } from './link.ts'
import type { Room } from './room.ts'
import { serve } from './serve.ts'
import { buffersOf } from './wire.ts'

/** A room that answers when it is let, and notes what it was asked. */
function lineTo(work: (name: string) => unknown): { link: ReturnType<typeof linkTo>; asked: string[] } {
  const asked: string[] = []
  const { port1, port2 } = new MessageChannel()
  const room = {
    work: async (name: string) => {
      asked.push(name)
      return await Promise.resolve(work(name))
    },
  }
  // The tests ask for what the room answers, whatever the table of types says.
  serve(port2, room as unknown as Room)
  port1.start()
  port2.start()
  const link = linkTo(Object.assign(port1, { terminate: () => port1.close() }))
  return { link, asked }
}
const view = { profile: 0, steps: [] }

test('a question that nobody waits for any more is not worked on', async () => {
  const { link, asked } = lineTo(() => null)
  const first = link.ask('timeline', view)
  const controller = new AbortController()
  const second = link.ask('leftHeavy', view, { signal: controller.signal })
  const third = link.ask('functions', view)
  controller.abort()
  await expect(second).rejects.toMatchObject({ code: 'CANCELLED' })
  await Promise.all([first, third])
  expect(asked).toEqual(['timeline', 'functions'])
  link.close()
})

test('failures come over as they are, defects as defects, too much as a failure', async () => {
  const thrown: Record<string, Error> = {
    timeline: new Failure('UNSUPPORTED', 'no', { hint: 'try', facts: { format: 'x' } }),
    leftHeavy: new TypeError('a defect'),
    functions: new RangeError('Array buffer allocation failed'),
  }
  const { link } = lineTo((name) => {
    throw thrown[name] ?? new Error(name)
  })
  await expect(link.ask('timeline', view)).rejects.toMatchObject({
    code: 'UNSUPPORTED',
    message: 'no',
    hint: 'try',
    facts: { format: 'x' },
  })
  const defect = await link.ask('leftHeavy', view).catch((error: unknown) => error)
  expect(defect).not.toBeInstanceOf(Failure)
  expect(String(defect)).toContain('a defect')
  await expect(link.ask('functions', view)).rejects.toMatchObject({ code: 'UNSUPPORTED' })
  link.close()
})

test('every buffer of an answer is found once', () => {
  const both = new Float64Array(4)
  const found = buffersOf({
    a: both,
    b: [{ c: both.subarray(2) }, { d: new Uint8Array(1) }],
    e: ['x', 'y'],
    f: null,
  })
  expect(found).toHaveLength(2)
  expect(found).toContain(both.buffer)
})
