import { readdirSync, readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { Failure } from '../../failure.ts'
import type { ProfileFile } from '../file.ts'
import type { Profile } from '../model.ts'
import { originCategories } from '../origin.ts'
import { pathsOf } from '../paths.ts'
import { readProfile } from '../read/index.ts'
import { functionTable } from '../tables/index.ts'

const folder = new URL('../../../../test/fixtures/profiles/', import.meta.url)
const fixtures = readdirSync(folder).filter((file) => file.endsWith('.cpuprofile'))

const encoder = new TextEncoder()
const read = (json: unknown): Promise<ProfileFile> => readProfile(encoder.encode(JSON.stringify(json)))

async function only(json: unknown): Promise<Profile> {
  const { format, profiles } = await read(json)
  expect(format).toBe('cpuprofile')
  expect(profiles).toHaveLength(1)
  const [profile] = profiles
  if (profile === undefined) throw new Error('no profile')
  return profile
}

async function failureOf(json: unknown): Promise<Failure> {
  try {
    await read(json)
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
  throw new Error('it did not fail')
}

const callFrame = (functionName: string, url = '', lineNumber = -1, columnNumber = -1): object => ({
  functionName,
  scriptId: '0',
  url,
  lineNumber,
  columnNumber,
})

/** (root) → a → b, and a → c. */
const small = {
  nodes: [
    { id: 1, callFrame: callFrame('(root)'), hitCount: 0, children: [2] },
    { id: 2, callFrame: callFrame('a', 'file:///a.js', 0, 4), hitCount: 1, children: [3, 4] },
    { id: 3, callFrame: callFrame('b', 'file:///a.js', 9, 0), hitCount: 2 },
    { id: 4, callFrame: callFrame('', 'node:fs', 1, 1), hitCount: 0 },
  ],
  startTime: 1000,
  endTime: 1900,
  samples: [2, 3, 3, 4],
  timeDeltas: [100, 200, 300, 100],
}

/** Names from the root down, as a path. */
function pathOf({ frames, stacks }: Profile, stack: number): string[] {
  const names: string[] = []
  for (let at = stack; at >= 0; at = stacks.parent[at] ?? -1)
    names.unshift(frames.name[stacks.frame[at] ?? -1] ?? '')
  return names
}

/** A node of the old form. */
const nestedNode = (id: number, functionName: string, lineNumber: number, children: unknown[]): object => ({
  functionName,
  scriptId: '4',
  url: functionName === 'a' ? '/srv/a.js' : '',
  lineNumber,
  columnNumber: 0,
  hitCount: 1,
  callUID: id * 11,
  children,
  id,
})

describe('a CPU profile of V8', () => {
  it('gives each sample the time until the next one, the last until the end', async () => {
    const profile = await only(small)
    expect([...profile.samples.weight]).toEqual([0.2, 0.3, 0.1, 0.2])
    expect([...profile.samples.stack].map((stack) => pathOf(profile, stack).join(' '))).toEqual([
      'a',
      'a b',
      'a b',
      'a (anonymous)',
    ])
    expect(profile.frames.name).toEqual(['a', 'b', '(anonymous)'])
    expect(profile.frames.file).toEqual(['file:///a.js', 'file:///a.js', 'node:fs'])
    expect([...profile.frames.line]).toEqual([1, 10, 2])
    expect([...profile.frames.column]).toEqual([5, 1, 2])
    expect([...profile.frames.category].map((category) => originCategories[category])).toEqual([
      'app',
      'app',
      'node',
    ])
  })

  it('gives the last sample the average where the file ends with it', async () => {
    expect([...(await only({ ...small, endTime: 1700 })).samples.weight]).toEqual([0.2, 0.3, 0.1, 0.2])
    expect([...(await only({ ...small, endTime: undefined })).samples.weight]).toEqual([0.2, 0.3, 0.1, 0.2])
  })

  it('is the same in any order of keys and nodes, with parents instead of children, with a mark before it', async () => {
    const expected = await only(small)
    const [root, a, b, c] = small.nodes
    const reversed = await only({
      timeDeltas: small.timeDeltas,
      samples: small.samples,
      endTime: small.endTime,
      startTime: small.startTime,
      nodes: [c, b, a, root],
    })
    expect(reversed.samples.weight).toEqual(expected.samples.weight)
    expect([...reversed.samples.stack].map((stack) => pathOf(reversed, stack))).toEqual(
      [...expected.samples.stack].map((stack) => pathOf(expected, stack)),
    )
    const byParent = small.nodes.map(({ id, callFrame, hitCount }) => ({
      id,
      callFrame,
      hitCount,
      ...(id === 1 ? {} : { parent: id === 2 ? 1 : 2 }),
    }))
    expect(await only({ ...small, nodes: byParent })).toEqual(expected)
    expect(await only({ id: 7, result: { profile: small } })).toEqual(expected)
    expect(await only({ profile: small })).toEqual(expected)
    const bytes = encoder.encode(`\ufeff  ${JSON.stringify(small, null, 2)}\r\n`)
    expect((await readProfile(bytes)).profiles[0]?.samples).toEqual(expected.samples)
  })

  it('takes ids as they come, far apart and negative ones too', async () => {
    const far = new Map([1, 2, 3, 4].map((id) => [id, id * 400_000_000 - 1_000_000_000]))
    const idOf = (id: number): number => far.get(id) ?? 0
    const nodes = small.nodes.map((node) => ({
      ...node,
      id: idOf(node.id),
      children: node.children?.map(idOf),
    }))
    const profile = await only({ ...small, nodes, samples: small.samples.map(idOf) })
    expect(profile).toEqual(await only(small))
  })

  it('takes equal calls from one place for one', async () => {
    const nodes = [
      ...small.nodes.slice(0, 1),
      { ...small.nodes[1], children: [3, 4, 5] },
      ...small.nodes.slice(2),
    ]
    const twice = { id: 5, callFrame: callFrame('b', 'file:///a.js', 9, 0) }
    const profile = await only({ ...small, nodes: [...nodes, twice], samples: [5, 3, 5, 4] })
    expect(profile.stacks.length).toBe(3)
    expect([...profile.samples.stack].map((stack) => pathOf(profile, stack).join(' '))).toEqual([
      'a b',
      'a b',
      'a b',
      'a (anonymous)',
    ])
  })

  it('keeps a sample of (root) as a gap', async () => {
    const profile = await only({ ...small, samples: [1, 2, 1, 3] })
    expect([...profile.samples.stack]).toEqual([-1, 0, -1, 1])
  })

  it('counts hits where there are no samples', async () => {
    const { nodes } = small
    const { profiles, notes } = await read({ nodes, startTime: 0, endTime: 10 })
    const [profile] = profiles
    expect(profile?.unit).toBe('count')
    expect([...(profile?.samples.weight ?? [])]).toEqual([1, 2])
    expect(notes).toHaveLength(1)
  })

  it('reads the old nested form: lines from 1, times of each sample', async () => {
    const head = nestedNode(1, '(root)', 0, [
      nestedNode(2, 'a', 12, [nestedNode(3, 'a', 12, []), nestedNode(4, '', 3, [])]),
    ])
    const old = {
      typeId: 'CPU',
      uid: 1,
      title: 'x',
      head,
      startTime: 5,
      endTime: 5.0006,
      samples: [2, 3, 4],
      timestamps: [5_000_000, 5_000_100, 5_000_350],
    }
    const profile = await only(old)
    expect([...profile.samples.weight]).toEqual([0.1, 0.25, 0.25])
    expect([...profile.samples.stack].map((stack) => pathOf(profile, stack).join(' '))).toEqual([
      'a',
      'a a',
      'a (anonymous)',
    ])
    expect([...profile.frames.line].toSorted((a, b) => a - b)).toEqual([3, 12])
    expect((await only({ ...old, startTime: 1, endTime: 1.1 })).samples.weight[2]).toBe(0.175)
    const { samples, timestamps, ...hits } = old
    expect((await only(hits)).unit).toBe('count')
    expect(samples.length).toBe(timestamps.length)
  })

  it('reads samples without times', async () => {
    const { timeDeltas, ...untimed } = small
    expect(timeDeltas).toHaveLength(4)
    expect((await only(untimed)).samples.weight[0]).toBe(0.225)
    const { startTime, endTime, ...uncounted } = untimed
    expect([startTime, endTime]).toEqual([1000, 1900])
    expect(await only(uncounted)).toMatchObject({
      unit: 'count',
      samples: { weight: Float64Array.of(1, 1, 1, 1) },
    })
  })

  it('takes the times of nested profiles without any of samples for seconds', async () => {
    const head = nestedNode(1, '(root)', 0, [nestedNode(2, 'work', 3, [])])
    const { profiles } = await read({ head, samples: [2, 2], startTime: 10, endTime: 10.004 })
    expect(profiles[0]?.samples.weight[0]).toBeCloseTo(2, 9)
    await expect(read({ head, samples: [2, 2], startTime: 10, endTime: 1e308 })).rejects.toBeInstanceOf(
      Failure,
    )
  })

  it('reads 50,000 frames on one stack, flat and nested', async () => {
    const depth = 50_000
    const nodes = Array.from({ length: depth }, (_, at) => ({
      id: at + 1,
      callFrame: callFrame(at === 0 ? '(root)' : `f${at % 7}`),
      ...(at + 1 < depth ? { children: [at + 2] } : {}),
    }))
    const flat = await only({ nodes, startTime: 0, endTime: 20, samples: [depth, 2], timeDeltas: [0, 10] })
    expect(flat.stacks.length).toBe(depth - 1)
    const open = nodes.map(
      ({ id }) =>
        `{"functionName":"${id === 1 ? '(root)' : `f${(id - 1) % 7}`}","id":${id},"hitCount":1,"children":[`,
    )
    const text = `{"head":${open.join('')}${']}'.repeat(depth)},"startTime":0,"endTime":0.00002,"samples":[${depth},2],"timestamps":[0,10]}`
    const nested = (await readProfile(encoder.encode(text))).profiles[0]
    expect(nested?.stacks.length).toBe(depth - 1)
    expect(nested?.samples.weight).toEqual(flat.samples.weight)
  })

  it('puts samples in order that V8 wrote a moment too late, and says so', async () => {
    const count = 400
    const samples = Array.from({ length: count }, (_, at) => 2 + (at % 3))
    const timeDeltas = Array.from({ length: count }, () => 100)
    timeDeltas[200] = -3
    timeDeltas[201] = 203
    const { profiles, notes } = await read({
      ...small,
      startTime: 0,
      endTime: count * 100,
      samples,
      timeDeltas,
    })
    const [profile] = profiles
    expect(notes).toEqual([
      '1 of 400 samples stood up to 3 µs too late, as V8 writes them now and then; they were put in order.',
    ])
    const weights = [...(profile?.samples.weight ?? [])]
    expect(weights.slice(197, 202).map((weight) => Math.round(weight * 1000))).toEqual([100, 97, 3, 200, 100])
    const ids = [...(profile?.samples.stack ?? [])].map((stack) => stack + 2)
    expect(ids.slice(198, 202)).toEqual([samples[198], samples[200], samples[199], samples[201]])
  })

  it.each([
    [{ nodes: [], samples: [], timeDeltas: [] }, 'it has no nodes'],
    [{ samples: [1], timeDeltas: [1] }, 'it has no nodes'],
    [{ ...small, samples: [], timeDeltas: [] }, 'has no samples'],
    [{ nodes: small.nodes.map((node) => ({ ...node, hitCount: 0 })) }, 'has no samples'],
    [{ ...small, timeDeltas: [1, 2, 3] }, 'it has 4 samples, but 3 timeDeltas'],
    [{ ...small, samples: [2, 3, 9, 4] }, 'sample 2 is at node 9, which is not there'],
    [{ ...small, timeDeltas: [0, 1, -5, 1] }, 'timeDeltas[2] is -5'],
    [{ ...small, timeDeltas: [-1, 1, 5, 1] }, 'timeDeltas[0] is -1'],
    [
      {
        ...small,
        samples: Array.from({ length: 1000 }, () => 2),
        timeDeltas: Array.from({ length: 1000 }, (_, at) => (at === 500 ? -1000 : 100)),
      },
      'timeDeltas[500] is -1000: time goes backward',
    ],
    [{ ...small, samples: 'many' }, 'where an array of whole numbers was expected'],
    [{ ...small, samples: [2, '3', 3, 4] }, 'where a number was expected'],
    [{ ...small, samples: [2, null, 3, 4] }, 'where a number was expected'],
    [{ ...small, samples: [2, 2.5, 3, 4] }, 'where a whole number up to 2147483647 was expected'],
    [{ ...small, nodes: { id: 1 } }, 'where an array was expected'],
    [{ ...small, nodes: [...small.nodes, 5] }, 'where an object was expected'],
    [{ ...small, nodes: [...small.nodes, { id: 2, callFrame: callFrame('z') }] }, 'two nodes have the id 2'],
    [{ ...small, nodes: [...small.nodes, { callFrame: callFrame('z') }] }, 'the node at place 4 has no id'],
    [
      { ...small, nodes: [...small.nodes, { id: 'x', callFrame: callFrame('z') }] },
      'where a number was expected',
    ],
    [
      { ...small, nodes: [...small.nodes, { id: 1.5, callFrame: callFrame('z') }] },
      'is 1.5, not a whole number',
    ],
    [
      { ...small, nodes: [...small.nodes, { id: 5, callFrame: callFrame('z'), children: [77] }] },
      'node 5 z has a child 77, which is not there',
    ],
    [
      { ...small, nodes: [...small.nodes, { id: 5, callFrame: callFrame('z'), parent: 77 }] },
      'node 5 z has the parent 77, which is not there',
    ],
    [
      { ...small, nodes: [...small.nodes, { id: 5, callFrame: callFrame('z'), children: [3] }] },
      'node 3 b has two parents, node 2 a and node 5 z',
    ],
    [
      { ...small, nodes: [...small.nodes, { id: 5, callFrame: callFrame('z'), children: [5] }] },
      'The nodes form a circle: node 5 z',
    ],
    [
      {
        ...small,
        nodes: [
          ...small.nodes,
          { id: 5, callFrame: callFrame('y'), children: [6] },
          { id: 6, callFrame: callFrame('z'), children: [5] },
        ],
      },
      'The nodes form a circle',
    ],
    [
      {
        ...small,
        nodes: [
          { id: 1, callFrame: callFrame('a'), parent: 2 },
          { id: 2, callFrame: callFrame('b'), parent: 1 },
        ],
        samples: [1],
        timeDeltas: [1],
      },
      'The nodes form a circle',
    ],
    [{ ...small, nodes: [{ id: 1, callFrame: 'a' }] }, 'where an object was expected'],
    [{ nodes: small.nodes.map((node) => ({ ...node, hitCount: -2 })) }, 'was hit -2 times'],
  ])('names what is wrong: %#', async (json, sentence) => {
    const failure = await failureOf(json)
    expect(failure.code).toBe('BAD_INPUT')
    expect(failure.message).toContain(sentence)
  })

  it('never fails otherwise, whatever is wrong with it', async () => {
    const junk = fc.oneof(
      fc.constantFrom(null, true, '', 'x', -1, 0, 1.5, 1e300, [], {}, [[]], [1, 2], { id: 1 }),
      fc.jsonValue({ maxDepth: 2 }),
    )
    const paths: (string | number)[][] = [
      ['nodes'],
      ['nodes', 1],
      ['nodes', 1, 'id'],
      ['nodes', 2, 'callFrame'],
      ['nodes', 1, 'children'],
      ['nodes', 1, 'children', 0],
      ['nodes', 3, 'callFrame', 'lineNumber'],
      ['nodes', 3, 'callFrame', 'functionName'],
      ['samples'],
      ['samples', 1],
      ['timeDeltas'],
      ['timeDeltas', 2],
      ['startTime'],
      ['endTime'],
    ]
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...paths), junk, async (path, value) => {
        const broken: unknown = structuredClone(small)
        let at = broken as Record<string | number, unknown>
        // The paths lead through objects and arrays of `small`.
        for (const key of path.slice(0, -1)) at = at[key] as Record<string | number, unknown>
        at[path.at(-1) ?? ''] = value
        try {
          const { profiles } = await read(broken)
          expect(profiles[0]?.samples.weight.every((weight) => weight >= 0 && weight < Infinity)).toBe(true)
        } catch (error) {
          expect(error).toBeInstanceOf(Failure)
        }
      }),
      { numRuns: 500 },
    )
  })
})

