import { describe, expect, it } from 'vitest'
import type { NodeSample } from '#shared/contract/node/live.ts'
import { Failure } from '#shared/failure.ts'
import { createSeries } from './series.ts'

// The series looks at nothing but the time.
const sample = (at: number) => ({ at }) as NodeSample

/** A series whose samples the test tells. */
function open() {
  const polls: { tell: (sample: NodeSample) => void; fail: (why: Failure) => void; signal: AbortSignal }[] =
    []
  const series = createSeries(async (tell, signal) => {
    await new Promise<void>((resolve, reject) => {
      polls.push({ tell, fail: reject, signal })
      signal.addEventListener('abort', () => resolve())
    })
  })
  return { series, polls }
}

const times = (value: { samples: NodeSample[] } | void) => value?.samples.map(({ at }) => at)

describe('what was seen of a thread', () => {
  it('is told to each that watches, asked for once', async () => {
    const { series, polls } = open()
    const [stopOne, stopTwo] = [new AbortController(), new AbortController()]
    const one = series.watch(stopOne.signal)
    const two = series.watch(stopTwo.signal)
    expect(times((await one.next()).value)).toEqual([])
    expect(times((await two.next()).value)).toEqual([])
    expect(polls).toHaveLength(1)
    polls[0]?.tell(sample(1))
    polls[0]?.tell(sample(2))
    expect(times((await one.next()).value)).toEqual([1, 2])
    expect(times((await two.next()).value)).toEqual([1, 2])
    stopOne.abort()
    expect((await one.next()).done).toBe(true)
    expect(polls[0]?.signal.aborted).toBe(false)
    stopTwo.abort()
    expect((await two.next()).done).toBe(true)
    expect(polls[0]?.signal.aborted).toBe(true)
    // Who comes later sees what was seen.
    const later = series.watch(undefined)
    expect(times((await later.next()).value)).toEqual([1, 2])
    expect(polls).toHaveLength(2)
    await later.return()
  })

  it('goes ten minutes back', async () => {
    const { series, polls } = open()
    const watching = series.watch(undefined)
    await watching.next()
    for (let second = 0; second <= 700; second++) polls[0]?.tell(sample(second * 1_000))
    expect(series.recent()).toHaveLength(600)
    expect(series.recent()[0]?.at).toBe(101_000)
    expect(times((await watching.next()).value)).toHaveLength(600)
    await watching.return()
  })

  it('ends with the reason for everybody, and begins anew', async () => {
    const { series, polls } = open()
    const one = series.watch(undefined)
    await one.next()
    polls[0]?.tell(sample(1))
    polls[0]?.fail(new Failure('CONNECTION_LOST', 'It ended.'))
    expect(times((await one.next()).value)).toEqual([1])
    await expect(one.next()).rejects.toThrow('It ended.')
    const two = series.watch(undefined)
    expect(times((await two.next()).value)).toEqual([1])
    expect(polls).toHaveLength(2)
    await two.return()
  })
})
