import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyProfile, deepProfile } from '../../../../test/fixtures/profiles/arbitrary.ts'
import { Failure } from '../../failure.ts'
import { writePprof } from '../exporters/pprof.ts'
import { writeSpeedscope } from '../exporters/speedscope.ts'
import type { Profile } from '../model.ts'
import { readPprof } from './pprof.ts'
import { readSpeedscope } from './speedscope.ts'

const context = { name: 'test', onProgress: () => {} }
const read = (file: unknown) => readSpeedscope(new TextEncoder().encode(JSON.stringify(file)), context)
const frames = ['main', 'work', 'wait'].map((name) => ({ name }))
const evented = (events: unknown[], more = {}) => ({
  shared: { frames },
  profiles: [
    { type: 'evented', name: 'p', unit: 'milliseconds', startValue: 10, endValue: 30, events, ...more },
  ],
})

/** Each sample as the names on its stack and its weight. */
function told({ frames: table, stacks, samples }: Profile): string[] {
  return Array.from(samples.stack, (leaf, row) => {
    const names: string[] = []
    for (let at = leaf; at >= 0; at = stacks.parent[at] ?? -1) {
      const frame = stacks.frame[at] ?? -1
      names.unshift(
        [table.name[frame], table.file[frame], table.line[frame], table.column[frame]].join(' ').trim(),
      )
    }
    return `${names.join(';')} ${samples.weight[row]}`
  })
}

