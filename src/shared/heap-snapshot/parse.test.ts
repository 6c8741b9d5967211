import { describe, expect, it } from 'vitest'
import { Failure } from '../failure.ts'
import { parseSnapshot } from './parse.ts'
import { type GraphNode, snapshotFile, snapshotText } from './testing/graph.ts'

const graph: GraphNode[] = [
  { name: '', edges: [{ type: 'element', name: 1, to: 1 }] },
  {
    name: 'Größe "x"\n\u2028 😀',
    self: 5_000_000_000,
    id: 9_007_199_254_740_991,
    edges: [
      { type: 'property', name: 'a', to: 2 },
      { type: 'element', name: 4_294_967_294, to: 2 },
      { type: 'weak', name: 'w', to: 1 },
    ],
  },
  { type: 'closure', name: 'f', self: 64, detachedness: 2 },
]

function failureOf(text: string | Uint8Array): Failure {
  try {
    parseSnapshot(typeof text === 'string' ? new TextEncoder().encode(text) : text)
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
  throw new Error('it was read')
}

interface Whole {
  snapshot: {
    meta: { node_fields: string[]; edge_types: unknown[] }
    node_count: number
    edge_count: number
  }
  nodes: unknown[]
  edges: unknown[]
  strings: unknown[]
  locations: number[]
}

/** Takes a part away. */
const without = (name: string, part: keyof Whole): [string, string] =>
  put(name, (file) => Reflect.deleteProperty(file, part))

const put = (name: string, change: (file: Whole) => void): [string, string] => {
  const file: Whole = JSON.parse(snapshotText(graph)) // as snapshotText makes it
  change(file)
  return [name, JSON.stringify(file)]
}

describe('parseSnapshot', () => {
  it('reads what stands in the file', () => {
    const { nodes, edges, strings, locations } = parseSnapshot(
      snapshotFile(graph, { locations: [[2, 7, 3, 4]] }),
    )
    expect(nodes.length).toBe(3)
    expect([...nodes.type].map((type) => nodes.typeNames[type])).toEqual(['synthetic', 'object', 'closure'])
    expect([...nodes.name].map((name) => strings.at(name))).toEqual(['', 'Größe "x"\n\u2028 😀', 'f'])
    expect([...nodes.id]).toEqual([1, 9_007_199_254_740_991, 5])
    expect([...nodes.selfBytes]).toEqual([0, 5_000_000_000, 64])
    expect([...nodes.firstEdge]).toEqual([0, 1, 4, 4])
    expect([...(nodes.detachedness ?? [])]).toEqual([0, 0, 2])
    expect([...edges.type].map((type) => edges.typeNames[type])).toEqual([
      'element',
      'property',
      'element',
      'weak',
    ])
    expect([...edges.to]).toEqual([1, 2, 2, 1])
    expect(edges.nameOrIndex[2]).toBe(4_294_967_294)
    expect(strings.at(edges.nameOrIndex[1] ?? 0)).toBe('a')
    expect(locations).toMatchObject({ length: 1, node: Int32Array.of(2), script: Int32Array.of(7) })
    expect([locations.line[0], locations.column[0]]).toEqual([4, 5])
  })

  it('takes fields and their order from the header', () => {
    const { nodes, edges, strings } = parseSnapshot(
      snapshotFile(graph, {
        nodeFields: ['edge_count', 'id', 'trace_node_id', 'something_new', 'self_size', 'name', 'type'],
        edgeFields: ['to_node', 'new', 'name_or_index', 'type'],
        nodeTypes: ['closure', 'synthetic', 'made_tomorrow', 'object'],
        edgeTypes: ['weak', 'element', 'property'],
      }),
    )
    expect(nodes.detachedness).toBeNull()
    expect([...nodes.selfBytes]).toEqual([0, 5_000_000_000, 64])
    expect([...nodes.type].map((type) => nodes.typeNames[type])).toEqual(['synthetic', 'object', 'closure'])
    expect([...edges.to]).toEqual([1, 2, 2, 1])
    expect(strings.at(edges.nameOrIndex[3] ?? 0)).toBe('w')
  })

  it('reads the parts in any order', () => {
    const reversed = snapshotFile(graph, { order: ['strings', 'locations', 'edges', 'nodes', 'snapshot'] })
    const { nodes, edges, strings } = parseSnapshot(reversed)
    expect(strings.at(nodes.name[1] ?? 0)).toBe('Größe "x"\n\u2028 😀')
    expect([...edges.to]).toEqual([1, 2, 2, 1])
  })

  it('tells how far it is, and stops when that throws', () => {
    const many = Array.from({ length: 400_000 }, () => ({ name: 'x' }))
    const file = snapshotFile([{ name: '' }, ...many])
    const told: number[] = []
    parseSnapshot(file, (done, total) => told.push(done / total))
    expect(told.at(-1)).toBe(1)
    expect(told.length).toBeGreaterThan(1)
    expect(() =>
      parseSnapshot(file, () => {
        throw new Failure('CANCELLED', 'Cancelled.')
      }),
    ).toThrow('Cancelled.')
  })

  it('names a file that was cut off anywhere', () => {
    const file = snapshotFile(graph)
    for (let length = 0; length < file.length; length += 7) {
      const failure = failureOf(file.subarray(0, length))
      expect(failure.code).toBe('BAD_INPUT')
      expect(failure.message).toMatch(/\.$/)
    }
  })

  it.each([
    ['nothing', '', 'The file ends in the middle (byte 0).'],
    ['an array', '[]', 'This is no heap snapshot'],
    ['another JSON', '{"nodes":[{"id":1}],"startTime":1}', 'This is no heap snapshot'],
    [
      ...put('more nodes than announced', (file) => (file.snapshot.node_count = 2)),
      'announces 2 nodes and has more.',
    ],
    [...put('fewer nodes', (file) => (file.snapshot.node_count = 4)), 'announces 4 nodes and has fewer (3).'],
    [
      ...put('a node too many for the file', (file) => (file.snapshot.node_count = 1e9)),
      'is too short for them.',
    ],
    [...put('no node', (file) => (file.snapshot.node_count = 0)), 'announces no object at all.'],
    [...put('more edges', (file) => (file.snapshot.edge_count = 3)), 'announces 3 edges and has more.'],
    [...put('fewer edges', (file) => (file.snapshot.edge_count = 5)), 'announces 5 edges and has fewer (4).'],
    [...put('edges of no node', (file) => (file.nodes[10] = 2)), '4 edges, of which its nodes have 3.'],
    [
      ...put('edges that are used up', (file) => (file.nodes[16] = 1)),
      '4 edges, which are used up at node 2 of 3.',
    ],
    [
      ...put('an edge to nowhere', (file) => (file.edges[5] = 18)),
      'edge 1 has 18 as its to_node, which has to be at most 12.',
    ],
    [
      ...put('an edge into a node', (file) => (file.edges[5] = 7)),
      'edge 1 has 7 as its to_node, which has to be 0 or a multiple of 6.',
    ],
    [
      ...put('an unknown type of node', (file) => (file.nodes[6] = 15)),
      'node 1 has 15 as its type, which has to be at most 14.',
    ],
    [
      ...put('an unknown type of edge', (file) => (file.edges[0] = 7)),
      'edge 0 has 7 as its type, which has to be at most 6.',
    ],
    [
      ...put('a negative size', (file) => (file.nodes[9] = -1)),
      'node 1 has -1 as its self_size, which has to be 0 or more.',
    ],
    [...put('half a size', (file) => (file.nodes[9] = 1.5)), 'where a whole number'],
    [
      ...put('a name that is not there', (file) => (file.nodes[7] = 99)),
      'node 1 is named by string 99, and there are',
    ],
    [
      ...put('an edge without name', (file) => (file.edges[4] = 99)),
      'edge 1 is named by string 99, and there are',
    ],
    [...put('a text among the nodes', (file) => (file.nodes[3] = 'x')), 'has a text at byte'],
    [...put('a number among the strings', (file) => (file.strings[2] = 5)), 'where a text was expected.'],
    [
      ...put('nodes as an object', (file) => Object.assign(file, { nodes: {} })),
      'where an array of whole numbers was expected.',
    ],
    [...without('no nodes', 'nodes'), 'The snapshot has no "nodes".'],
    [...without('no edges', 'edges'), 'The snapshot has no "edges".'],
    [...without('no strings', 'strings'), 'The snapshot has no "strings".'],
    [...without('no header', 'snapshot'), 'This is no heap snapshot'],
    [
      ...put('no meta', (file) => Reflect.deleteProperty(file.snapshot, 'meta')),
      'header is not as V8 writes it (snapshot.meta',
    ],
    [
      ...put('no sizes', (file) => (file.snapshot.meta.node_fields[3] = 'x')),
      'node_fields has no "self_size"',
    ],
    [
      ...put('no types', (file) => (file.snapshot.meta.edge_types[0] = 'x')),
      'edge_types does not name the types',
    ],
    [...put('half a location', (file) => (file.locations = [1, 2, 3])), 'locations end in the middle of one'],
    ['something behind it', `${snapshotText(graph)}{}`, 'where the end of the file was expected.'],
  ])('names what is wrong: %s', (_, text, sentence) => {
    const failure = failureOf(text)
    expect(failure.code).toBe('BAD_INPUT')
    expect(failure.message).toContain(sentence)
  })
})
