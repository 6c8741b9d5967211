import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '#shared/stats/random.ts'
import { longLoadAfter } from './budget.ts'
import { nextStep, type Observed, type Settled } from './next-step.ts'
import type { CountedRound, Stretch } from './series.ts'

/** A service for the test: bytes it holds after so many requests and so much time. */
interface Service {
  holds: (requests: number, ms: number) => number
  perRound?: number
  /** Milliseconds of a round, of which half are load. */
  roundMs?: number
  /** Of a measurement, at most. */
  noise?: number
  rounds?: number
  load?: Observed['load']
  isOptimised?: boolean
  warmUp?: number
  /** Its source empties what grows. */
  isEmptied?: boolean
}

/** Plays the run against the service as the room does; what it comes to, and after how many rounds. */
function play(service: Service, seed = 1): Settled & { rounds: number; longLoads: number } {
  const random = seededRandom(seed)
  const perRound = service.perRound ?? 2000
  const roundMs = service.roundMs ?? 700
  const load = service.load ?? 'requests'
  let requests = perRound * (service.warmUp ?? 2)
  let ms = roundMs * (service.warmUp ?? 2)
  const measure = (): number => service.holds(requests, ms) + (random() - 0.5) * 2 * (service.noise ?? 5000)
  const rounds: CountedRound[] = []
  const baseBytes = measure()
  const longLoads: Stretch[] = []
  const waits: Stretch[] = []
  let isEmptied: boolean | undefined
  for (let guard = 0; guard < 200; guard++) {
    const step = nextStep({
      load,
      wanted: service.rounds ?? 8,
      rounds,
      baseBytes,
      longLoads,
      waits,
      isEmptied,
      isOptimised: service.isOptimised ?? false,
    })
    const from = measure()
    const before = { requests, ms }
    switch (step.do) {
      case 'settle':
        return { ...step.as, rounds: rounds.length, longLoads: longLoads.length }
      case 'round':
        requests += perRound
        ms += roundMs
        rounds.push({ requests: perRound, elapsedMs: roundMs, loadMs: roundMs / 2, bytes: measure() })
        break
      case 'long load':
        requests += longLoadAfter(
          { inRounds: perRound * (2 + rounds.length), inAll: requests, loadMs: 0, elapsedMs: 0 },
          isEmptied === true,
          0,
          { usedBytes: 0, limitBytes: Infinity },
        ).count
        ms += ((requests - before.requests) / perRound) * (roundMs / 2)
        longLoads.push({
          requests: requests - before.requests,
          elapsedMs: ms - before.ms,
          growthBytes: measure() - from,
        })
        break
      case 'explain':
        isEmptied = service.isEmptied ?? false
        break
      case 'wait':
        ms += step.ms
        waits.push({ requests: 0, elapsedMs: step.ms, growthBytes: measure() - from })
    }
  }
  throw new Error('It never ends.')
}

/** A hash table of so many entries: twice as large each time it is full. */
function table(entries: number): number {
  return 28 * 2 ** Math.ceil(Math.log2(entries + 1))
}

/** Entries of so many bytes, one a request, that live so long after the measurement that first saw them. */
function expiring(size: number, livesMs: number): Service['holds'] {
  const sent: { at: number; requests: number }[] = [{ at: 0, requests: 0 }]
  return (requests, ms) => {
    const before = sent.at(-1) ?? { at: 0, requests: 0 }
    // Between two measurements they came evenly.
    for (let step = 1; step <= 100; step++) {
      sent.push({
        at: before.at + ((ms - before.at) * step) / 100,
        requests: before.requests + ((requests - before.requests) * step) / 100,
      })
    }
    const expired = sent.findLast(({ at }) => at <= ms - livesMs)?.requests ?? 0
    return base + (requests - expired) * size
  }
}

const seeds = Array.from({ length: 40 }, (_, at) => at + 1)
const base = 8_000_000

describe('a leak is called one within five rounds', () => {
  test.each([100, 300, 1000, 10_000, 100_000])('of %i bytes per request', (perRequest) => {
    for (const seed of seeds) {
      const settled = play({ holds: (requests) => base + requests * perRequest }, seed)
      expect(settled).toMatchObject({ verdict: 'leak', per: 'request', rounds: 5 })
    }
  })

  test('of few requests each', () => {
    for (const seed of seeds) {
      expect(
        play({ holds: (requests) => base + requests * 1000, perRound: 50, roundMs: 3000 }, seed).verdict,
      ).toBe('leak')
      // Each round adds less than its noise: the long load tells.
      expect(
        play({ holds: (requests) => base + requests * 150, perRound: 100, roundMs: 3000 }, seed).verdict,
      ).toBe('leak')
    }
  })

  test('into a table that doubles', () => {
    for (const perRound of [500, 1500, 2000, 3100]) {
      const settled = play({ holds: (requests) => base + requests * 120 + table(requests), perRound })
      expect(settled.verdict, String(perRound)).toBe('leak')
    }
  })

  test('of every tenth request', () => {
    expect(play({ holds: (requests) => base + Math.floor(requests / 10) * 5000 }).verdict).toBe('leak')
  })

  test('besides a cache that fills', () => {
    expect(
      play({ holds: (requests) => base + requests * 400 + Math.min(requests, 9000) * 300 }).verdict,
    ).toBe('leak')
  })

  test('in time, with or without requests', () => {
    for (const perMs of [20, 100, 1000, 20_000]) {
      expect(play({ holds: (_, ms) => base + ms * perMs }), String(perMs)).toMatchObject({
        verdict: 'leak',
        per: 'time',
      })
    }
  })

  test('though the program empties what grows somewhere', () => {
    for (const perRequest of [100, 5000]) {
      const settled = play({ holds: (requests) => base + requests * perRequest, isEmptied: true })
      expect(settled).toMatchObject({ verdict: 'leak', per: 'request', rounds: 5, longLoads: 2 })
    }
  })

  test('beside entries that expire', () => {
    for (const livesMs of [500, 3000, 8000]) {
      const session = expiring(500, livesMs)
      const holds = (requests: number, ms: number): number => session(requests, ms) + requests * 400
      expect(play({ holds }).verdict, `${livesMs} ms`).toBe('leak')
    }
  })

  test('of the traffic that is there', () => {
    expect(
      play({ holds: (requests) => base + requests * 1000, load: 'traffic', noise: 20_000, rounds: 5 }),
    ).toMatchObject({ verdict: 'leak', rounds: 5 })
  })
})

