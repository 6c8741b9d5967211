import { readFileSync, readdirSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Failure } from '../../failure.ts'
import { MessageWriter } from '../../protobuf/index.ts'
import type { Profile } from '../model.ts'
import { readPprof } from './pprof.ts'

const folder = new URL('../../../../test/fixtures/profiles/pprof/', import.meta.url)
const factors: Readonly<Record<string, number>> = { ns: 1e6, B: 1, '': 1 }

/** What Go's own tool says of a function: itself and with what it calls. */
function toldByGo(file: string): { total: number; functions: Map<string, { flat: number; cum: number }> } {
  const text = readFileSync(new URL(file, folder), 'utf8')
  const total = Number(/ of (\d+)\D* total/.exec(text)?.[1])
  const functions = new Map<string, { flat: number; cum: number }>()
  for (const line of text.split('\n')) {
    const [, flat, cum, name] =
      /^ *(\d+)\D*? +\S+% +\S+% +(\d+)\D*? +\S+%  (.+?)(?: \(inline\))?$/.exec(line) ?? []
    if (name !== undefined) functions.set(name, { flat: Number(flat), cum: Number(cum) })
  }
  return { total, functions }
}

/** The same from a profile, each stack walked on its own. */
function counted({ frames, stacks, samples }: Profile): Map<string, { flat: number; cum: number }> {
  const functions = new Map<string, { flat: number; cum: number }>()
  for (const [row, leaf] of samples.stack.entries()) {
    const weight = samples.weight[row] ?? 0
    const seen = new Set<string>()
    for (let at = leaf; at >= 0; at = stacks.parent[at] ?? -1) {
      const name = frames.name[stacks.frame[at] ?? -1] ?? ''
      const entry = functions.get(name) ?? { flat: 0, cum: 0 }
      functions.set(name, entry)
      if (at === leaf) entry.flat += weight
      if (!seen.has(name)) entry.cum += weight
      seen.add(name)
    }
  }
  return functions
}

const types = () => new MessageWriter().message(1, new MessageWriter().number(1, 1).number(2, 2))

function texts(file: MessageWriter): Uint8Array {
  for (const text of ['', 'cpu', 'nanoseconds']) file.bytes(6, new TextEncoder().encode(text))
  return file.finish()
}

const sample = (locations: number[], values: number[]) =>
  new MessageWriter().numbers(1, locations).numbers(2, values)

const read = (name: string) => readPprof(gunzipSync(readFileSync(new URL(`${name}.pb.gz`, folder))))

describe('readPprof', () => {
  const told = readdirSync(folder).flatMap((file) => {
    const [, name, type] = /^([\w-]+)\.(\w+)\.top\.txt$/.exec(file) ?? []
    return name === undefined || type === undefined || name === 'allocs-delta' ? [] : [{ file, name, type }]
  })

  it.each(told)('says of $name, $type what Go’s tool says', ({ file, name, type }) => {
    const { profiles } = read(name)
    const profile = profiles.find((one) => one.name === type)
    if (profile === undefined) throw new Error(`there is no ${type}`)
    const factor = profile.unit === 'milliseconds' ? (factors['ns'] ?? 1) : 1
    const { total, functions } = toldByGo(file)
    const ours = counted(profile)
    const sum = profile.samples.weight.reduce((a, b) => a + b, 0)
    expect(sum * factor).toBeCloseTo(total, 0)
    expect(functions.size).toBeGreaterThan(0)
    for (const [function_, { flat, cum }] of functions) {
      expect(ours.get(function_)?.flat ?? 0, function_).toBeCloseTo(flat / factor, 5)
      expect(ours.get(function_)?.cum ?? 0, function_).toBeCloseTo(cum / factor, 5)
    }
  })

  it('shows the type that the file prefers, else the last', () => {
    expect(read('heap').profiles.map(({ name, unit }) => `${name} ${unit}`)).toEqual([
      'alloc_objects count',
      'alloc_space bytes',
      'inuse_objects count',
      'inuse_space bytes',
    ])
    expect(read('cpu').profiles[read('cpu').first]?.name).toBe('cpu')
    expect(read('allocs').profiles[read('allocs').first]?.name).toBe('alloc_space')
  })

  it('leaves out what became less, and says so', () => {
    const { notes, profiles } = read('allocs-delta')
    expect(notes.join(' ')).toMatch(/samples of inuse_space are below zero/)
    for (const { samples } of profiles) expect(samples.weight.every((weight) => weight >= 0)).toBe(true)
  })

  it('keeps samples without a stack as gaps', () => {
    const [profile] = read('threadcreate').profiles
    expect([...(profile?.samples.stack ?? [])]).toContain(-1)
  })

  it('says what is broken', () => {
    const whole = gunzipSync(readFileSync(new URL('cpu.pb.gz', folder)))
    for (let length = 1; length < whole.length; length += 97) {
      try {
        readPprof(whole.subarray(0, length))
      } catch (error) {
        expect(error).toBeInstanceOf(Failure)
      }
    }
    expect(() => readPprof(texts(types()))).toThrow('no samples')
    expect(() => readPprof(texts(types().message(2, sample([7], [1]))))).toThrow('location 7')
    expect(() => readPprof(texts(types().message(2, sample([], [1, 2]))))).toThrow('2 values')
    expect(() =>
      readPprof(
        types()
          .message(2, sample([], [1]))
          .finish(),
      ),
    ).toThrow('text 1 of 0')
  })

  it('answers any change of a byte with a profile or a failure', () => {
    const whole = gunzipSync(readFileSync(new URL('heap.pb.gz', folder)))
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, byte) => {
        const changed = Uint8Array.from(whole)
        changed[at] = byte
        try {
          readPprof(changed)
        } catch (error) {
          expect(error).toBeInstanceOf(Failure)
        }
      }),
      { numRuns: 500 },
    )
  })
})

describe('a pprof file written by hand', () => {
  const texts = ['', 'cpu', 'nanoseconds', 'readFile', 'node:fs']
  const file = (value: number, functions = 1): Uint8Array => {
    const writer = new MessageWriter()
    writer.message(1, new MessageWriter().number(1, 1).number(2, 2))
    writer.message(2, new MessageWriter().numbers(1, [7]).numbers(2, [value]))
    writer.message(4, new MessageWriter().number(1, 7).message(4, new MessageWriter().number(1, 9)))
    for (let each = 0; each < functions; each++)
      writer.message(5, new MessageWriter().number(1, 9).number(2, 3).number(4, 4))
    for (const text of texts) writer.bytes(6, new TextEncoder().encode(text))
    return writer.finish()
  }

  it("keeps the origin of Node's own functions", () => {
    const [profile] = readPprof(file(1_000_000)).profiles
    expect(profile?.categories[profile.frames.category[0] ?? -1]).toBe('node')
  })

  it('refuses two functions of one id', () => {
    expect(() => readPprof(file(1, 2))).toThrow('two functions have the id 9')
  })
})
