import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseSnapshot } from './parse.ts'
import type { HeapSnapshot } from './snapshot.ts'
import { summarise } from './summary.ts'
import { retainedByRemoval } from './testing/brute-force.ts'
import { type GraphNode, snapshotFile } from './testing/graph.ts'

const read = (graph: readonly GraphNode[]): HeapSnapshot => parseSnapshot(snapshotFile(graph))

/** Graphs of all shapes: rings, islands, several edges between two nodes, weak ones, shortcuts. */
const graphs = fc.integer({ min: 1, max: 14 }).chain((count) =>
  fc.tuple(
    ...Array.from({ length: count }, () =>
      fc.record({
        type: fc.constantFrom('object', 'object', 'object', 'array', 'string'),
        name: fc.constantFrom('A', 'B', 'C'),
        self: fc.integer({ min: 0, max: 100 }),
        edges: fc.array(
          fc.record({
            type: fc.constantFrom(
              'property',
              'property',
              'property',
              'element',
              'weak',
              'shortcut',
              'internal',
            ),
            to: fc.integer({ min: 0, max: count - 1 }),
          }),
          { maxLength: 4 },
        ),
      }),
    ),
  ),
)

describe('retained bytes', () => {
  it('are what nothing reaches once the node is gone', () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const snapshot = read(graph)
        for (let node = 0; node < graph.length; node++) {
          expect(snapshot.dominators.retainedBytes[node]).toBe(retainedByRemoval(snapshot, new Set([node])))
        }
      }),
      { numRuns: 2_000 },
    )
  })

  it('of a constructor are what nothing reaches once all its instances are gone, where they share nothing', () => {
    // A owns B twice; two more of A hang on one another, and only the upper one counts.
    const graph: GraphNode[] = [
      { name: '', edges: [{ to: 1 }, { to: 4 }] },
      { name: 'A', self: 10, edges: [{ to: 2 }, { to: 3 }] },
      { name: 'B', self: 5 },
      { name: 'B', self: 6, edges: [{ to: 1 }] },
      { name: 'A', self: 20, edges: [{ to: 5 }] },
      { name: 'A', self: 30, edges: [{ to: 6 }] },
      { type: 'string', name: 'text', self: 7 },
    ]
    const rows = summarise(read(graph))
    expect(rows).toContainEqual({ name: 'A', count: 3, shallowBytes: 60, retainedBytes: 78 })
    expect(rows).toContainEqual({ name: 'B', count: 2, shallowBytes: 11, retainedBytes: 11 })
    expect(rows).toContainEqual({ name: '(string)', count: 1, shallowBytes: 7, retainedBytes: 7 })
    expect(retainedByRemoval(read(graph), new Set([1, 4, 5]))).toBe(78)
  })

  it('of a chain of a million nodes are found without recursion', () => {
    const length = 1_000_000
    const graph = Array.from({ length }, (_, node) => ({
      name: 'N',
      self: 1,
      edges: node + 1 < length ? [{ name: 'next', to: node + 1 }] : [],
    }))
    const snapshot = read(graph)
    expect(snapshot.dominators.retainedBytes[0]).toBe(length)
    expect(snapshot.dominators.retainedBytes[length - 1]).toBe(1)
    expect(summarise(snapshot)).toContainEqual({
      name: 'N',
      count: length - 1,
      shallowBytes: length - 1,
      retainedBytes: length - 1,
    })
  })

  it('leave out weak edges, shortcuts below the root and what looks at the program from outside', () => {
    const graph: GraphNode[] = [
      {
        name: '',
        edges: [
          { type: 'shortcut', name: 'global', to: 1 },
          { type: 'element', name: 1, to: 2 },
        ],
      },
      { name: 'global', self: 1, edges: [{ name: 'cache', to: 3 }] },
      {
        type: 'synthetic',
        name: '(Handle scope)',
        edges: [
          { type: 'internal', name: '1', to: 4 },
          { type: 'internal', name: '2', to: 6 },
        ],
      },
      {
        name: 'Cache',
        self: 10,
        edges: [
          { name: 'value', to: 4 },
          { type: 'weak', name: 'w', to: 6 },
          { type: 'shortcut', name: 's', to: 5 },
        ],
      },
      { name: 'Value', self: 100, edges: [{ name: 'part', to: 5 }] },
      { name: 'Part', self: 1_000 },
      { name: 'Handled', self: 10_000 },
    ]
    const { retainedBytes } = read(graph).dominators
    expect([...retainedBytes]).toEqual([11_111, 1_111, 10_000, 1_110, 1_100, 1_000, 10_000])
  })

  it('give the value of a WeakMap to its key', () => {
    const pair = '1 / part of key (Key @5) -> value (Value @7) pair in WeakMap (table @9)'
    const graph: GraphNode[] = [
      { name: '', edges: [{ to: 1 }, { to: 2 }] },
      { name: 'WeakMap', self: 1, edges: [{ type: 'internal', name: 'table', to: 4 }] },
      { name: 'Key', self: 2, edges: [{ type: 'internal', name: pair, to: 3 }] },
      { name: 'Value', self: 4 },
      { type: 'array', name: '', self: 8, edges: [{ type: 'internal', name: pair, to: 3 }] },
    ]
    const { retainedBytes } = read(graph).dominators
    expect([...retainedBytes]).toEqual([15, 9, 6, 4, 8])
  })
})