const nodeSchema = z.object({
  id: z.number(),
  callFrame: z.object({
    functionName: z.string(),
    url: z.string(),
    lineNumber: z.number(),
    columnNumber: z.number(),
  }),
  children: z.array(z.number()).default([]),
})
const fileSchema = z.object({
  nodes: z.array(nodeSchema),
  samples: z.array(z.number()),
  timeDeltas: z.array(z.number()),
  startTime: z.number(),
  endTime: z.number(),
})

/** A frame's place, in words. */
const keyOf = ({ callFrame }: z.infer<typeof nodeSchema>): string =>
  [
    callFrame.functionName || '(anonymous)',
    callFrame.url,
    callFrame.lineNumber + 1,
    callFrame.columnNumber + 1,
  ].join('|')

/** The figures of a file by maps of plain objects, walked sample by sample. */
function counted(text: string): {
  total: number
  functions: Map<string, { self: number; total: number }>
  deepest: number
  frames: number
} {
  const { nodes, samples, timeDeltas, startTime, endTime } = fileSchema.parse(JSON.parse(text))
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const parentOf = new Map(nodes.flatMap((node) => node.children.map((child) => [child, node.id] as const)))
  const pathOfNode = (id: number): string[] => {
    const path: string[] = []
    for (let at: number | undefined = id; at !== undefined; at = parentOf.get(at)) {
      const node = byId.get(at)
      if (node !== undefined && node.callFrame.functionName !== '(root)') path.push(keyOf(node))
    }
    return path
  }
  const functions = new Map<string, { self: number; total: number }>()
  let total = 0
  let now = startTime + (timeDeltas[0] ?? 0)
  for (const [sample, id] of samples.entries()) {
    const until = sample + 1 < samples.length ? now + (timeDeltas[sample + 1] ?? 0) : endTime
    const lasted = until - now
    now = until
    total += lasted
    const path = pathOfNode(id)
    for (const key of new Set(path)) {
      const sums = functions.get(key) ?? { self: 0, total: 0 }
      functions.set(key, sums)
      sums.total += lasted
      if (key === path[0]) sums.self += lasted
    }
  }
  return {
    total,
    functions,
    deepest: Math.max(...nodes.map(({ id }) => pathOfNode(id).length)),
    frames: new Set(nodes.filter((node) => node.callFrame.functionName !== '(root)').map(keyOf)).size,
  }
}

