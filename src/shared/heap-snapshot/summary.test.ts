import { describe, expect, it } from 'vitest'
import { parseSnapshot } from './parse.ts'
import { summarise, totals } from './summary.ts'
import { type GraphNode, snapshotFile } from './testing/graph.ts'

const names = (graph: readonly GraphNode[]): string[] =>
  summarise(parseSnapshot(snapshotFile(graph)))
    .map(({ name }) => name)
    .sort()

describe('constructors', () => {
  it('are named as DevTools names them', () => {
    const graph: GraphNode[] = [
      { name: '' },
      { name: 'User' },
      { name: 'Object' },
      { type: 'native', name: '<div id="a" class="b">' },
      { type: 'native', name: '<div>' },
      { type: 'closure', name: 'run' },
      { type: 'string', name: 'text' },
      { type: 'concatenated string', name: 'text' },
      { type: 'array', name: '(object elements)' },
      { type: 'code', name: 'run' },
      { type: 'hidden', name: 'system / Map' },
      { type: 'number', name: 'heap number' },
    ]
    expect(names(graph)).toEqual(
      [
        '(array)',
        '(closure)',
        '(compiled code)',
        '(concatenated string)',
        '(number)',
        '(string)',
        '(synthetic)',
        '(system)',
        '<div>',
        'Object',
        'User',
      ].sort(),
    )
  })

  it('are marked where they are out of the document, with what hangs on them alone', () => {
    const graph: GraphNode[] = [
      { name: '', edges: [{ to: 1 }, { to: 2 }] },
      { type: 'native', name: 'Document', detachedness: 1, edges: [{ to: 3 }] },
      { type: 'native', name: '<ul class="x">', detachedness: 2, edges: [{ to: 3 }, { to: 4 }] },
      { type: 'native', name: 'Text' },
      { type: 'native', name: 'Text', edges: [{ to: 5 }] },
      { name: 'Wrapper' },
    ]
    expect(names(graph)).toEqual([
      '(synthetic)',
      'Detached <ul>',
      'Detached Text',
      'Document',
      'Text',
      'Wrapper',
    ])
  })

  it('count each node once', () => {
    const graph: GraphNode[] = [
      { name: '' },
      { self: 3 },
      { self: 0, name: 'N1' },
      { type: 'string', self: 4 },
    ]
    const snapshot = parseSnapshot(snapshotFile(graph))
    const rows = summarise(snapshot)
    expect(rows.reduce((sum, row) => sum + row.count, 0)).toBe(4)
    expect(rows.reduce((sum, row) => sum + row.shallowBytes, 0)).toBe(7)
    expect(totals(snapshot)).toEqual({ nodes: 4, edges: 0, shallowBytes: 7 })
    expect(rows).toContainEqual({ name: 'N1', count: 2, shallowBytes: 3, retainedBytes: 3 })
  })
})
