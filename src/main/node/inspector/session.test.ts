import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { Failure } from '#shared/failure.ts'
import { createSession } from './session.ts'

/** A session whose other side is the test. */
function open() {
  const sent: { id: number; method: string; params?: unknown }[] = []
  const raw: string[] = []
  const log: string[] = []
  const session = createSession({
    name: 'It',
    send: (message) => {
      raw.push(message)
      sent.push(JSON.parse(message))
    },
    pause: () => log.push('pause'),
    resume: () => log.push('resume'),
    close: () => log.push('close'),
  })
  const say = (message: object) => session.receive(Buffer.from(JSON.stringify(message)))
  return { session, sent, raw, log, say }
}

const failureOf = async (work: Promise<unknown>) =>
  await work.then(
    () => undefined,
    (error: unknown) => (error instanceof Failure ? error : undefined),
  )

describe('a session of the DevTools protocol', () => {
  it('gives each question its answer, in whatever order they come', async () => {
    const { session, sent, say } = open()
    const one = session.call('A.one', { a: 1 }, z.object({ value: z.number() }))
    const two = session.call('A.two', {}, z.object({ value: z.string() }))
    expect(sent).toEqual([
      { id: 1, method: 'A.one', params: { a: 1 } },
      { id: 2, method: 'A.two', params: {} },
    ])
    say({ id: 2, result: { value: 'b' } })
    say({ id: 1, result: { value: 7 } })
    expect([await one, await two]).toEqual([{ value: 7 }, { value: 'b' }])
  })

  it('sends nothing but ASCII', () => {
    const { session, raw, sent } = open()
    session.send('A.one', { text: 'µ→😀' }).catch(() => {})
    expect(raw[0]).toMatch(/^[\x20-\x7e]*$/)
    expect(sent[0]?.params).toEqual({ text: 'µ→😀' })
  })

  it('answers with the bytes of a result as they came', async () => {
    const { session } = open()
    const bytes = session.callForBytes('Profiler.stop')
    session.receive(Buffer.from('{"id":1,"result":{"profile": {"a" :1}}}'))
    expect(Buffer.from(await bytes).toString()).toBe('{"profile": {"a" :1}}')
    const spaced = session.callForBytes('Profiler.stop')
    session.receive(Buffer.from('{ "result": {"b":2}, "id": 2 }'))
    expect(Buffer.from(await spaced).toString()).toBe('{"b":2}')
    const refused = failureOf(session.callForBytes('Profiler.stop'))
    session.receive(Buffer.from('{"id":3,"error":{"code":-32000,"message":"Profiler is not enabled"}}'))
    expect(await refused).toMatchObject({
      code: 'SERVER_ERROR',
      message: expect.stringContaining('not enabled'),
    })
  })

  it('says what an answer lacks, that none came, and that nobody waits any more', async () => {
    const { session, say } = open()
    const wrong = failureOf(session.call('A.one', {}, z.object({ value: z.number() })))
    say({ id: 1, result: { value: 'x' } })
    expect(await wrong).toMatchObject({ code: 'UNSUPPORTED', message: expect.stringContaining('value') })
    expect(await failureOf(session.send('A.two', {}, { timeoutMs: 1 }))).toMatchObject({ code: 'TIMEOUT' })
    const stop = new AbortController()
    const cancelled = failureOf(session.send('A.three', {}, { signal: stop.signal }))
    stop.abort()
    expect(await cancelled).toMatchObject({ code: 'CANCELLED' })
    // Late answers harm nobody.
    say({ id: 2, result: {} })
    say({ id: 3, result: {} })
  })

  it('ends everything that waits with the reason, once', async () => {
    const { session, log } = open()
    const waiting = failureOf(session.send('A.one'))
    session.end(new Failure('CONNECTION_LOST', 'It is gone.'))
    session.end(new Failure('CONNECTION_LOST', 'Later.'))
    expect(await waiting).toMatchObject({ message: 'It is gone.' })
    expect(await session.closed).toMatchObject({ message: 'It is gone.' })
    expect(await failureOf(session.send('A.two'))).toMatchObject({ message: 'It is gone.' })
    expect(log).toEqual([])
  })

  it('reads no further while a listener is not done', async () => {
    const { session, say, log } = open()
    const done = Promise.withResolvers<void>()
    const heard: unknown[] = []
    const stop = session.on('A.event', z.object({ n: z.number() }), async ({ n }) => {
      heard.push(n)
      await done.promise
    })
    say({ method: 'A.event', params: { n: 1 } })
    say({ method: 'A.event', params: { n: 2 } })
    expect(log).toEqual(['pause'])
    done.resolve()
    await expect.poll(() => log).toEqual(['pause', 'resume'])
    stop()
    say({ method: 'A.event', params: { n: 3 } })
    expect(heard).toEqual([1, 2])
  })

  it.each<{ what: string; listener: () => void | Promise<void> }>([
    {
      what: 'throws',
      listener: () => {
        throw new Error('disk full')
      },
    },
    { what: 'fails later', listener: async () => await Promise.reject(new Error('disk full')) },
  ])('ends with what a listener cannot handle: it $what', async ({ listener }) => {
    const { session, say, log } = open()
    session.on('A.event', z.unknown(), listener)
    say({ method: 'A.event', params: {} })
    expect((await session.closed).message).toContain('disk full')
    expect(log).toContain('close')
  })

  it('ends with what is no message at all', async () => {
    const { session } = open()
    session.receive(Buffer.from('<html>'))
    expect(await session.closed).toMatchObject({ code: 'UNSUPPORTED' })
  })
})