describe('what is no leak is never called one', () => {
  const steady = ['no leak', 'inconclusive']

  test('a steady service', () => {
    for (const seed of seeds) {
      expect(play({ holds: () => base }, seed).verdict).toBe('no leak')
      expect(play({ holds: () => base, noise: 60_000, isOptimised: true }, seed).verdict).toBe('no leak')
      expect(play({ holds: () => base, perRound: 20, roundMs: 4000 }, seed).verdict).toBe('no leak')
      expect(play({ holds: () => base, load: 'traffic' }, seed).verdict).toBe('no leak')
    }
  })

  test('one that warms up by requests or by time', () => {
    for (const seed of seeds) {
      for (const requests of [500, 3000, 10_000]) {
        const holds = (sent: number): number => base + 5_000_000 * (1 - Math.exp(-sent / requests))
        expect(steady).toContain(play({ holds }, seed).verdict)
      }
      for (const time of [1000, 8000, 20_000]) {
        const holds = (_: number, ms: number): number => base + Math.min(ms, time) * 1500
        expect(steady, `${time} ms`).toContain(play({ holds }, seed).verdict)
      }
    }
  })

  test('a cache of any size that fills before the end of the long load’s first half', () => {
    for (let entries = 1000; entries <= 28_000; entries += 900) {
      for (const size of [60, 300, 5000]) {
        const settled = play({ holds: (requests) => base + Math.min(requests, entries) * size }, entries)
        expect(settled.verdict, `${entries} entries of ${size} B`).not.toBe('leak')
      }
    }
  })

  test('a larger one, whose source shows that it is emptied', () => {
    for (let entries = 28_000; entries <= 120_000; entries += 3100) {
      const holds = (requests: number): number => base + Math.min(requests, entries) * 300
      expect(play({ holds, isEmptied: true }, entries).verdict, `${entries} entries`).not.toBe('leak')
    }
  })

  test('entries that expire, whether their source shows it or not', () => {
    for (const livesMs of [500, 1000, 2000, 4000, 6000]) {
      for (const seed of seeds.slice(0, 8)) {
        expect(play({ holds: expiring(400, livesMs) }, seed).verdict, `${livesMs} ms`).not.toBe('leak')
      }
    }
    for (const livesMs of [3000, 10_000, 20_000, 40_000]) {
      expect(play({ holds: expiring(400, livesMs), isEmptied: true }).verdict, `${livesMs} ms`).not.toBe(
        'leak',
      )
    }
  })

  test('a cache of keys that come by chance', () => {
    for (const keys of [500, 2000, 5000, 10_000, 20_000]) {
      const holds = (requests: number): number => base + keys * 800 * (1 - Math.exp(-requests / keys))
      expect(play({ holds }).verdict, `${keys} keys`).not.toBe('leak')
    }
  })

  test('a cache that is emptied every so many requests', () => {
    for (let every = 700; every < 30_000; every += 900) {
      const holds = (requests: number): number => base + (requests % every) * 500
      expect(play({ holds }, every).verdict, `every ${every}`).not.toBe('leak')
    }
  })

  test('a ring that a timer writes', () => {
    for (const size of [100_000, 2_000_000]) {
      expect(play({ holds: (_, ms) => base + Math.min(size, ms * 200) }).verdict).not.toBe('leak')
    }
  })
})

test('it ends whatever it measures, after a bounded number of rounds', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -5_000_000, max: 5_000_000 }), { minLength: 30, maxLength: 60 }),
      fc.integer({ min: 4, max: 12 }),
      fc.constantFrom('requests' as const, 'traffic' as const),
      (jumps, rounds, load) => {
        let at = 0
        let bytes = 50_000_000
        const settled = play({
          holds: () => (bytes += jumps[at++ % jumps.length] ?? 0),
          rounds,
          load,
        })
        expect(settled.rounds).toBeLessThanOrEqual(rounds)
        expect(settled.longLoads).toBeLessThanOrEqual(3)
      },
    ),
  )
})
