import { describe, expect, test } from 'vitest'
import type { NodeSample } from '#shared/contract/node/live.ts'
import { advise } from './advise.ts'
import { MIB, semiSpaceOf } from './seen.ts'

interface Second {
  scavenges?: number
  markSweeps?: number
  share?: number
  longestMs?: number
  cores?: number
  usedMib?: number
  limitMib?: number
  machineMib?: number
  freeMib?: number
}

function sample(second: Second): NodeSample {
  const used = second.usedMib ?? 40
  const share = second.share ?? 0
  return {
    at: 0,
    sinceMs: 1_000,
    heap: { usedBytes: used * MIB, totalBytes: used * MIB, limitBytes: (second.limitMib ?? 4_144) * MIB },
    externalBytes: 0,
    arrayBufferBytes: 0,
    residentBytes: (used + 60) * MIB,
    gc: {
      scavenges: second.scavenges ?? 0,
      markSweeps: second.markSweeps ?? 0,
      others: 0,
      pauseMs: share * 1_000,
      longestMs: second.longestMs ?? 1,
      share,
    },
    cpu: { processCores: second.cores ?? 0.8, machineCores: 1 },
    loop: { p50Ms: 0, p99Ms: 0, maxMs: 0, utilization: 0.5 },
    resources: [],
    machine: {
      cores: 4,
      memoryBytes: (second.machineMib ?? 16_384) * MIB,
      freeMemoryBytes: (second.freeMib ?? 8_192) * MIB,
    },
  }
}

const seconds = (count: number, second: Second) => Array.from({ length: count }, () => sample(second))
const flagsOf = (samples: NodeSample[]) => advise(samples).options.map(({ flags }) => flags.join(' '))

describe('what was seen is not enough', () => {
  test('nothing', () => {
    expect(advise([])).toMatchObject({
      facts: [],
      options: [],
      summary: expect.stringContaining('nothing yet'),
    })
  })
  test('a few seconds', () => {
    const { summary, options } = advise(seconds(9, { scavenges: 30, share: 0.2 }))
    expect(summary).toBe('Too little was seen for advice: 9 s, and it takes 10 s under load.')
    expect(options).toEqual([])
  })
  test('a process without load', () => {
    const idle = seconds(60, { cores: 0.004 })
    const { summary, options } = advise([...idle, ...seconds(3, { scavenges: 40, share: 0.2 })])
    expect(summary).toContain('next to nothing to do: 3 s of 1 min 3 s under load')
    expect(options).toEqual([])
  })
})

describe('the young generation', () => {
  test('is offered larger where scavenges pause the process, each with figures', () => {
    const { options, summary, facts } = advise(seconds(30, { scavenges: 40, share: 0.06 }))
    expect(options.map(({ flags }) => flags)).toEqual([
      ['--max-semi-space-size=32'],
      ['--max-semi-space-size=64'],
      ['--max-semi-space-size=128'],
    ])
    expect(options[1]?.reason).toContain(
      'About 10 scavenges a second instead of 40, where it fills its 16 MiB now',
    )
    expect(options[1]?.reason).toContain('144 MiB')
    expect(summary).toContain('pause 6 % of the time')
    expect(facts).toContainEqual({ label: 'Scavenges', value: '40 a second' })
  })
  test('only larger than it is: Node 24 gives it 64 MiB where there is memory', () => {
    expect(flagsOf(seconds(30, { scavenges: 40, share: 0.06, limitMib: 4_288 }))).toEqual([
      '--max-semi-space-size=128',
    ])
  })
  test('that is at its largest is left alone, and it is said', () => {
    const { options, summary } = advise(seconds(30, { scavenges: 40, share: 0.06, limitMib: 4_480 }))
    expect(options).toEqual([])
    expect(summary).toContain('128 MiB already')
  })
  test('takes no memory that the machine does not have', () => {
    expect(flagsOf(seconds(30, { scavenges: 40, share: 0.06, freeMib: 600 }))).toEqual([
      '--max-semi-space-size=32',
      '--max-semi-space-size=64',
    ])
    const { options, summary } = advise(seconds(30, { scavenges: 40, share: 0.06, freeMib: 100 }))
    expect(options).toEqual([])
    expect(summary).toContain('100 MiB free')
  })
  test('has nothing to gain where pauses are next to nothing', () => {
    const { options, summary } = advise(seconds(30, { scavenges: 4, share: 0.002, longestMs: 1.5 }))
    expect(options).toEqual([])
    expect(summary).toBe(
      'There is nothing to gain by other sizes: collections pause 0.2 % of the time, for 1.5 ms at most, and at most 40 MiB of 4.05 GiB stay alive.',
    )
  })
  test('counts only seconds under load', () => {
    const samples = [...seconds(300, { cores: 0.001 }), ...seconds(20, { scavenges: 20, share: 0.04 })]
    expect(advise(samples).summary).toContain('pause 4 % of the time')
  })
})

describe('the old space', () => {
  const full = { markSweeps: 1, share: 0.005, usedMib: 400, limitMib: 560 }
  test('is offered larger where most of it stays alive', () => {
    const { options } = advise(seconds(20, full))
    expect(options.map(({ flags }) => flags)).toEqual([['--max-old-space-size=1280']])
    expect(options[0]?.reason).toContain('400 MiB stay alive, 71.4 % of the heap’s limit of 560 MiB')
  })
  test('not beyond the machine', () => {
    expect(flagsOf(seconds(20, { ...full, machineMib: 1_100 }))).toEqual(['--max-old-space-size=768'])
    const { options, summary } = advise(seconds(20, { ...full, machineMib: 800 }))
    expect(options).toEqual([])
    expect(summary).toContain('no limit that is much higher')
  })
  test('is not judged by garbage: nothing was collected', () => {
    expect(flagsOf(seconds(20, { ...full, markSweeps: 0 }))).toEqual([])
  })
  test('is offered smaller where it may outgrow the machine', () => {
    expect(flagsOf(seconds(20, { limitMib: 8_240, machineMib: 4_096 }))).toEqual([
      '--max-old-space-size=3072',
    ])
  })
})

test.each([
  [4_144, 16],
  [4_192, 32],
  [4_288, 64],
  [4_480, 128],
  [2_096, 16],
  [704, 64],
  [1_048, null],
])('a limit of %i MiB has semi-spaces of %s MiB', (limit, size) => {
  expect(semiSpaceOf(limit * MIB)).toBe(size)
})