describe('readSpeedscope', () => {
  it('makes samples of events, with gaps where nothing is open', () => {
    const { profiles } = read(
      evented([
        { type: 'O', frame: 0, at: 12 },
        { type: 'O', frame: 1, at: 15 },
        { type: 'C', frame: 1, at: 18 },
        { type: 'C', frame: 0, at: 20 },
      ]),
    )
    expect(profiles.map((profile) => told(profile).map((line) => line.replaceAll('  0 0', '')))).toEqual([
      [' 2', 'main 3', 'main;work 3', 'main 2', ' 10'],
    ])
  })

  it('reads samples, whatever the order of the keys', () => {
    const { profiles, first } = read({
      activeProfileIndex: 1,
      profiles: [
        { weights: [2, 3], samples: [[0, 1], []], unit: 'seconds', name: 'a', type: 'sampled' },
        {
          type: 'sampled',
          name: 'b',
          unit: 'bytes',
          startValue: 0,
          endValue: 9,
          samples: [[2]],
          weights: [9],
        },
      ],
      shared: {
        frames: [{ name: 'main', file: 'a.js', line: 3, col: 7 }, { name: 'work' }, { name: 'wait' }],
      },
    })
    expect(profiles.map(({ unit }) => unit)).toEqual(['milliseconds', 'bytes'])
    expect(profiles.map(told)).toEqual([['main a.js 3 7;work  0 0 2000', ' 3000'], ['wait  0 0 9']])
    expect(first).toBe(1)
  })

  it.each([
    ['no shared frames', { profiles: [] }],
    ['no profiles', { shared: { frames }, profiles: [] }],
    ['no samples', { shared: { frames }, profiles: [{ type: 'sampled', samples: [], weights: [] }] }],
    ['frame 9', { shared: { frames }, profiles: [{ type: 'sampled', samples: [[9]], weights: [1] }] }],
    [
      '2 samples and 1 weights',
      { shared: { frames }, profiles: [{ type: 'sampled', samples: [[0], [0]], weights: [1] }] },
    ],
    ['weighs -1', { shared: { frames }, profiles: [{ type: 'sampled', samples: [[0]], weights: [-1] }] }],
    ['neither sampled nor evented', { shared: { frames }, profiles: [{ type: 'odd', samples: [[0]] }] }],
    [
      'closes frame 1 where frame 0',
      evented([
        { type: 'O', frame: 0, at: 12 },
        { type: 'C', frame: 1, at: 13 },
      ]),
    ],
    ['closes frame 0 where none', evented([{ type: 'C', frame: 0, at: 13 }])],
    [
      'runs backwards',
      evented([
        { type: 'O', frame: 0, at: 12 },
        { type: 'C', frame: 0, at: 11 },
      ]),
    ],
    ['no type O or C', evented([{ type: 'X', frame: 0, at: 12 }])],
    ['has no name', { shared: { frames: [{}] }, profiles: [] }],
  ])('says what is broken: %s', (message, file) => {
    expect(() => read(file)).toThrow(message)
  })

  it.each([0.5, 2 ** 32])('refuses frame %d, which no list has', (frame) => {
    const profile = { type: 'sampled', samples: [[frame]], weights: [1] }
    expect(() => read({ shared: { frames }, profiles: [profile] })).toThrow(
      `frame ${frame}, which is not there`,
    )
    expect(() => read(evented([{ type: 'O', frame, at: 12 }]))).toThrow(`frame ${frame}, which is not there`)
  })

  it('divides units that are smaller, refuses what is too much, and begins with the first event', () => {
    const profile = { type: 'sampled', unit: 'microseconds', samples: [[0]], weights: [469] }
    expect(read({ shared: { frames }, profiles: [profile] }).profiles[0]?.samples.weight).toEqual(
      new Float64Array([0.469]),
    )
    const endless = { ...profile, unit: 'seconds', weights: [1e308] }
    expect(() => read({ shared: { frames }, profiles: [endless] })).toThrow('more than can be counted')
    const events = [
      { type: 'O', frame: 0, at: 1000 },
      { type: 'C', frame: 0, at: 1010 },
    ]
    const { profiles } = read(evented(events, { startValue: undefined, endValue: 1010 }))
    expect(profiles[0]?.samples.weight).toEqual(new Float64Array([10]))
  })

  it('takes equal frames for one, and leaves out those of other profiles', () => {
    const shared = { frames: [{ name: 'a' }, { name: 'b' }, { name: 'a' }] }
    const profiles = [[[0], [2]], [[1]]].map((each) => ({
      type: 'sampled',
      samples: each,
      weights: each.map(() => 1),
    }))
    const file = read({ shared, profiles })
    expect(file.profiles.map((profile) => profile.frames.name)).toEqual([['a'], ['b']])
    expect(file.profiles[0]?.stacks.length).toBe(1)
  })

  it('lets frames that were never closed last to the end, and says so', () => {
    const { profiles, notes } = read(evented([{ type: 'O', frame: 0, at: 10 }]))
    expect(profiles.map((profile) => profile.samples.weight)).toEqual([Float64Array.of(20)])
    expect(notes).toHaveLength(1)
  })

  it('answers a file cut anywhere with a failure', () => {
    const whole = writeSpeedscope([deepProfile(40)])
    for (let length = 0; length < whole.length; length += 13) {
      expect(() => readSpeedscope(whole.subarray(0, length), context)).toThrow(Failure)
    }
  })
})

describe('written and read again', () => {
  it('is the same profile', () => {
    fc.assert(
      fc.property(anyProfile({ fractions: true }), anyProfile(), (one, other) => {
        if (one.samples.length + other.samples.length === 0) return
        const { profiles } = readSpeedscope(writeSpeedscope([one, other]), context)
        expect(profiles.map(told)).toEqual([told(one), told(other)])
        if (other.samples.length > 0) {
          expect(readPprof(writePprof(other)).profiles.map(told)).toEqual([told(other)])
        }
      }),
    )
  })

  it('is the same with a stack of 50,000 frames', () => {
    const build = {
      ...deepProfile(50_000),
      samples: { length: 1, stack: Int32Array.of(49_999), weight: Float64Array.of(3) },
    }
    for (const [profile] of [
      readSpeedscope(writeSpeedscope([build]), context).profiles,
      readPprof(writePprof(build)).profiles,
    ]) {
      expect(profile?.stacks.length).toBe(50_000)
      expect(profile?.samples).toEqual(build.samples)
    }
  })
})
