import { readdirSync, readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { Failure } from '../../failure.ts'
import type { ProfileFile } from '../file.ts'
import { pathsOf } from '../paths.ts'
import { readProfile } from '../read/index.ts'
import { functionTable } from '../tables/index.ts'

const folder = new URL('../../../../test/fixtures/profiles/', import.meta.url)
const fixtures = readdirSync(folder).filter((file) => file.endsWith('.heapprofile'))

const encoder = new TextEncoder()
const read = (json: unknown): Promise<ProfileFile> => readProfile(encoder.encode(JSON.stringify(json)))

async function failureOf(json: unknown): Promise<Failure> {
  const error: unknown = await read(json).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (error instanceof Failure) return error
  throw error ?? new Error('it did not fail')
}

const node = (id: number, name: string, selfSize: number, children: unknown[] = []): object => ({
  callFrame: {
    functionName: name,
    scriptId: '1',
    url: name === '(root)' ? '' : '/a.js',
    lineNumber: 2,
    columnNumber: 3,
  },
  selfSize,
  id,
  children,
})
const head = node(1, '(root)', 0, [node(2, 'a', 100, [node(3, 'b', 50), node(4, 'c', 0)])])

describe('a heap profile of V8', () => {
  it('puts the bytes of the tree into the order of the samples', async () => {
    const samples = [
      { size: 30, nodeId: 2, ordinal: 4 },
      { size: 50, nodeId: 3, ordinal: 2 },
      { size: 70, nodeId: 2, ordinal: 1 },
    ]
    const { format, profiles, notes } = await read({ head, samples })
    expect([format, notes]).toEqual(['heapprofile', []])
    expect(profiles[0]).toMatchObject({
      unit: 'bytes',
      frames: { name: ['a', 'b', 'c'], line: Int32Array.of(3, 3, 3), column: Int32Array.of(4, 4, 4) },
      stacks: { length: 3, parent: Int32Array.of(-1, 0, 0) },
      samples: { stack: Int32Array.of(0, 1, 0), weight: Float64Array.of(70, 50, 30) },
    })
  })

  it('keeps to the tree where its samples say something else', async () => {
    const samples = [
      { size: 40, nodeId: 2, ordinal: 1 },
      { size: 40, nodeId: 2, ordinal: 2 },
      { size: 9, nodeId: 77, ordinal: 3 },
    ]
    const { profiles, notes } = await read({ head, samples })
    expect(profiles[0]?.samples).toMatchObject({
      stack: Int32Array.of(0, 0, -1, 1),
      weight: Float64Array.of(50, 50, 0, 50),
    })
    expect(notes).toHaveLength(1)
  })

  it('reads a tree without samples, in any order of keys, wrapped or not', async () => {
    const expected = { stack: Int32Array.of(0, 1), weight: Float64Array.of(100, 50) }
    expect((await read({ head })).profiles[0]?.samples).toMatchObject(expected)
    expect((await read({ result: { profile: { head } } })).profiles[0]?.samples).toMatchObject(expected)
    const turned = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(turned)
        : typeof value === 'object' && value !== null
          ? Object.fromEntries(
              Object.entries(value)
                .toReversed()
                .map(([key, inner]) => [key, turned(inner)]),
            )
          : value
    const { profiles } = await readProfile(encoder.encode(JSON.stringify(turned({ samples: [], head }))))
    expect(profiles[0]?.samples).toMatchObject(expected)
    expect(profiles[0]?.frames.name.toSorted()).toEqual(['a', 'b', 'c'])
  })

  it('reads 60,000 frames on one stack', async () => {
    const depth = 60_000
    const open = Array.from(
      { length: depth },
      (_, at) => `{"callFrame":{"functionName":"f${at % 3}"},"selfSize":1,"children":[`,
    )
    const { profiles } = await readProfile(encoder.encode(`{"head":${open.join('')}${']}'.repeat(depth)}}`))
    expect(profiles[0]?.stacks.length).toBe(depth)
    expect(profiles[0]?.samples.length).toBe(depth)
  })

  it.each([
    [{ head: node(1, '(root)', 0) }, 'has no samples'],
    [{ head: node(1, '(root)', 0, [node(2, 'a', -5)]) }, 'the selfSize of the node at place 1 is -5'],
    [{ head: node(1, '(root)', 0, [node(2, 'a', 5), 7]) }, 'where an object was expected'],
    [{ head: { ...node(1, '(root)', 0), children: 'none' } }, 'where an array was expected'],
    [{ head, samples: [{ size: '1' }] }, 'where a number was expected'],
    [{ head, samples: 3 }, 'where an array was expected'],
    [{ head: { ...head, selfSize: 'much' } }, 'where a number was expected'],
  ])('names what is wrong: %#', async (json, sentence) => {
    const failure = await failureOf(json)
    expect(failure.code).toBe('BAD_INPUT')
    expect(failure.message).toContain(sentence)
  })

  it('never fails otherwise, whatever a sample says', async () => {
    const sample = fc.record({
      size: fc.jsonValue(),
      nodeId: fc.oneof(fc.integer(), fc.jsonValue()),
      ordinal: fc.jsonValue(),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(sample, { maxLength: 5 }), async (samples) => {
        try {
          const weights = (await read({ head, samples })).profiles[0]?.samples.weight ?? []
          expect([...weights].reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(150, 6)
        } catch (error) {
          expect(error).toBeInstanceOf(Failure)
        }
      }),
    )
  })
})

interface Node {
  callFrame: { functionName: string; url: string; lineNumber: number; columnNumber: number }
  selfSize: number
  children: Node[]
}
const nodeSchema: z.ZodType<Node> = z.lazy(() =>
  z.object({
    callFrame: z.object({
      functionName: z.string(),
      url: z.string(),
      lineNumber: z.number(),
      columnNumber: z.number(),
    }),
    selfSize: z.number(),
    children: z.array(nodeSchema),
  }),
)

describe.each(fixtures)('%s', (file) => {
  const text = readFileSync(new URL(file, folder), 'utf8')

  it('has the totals, selfs, frames and depths of an independent count', async () => {
    const json = z.object({ head: nodeSchema, samples: z.array(z.unknown()) }).parse(JSON.parse(text))
    const functions = new Map<string, { self: number; total: number }>()
    let total = 0
    let deepest = 0
    const visit = ({ callFrame, selfSize, children }: Node, callers: string[]): void => {
      const { functionName, url, lineNumber, columnNumber } = callFrame
      const key = [functionName || '(anonymous)', url, lineNumber + 1, columnNumber + 1].join('|')
      const path = functionName === '(root)' ? [] : [...callers, key]
      for (const name of new Set(path)) {
        const sums = functions.get(name) ?? { self: 0, total: 0 }
        functions.set(name, sums)
        sums.total += selfSize
        if (name === key) sums.self += selfSize
      }
      total += selfSize
      deepest = Math.max(deepest, path.length)
      for (const child of children) visit(child, path)
    }
    visit(json.head, [])

    const { profiles } = await readProfile(encoder.encode(text))
    const [profile] = profiles
    if (profile === undefined) throw new Error('no profile')
    const { paths, depths } = pathsOf(profile)
    const table = functionTable(paths, profile.frames.length)
    const { frames } = profile
    expect(profile.samples.weight.reduce((sum, weight) => sum + weight, 0)).toBe(total)
    expect(profile.samples.length).toBeGreaterThanOrEqual(json.samples.length)
    expect(depths).toBe(deepest)
    expect(frames.length).toBe(functions.size)
    for (let row = 0; row < table.length; row++) {
      const frame = table.frame[row] ?? -1
      const key = [frames.name[frame], frames.file[frame], frames.line[frame], frames.column[frame]].join('|')
      expect({ self: table.self[row], total: table.total[row] }, key).toEqual(functions.get(key))
    }
  })

  it('cut off anywhere is told as such', async () => {
    const bytes = encoder.encode(text)
    for (let length = 1; length < bytes.length - 1; length += 997) {
      const error: unknown = await readProfile(bytes.subarray(0, length)).then(
        () => undefined,
        (thrown: unknown) => thrown,
      )
      expect(error, `${length}`).toMatchObject({
        code: 'BAD_INPUT',
        message: `The file ends in the middle (byte ${length}).`,
      })
    }
  })
})
