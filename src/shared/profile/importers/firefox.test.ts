import { describe, expect, it } from 'vitest'
import { Failure } from '../../failure.ts'
import type { Profile } from '../model.ts'
import { readProfile } from '../read/index.ts'
import { readFirefox } from './firefox.ts'

const bytes = (file: unknown) => new TextEncoder().encode(JSON.stringify(file))

/** `main` calls `work` of app.js:3:5 and something native. */
const strings = ['main', 'work', 'memcpy', 'app.js', 'GeckoMain']
const tables = {
  stackTable: { length: 3, frame: [0, 1, 2], prefix: [null, 0, 1] },
  frameTable: { length: 3, func: [0, 1, 2], line: [1, 4, null], column: [1, 9, null] },
  funcTable: {
    length: 3,
    name: [0, 1, 2],
    isJS: [true, true, false],
    fileName: [3, 3, null],
    lineNumber: [1, 3, null],
    columnNumber: [1, 5, null],
  },
}
const samples = {
  length: 4,
  stack: [1, 2, null, 0],
  time: [5, 7, 8, 12],
  weightType: 'samples',
  weight: null,
}
const meta = { interval: 1, preprocessedProfileVersion: 40 }
const thread = { name: 'GeckoMain', tid: 7, ...tables, samples, stringArray: strings }

/** Each sample as the names on its stack and its weight. */
function told({ frames, stacks, samples: rows }: Profile): string[] {
  return Array.from(rows.stack, (leaf, row) => {
    const names: string[] = []
    for (let at = leaf; at >= 0; at = stacks.parent[at] ?? -1)
      names.unshift(frames.name[stacks.frame[at] ?? -1] ?? '')
    return `${names.join(';')} ${rows.weight[row]}`
  })
}

/** The last sample lasts as long as the others do on average: (2 + 1 + 4) / 3. */
const asTold = ['main;work 2', 'main;work;memcpy 1', ' 4', `main ${7 / 3}`]

describe('readFirefox', () => {
  it('reads a processed profile, whose tables lie in its threads', () => {
    const { profiles, format } = readFirefox(bytes({ meta, threads: [thread] }))
    expect(format).toBe('firefox')
    expect(profiles.map(told)).toEqual([asTold])
    expect(profiles.map(({ name, unit }) => `${name} ${unit}`)).toEqual(['GeckoMain, 7 milliseconds'])
    expect(profiles.map(({ frames }) => [frames.file, [...frames.line], [...frames.column]])).toEqual([
      [
        ['app.js', 'app.js', ''],
        [1, 3, 0],
        [1, 5, 0],
      ],
    ])
  })

  it('reads one whose strings, sources and tables are shared, with times as differences', () => {
    const { stringArray: _, ...own } = thread
    const { fileName: __, ...funcTable } = tables.funcTable
    const file = {
      meta: { ...meta, preprocessedProfileVersion: 58 },
      shared: { stringArray: strings, sources: { length: 1, filename: [3] } },
      threads: [
        {
          ...own,
          funcTable: { ...funcTable, source: [0, 0, null] },
          samples: { ...samples, time: undefined, timeDeltas: [5, 2, 1, 4] },
        },
      ],
    }
    const [profile] = readFirefox(bytes(file)).profiles
    expect(profile && told(profile)).toEqual(asTold)
    expect(profile?.frames.file).toEqual(['app.js', 'app.js', ''])
  })

  it('reads weights', () => {
    const weighted = { ...samples, weightType: 'bytes', weight: [10, 20, 30, 40] }
    const [profile] = readFirefox(bytes({ meta, threads: [{ ...thread, samples: weighted }] })).profiles
    expect(profile?.unit).toBe('bytes')
    expect(profile && told(profile)).toEqual(['main;work 10', 'main;work;memcpy 20', ' 30', 'main 40'])
  })

  it('reads what Firefox itself records, with its other processes', async () => {
    const gecko = {
      name: 'GeckoMain',
      samples: {
        schema: { stack: 0, time: 1, eventDelay: 2 },
        data: [
          [1, 5, 0],
          [2, 7],
          [null, 8],
          [0, 12],
        ],
      },
      stackTable: {
        schema: { prefix: 0, frame: 1 },
        data: [
          [null, 0],
          [0, 1],
          [1, 2],
        ],
      },
      frameTable: { schema: { location: 0, relevantForJS: 1 }, data: [[0], [1, true], [2]] },
      stringTable: ['main', 'work (https://shop/app.js:3:5)', 'memcpy'],
    }
    const file = {
      meta: { interval: 1, processType: 0 },
      threads: [],
      processes: [{ meta: { interval: 1 }, threads: [gecko] }],
    }
    const { profiles, format } = await readProfile(bytes(file))
    expect(format).toBe('firefox')
    expect(profiles.map(told)).toEqual([asTold])
    expect(profiles[0]?.frames.file[1]).toBe('https://shop/app.js')
    expect(profiles[0]?.frames.line[1]).toBe(3)
  })

  it.each([
    ['no samples', { meta, threads: [{ ...thread, samples: { stack: [], time: [] } }] }],
    ['names stack 9', { meta, threads: [{ ...thread, samples: { stack: [9], time: [1] } }] }],
    ['runs backwards', { meta, threads: [{ ...thread, samples: { stack: [0, 0], time: [2, 1] } }] }],
    [
      'go in a circle',
      {
        meta,
        threads: [
          { ...thread, stackTable: { frame: [0, 1], prefix: [1, 0] }, samples: { stack: [0], time: [1] } },
        ],
      },
    ],
    [
      'called from 7',
      {
        meta,
        threads: [{ ...thread, stackTable: { frame: [0], prefix: [7] }, samples: { stack: [0], time: [1] } }],
      },
    ],
    [
      'a function that is not there',
      {
        meta,
        threads: [
          { ...thread, stackTable: { frame: [7], prefix: [null] }, samples: { stack: [0], time: [1] } },
        ],
      },
    ],
    ['thread 0, samples.stack', { meta, threads: [{ ...thread, samples: { stack: 'many' } }] }],
    ['no meta or threads', { threads: 7 }],
  ])('says what is broken: %s', (message, file) => {
    expect(() => readFirefox(bytes(file))).toThrow(message)
    expect(() => readFirefox(bytes(file))).toThrow(Failure)
  })

  it.each([
    ['processes: Invalid input', { meta, threads: [], processes: 5 }],
    [
      'has 4 samples, but 1 weights',
      { meta, threads: [{ ...thread, samples: { ...samples, weight: [1] } }] },
    ],
    ['has 4 samples, but 0 times', { meta, threads: [{ ...thread, samples: { stack: samples.stack } }] }],
  ])('names what is wrong: %s', (sentence, file) => {
    expect(() => readFirefox(bytes(file))).toThrow(sentence)
  })

  it('does not follow processes nested without end', () => {
    const text = '{"meta":{"interval":1},"threads":[],"processes":['.repeat(5000) + ']}'.repeat(5000)
    expect(() => readFirefox(new TextEncoder().encode(text))).toThrow('more than 20 deep')
  })

  it('says that a file is cut', () => {
    const whole = bytes({ meta, threads: [thread] })
    expect(() => readFirefox(whole.subarray(0, whole.length / 2))).toThrow('is broken')
  })
})
