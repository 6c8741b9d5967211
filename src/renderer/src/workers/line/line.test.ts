import { afterEach, expect, test } from 'vitest'
import { Failure } from '#shared/failure.ts'
import { linkTo, type WorkerLink } from './link.ts'
import { type Doing, serve } from './serve.ts'

interface Works {
  double: { input: number; told: string; answer: number }
  take: { input: null; told: never; answer: Float64Array }
}

const links: WorkerLink<Works>[] = []
afterEach(() => {
  for (const link of links.splice(0)) link.close()
})

function lineTo(doing: Partial<Doing<Works>>): WorkerLink<Works> {
  const { port1, port2 } = new MessageChannel()
  const whole: Doing<Works> = {
    double: (input) => input * 2,
    take: () => Float64Array.of(1, 2),
    ...doing,
  }
  serve(port2, whole, (answer) => (answer instanceof Float64Array ? [answer.buffer as ArrayBuffer] : [])) // made above
  port1.start()
  port2.start()
  const link = linkTo<Works>(Object.assign(port1, { terminate: () => port1.close() }))
  links.push(link)
  return link
}

test('answers come to whoever asked, and what is told before them', async () => {
  const told: string[] = []
  const link = lineTo({
    double: (input, tell) => {
      tell(`of ${input}`)
      return input * 2
    },
  })
  const both = [link.ask('double', 2), link.ask('double', 21, { onTold: (each) => told.push(each) })]
  expect(await Promise.all(both)).toEqual([4, 42])
  expect(told).toEqual(['of 21'])
})

test('what an answer owns is handed over', async () => {
  const kept = Float64Array.of(3)
  const link = lineTo({ take: () => kept })
  expect(await link.ask('take', null)).toEqual(Float64Array.of(3))
  expect(kept.length).toBe(0)
})

test('failures come as they are, defects as such', async () => {
  const link = lineTo({
    double: (input) => {
      if (input === 0) throw new TypeError('no zero')
      if (input < 0) throw new RangeError('Array buffer allocation failed')
      throw new Failure('BAD_INPUT', 'Not this one.', { hint: 'Another.', facts: { byte: 7 } })
    },
  })
  await expect(link.ask('double', 1)).rejects.toMatchObject({
    code: 'BAD_INPUT',
    message: 'Not this one.',
    hint: 'Another.',
    facts: { byte: 7 },
  })
  await expect(link.ask('double', 0)).rejects.toThrow(/no zero/)
  await expect(link.ask('double', -1)).rejects.toMatchObject({ code: 'UNSUPPORTED' })
})

test('a question that nobody waits for is not answered', async () => {
  const asked: number[] = []
  const link = lineTo({
    double: (input) => {
      asked.push(input)
      return input
    },
  })
  const controller = new AbortController()
  const cancelled = link.ask('double', 1, { signal: controller.signal })
  controller.abort()
  await expect(cancelled).rejects.toMatchObject({ code: 'CANCELLED' })
  expect(await link.ask('double', 2)).toBe(2)
  expect(asked).toEqual([2])
})

test('a link that is closed fails whatever waits and whatever is asked', async () => {
  const link = lineTo({ double: async () => await new Promise<number>(() => {}) })
  const waiting = link.ask('double', 1)
  link.close()
  await expect(waiting).rejects.toMatchObject({ code: 'CANCELLED' })
  await expect(link.ask('double', 1)).rejects.toMatchObject({ code: 'CANCELLED' })
})
