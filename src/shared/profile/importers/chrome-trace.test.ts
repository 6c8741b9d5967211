import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { Failure } from '../../failure.ts'
import type { Profile } from '../model.ts'
import { readProfile } from '../read/index.ts'
import { readChromeTrace } from './chrome-trace.ts'

const recorded = readFileSync(
  new URL('../../../../test/fixtures/profiles/chrome/performance.json.gz', import.meta.url),
)
const context = { name: 'test', onProgress: () => {} }
const read = (json: unknown) => readChromeTrace(new TextEncoder().encode(JSON.stringify(json)), context)

const node = (id: number, functionName: string, parent?: number) => ({
  id,
  parent,
  callFrame: { functionName, scriptId: '1', url: 'app.js', lineNumber: id, columnNumber: 0 },
})
const head = { pid: 1, ph: 'P', id: '0x1' }
const chunk = (ts: number, nodes: unknown[], samples: number[], timeDeltas: number[]) => ({
  args: { data: { cpuProfile: { nodes, samples }, timeDeltas } },
  ...head,
  tid: 9,
  ts,
  name: 'ProfileChunk',
})
const events = [
  { args: { name: 'Main' }, name: 'thread_name', ph: 'M', pid: 1, tid: 7, ts: 0 },
  // Out of order, and its name after its arguments.
  chunk(30, [node(3, 'work', 2)], [3, 1], [2000, 3000]),
  { args: { data: { startTime: 1000 } }, ...head, tid: 7, ts: 10, name: 'Profile' },
  { name: 'Task', ph: 'X', pid: 1, tid: 7, ts: 12, dur: 4 },
  chunk(20, [node(1, '(root)'), node(2, 'main', 1)], [2, 2], [500, 1000]),
]

function told({ frames, stacks, samples }: Profile): string[] {
  return Array.from(samples.stack, (leaf, row) => {
    const names: string[] = []
    for (let at = leaf; at >= 0; at = stacks.parent[at] ?? -1) {
      names.unshift(frames.name[stacks.frame[at] ?? -1] ?? '')
    }
    return `${names.join(';')} ${samples.weight[row]}`
  })
}

describe('readChromeTrace', () => {
  it.each([
    ['an object', { metadata: {}, traceEvents: events }],
    ['a bare array', events],
  ])('puts the pieces of a profile together: %s', (_, json) => {
    const { profiles, format } = read(json)
    expect(format).toBe('chrome-trace')
    expect(profiles.map(({ name, unit }) => `${name} ${unit}`)).toEqual(['Main milliseconds'])
    // Each until the next one; the last, at (root), as long as the others: (1 + 2 + 3) / 3.
    expect(profiles.map(told)).toEqual([['main 1', 'main 2', 'main;work 3', ' 2']])
    expect(profiles[0]?.frames.line).toEqual(Int32Array.of(3, 4))
  })

  it('reads what Chrome recorded', async () => {
    const { format, profiles } = await readProfile(recorded)
    expect(format).toBe('chrome-trace')
    const chunks = z
      .object({ traceEvents: z.array(z.looseObject({ name: z.string() })) })
      .parse(JSON.parse(gunzipSync(recorded).toString('utf8')))
      .traceEvents.filter(({ name }) => name === 'ProfileChunk')
      .map((event) =>
        z
          .object({
            args: z.object({
              data: z.object({
                cpuProfile: z.object({ samples: z.array(z.number()) }).optional(),
                timeDeltas: z.array(z.number()),
              }),
            }),
          })
          .parse(event),
      )
    const deltas = chunks.flatMap(({ args }) => args.data.timeDeltas)
    const [profile] = profiles
    expect(profile?.samples.length).toBe(deltas.length)
    // All but the first lie between samples; the last sample lasts as long as they do on average.
    const between = deltas.slice(1).reduce((sum, delta) => sum + delta, 0) / 1000
    const total = profile?.samples.weight.reduce((sum, weight) => sum + weight, 0)
    expect(total).toBeCloseTo(between * (deltas.length / (deltas.length - 1)), 0)
    expect(profile?.frames.name).toEqual(expect.arrayContaining(['hot', 'warm', '(idle)']))
  })

  it.each([
    ['no CPU samples', { traceEvents: [{ name: 'Task', ph: 'X', ts: 1 }] }],
    ['have no samples', { traceEvents: [chunk(1, [node(1, 'main')], [], [])] }],
    ['node 9', { traceEvents: [chunk(1, [node(1, 'main')], [9], [1])] }],
    ['2 samples, but 1', { traceEvents: [chunk(1, [node(1, 'main')], [1, 1], [1])] }],
  ])('says what is wrong: %s', (message, json) => {
    expect(() => read(json)).toThrow(message)
    expect(() => read(json)).toThrow(Failure)
  })

  it.each(['', ',', ',\n'])('reads a list of events that nothing closes: %j', (end) => {
    const text = JSON.stringify(events)
    const bytes = new TextEncoder().encode(text.slice(0, -1) + end)
    const { profiles, notes } = readChromeTrace(bytes, context)
    expect(profiles).toEqual(read(events).profiles)
    expect(notes).toEqual([
      'The list of events is not closed, as tracing may leave it; it was read to its end.',
    ])
    expect(() => readChromeTrace(bytes.subarray(0, text.length - 3), context)).toThrow('ends in the middle')
  })

  it('says that a file is cut, wherever', () => {
    const whole = new TextEncoder().encode(JSON.stringify({ traceEvents: events }))
    for (let length = 1; length < whole.length; length += 11) {
      expect(() => readChromeTrace(whole.subarray(0, length), context)).toThrow(Failure)
    }
  })
})