describe.each(fixtures)('%s', (file) => {
  const text = readFileSync(new URL(file, folder), 'utf8')

  it('has the totals, selfs, frames and depths of an independent count', async () => {
    const { profiles, notes } = await readProfile(encoder.encode(text))
    const [profile] = profiles
    if (profile === undefined) throw new Error('no profile')
    expect(notes).toEqual([])
    const expected = counted(text)
    const { paths, depths } = pathsOf(profile)
    const { frames } = profile
    expect(profile.samples.weight.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(
      expected.total / 1000,
      6,
    )
    expect(depths).toBe(expected.deepest)
    expect(frames.length).toBe(expected.frames)
    const functions = functionTable(paths, frames.length)
    for (let row = 0; row < functions.length; row++) {
      const frame = functions.frame[row] ?? -1
      const key = [frames.name[frame], frames.file[frame], frames.line[frame], frames.column[frame]].join('|')
      const own = expected.functions.get(key) ?? { self: 0, total: 0 }
      expect(functions.self[row], key).toBeCloseTo(own.self / 1000, 6)
      expect(functions.total[row], key).toBeCloseTo(own.total / 1000, 6)
    }
  })

  it('cut off anywhere is told as such', async () => {
    const bytes = encoder.encode(text)
    for (let length = 1; length < bytes.length - 1; length += 997) {
      const failure = await readProfile(bytes.subarray(0, length)).then(
        () => undefined,
        (error: unknown) => error,
      )
      expect(failure, `${length}`).toBeInstanceOf(Failure)
      expect(failure, `${length}`).toMatchObject({
        code: 'BAD_INPUT',
        message: `The file ends in the middle (byte ${length}).`,
      })
    }
  })
})
