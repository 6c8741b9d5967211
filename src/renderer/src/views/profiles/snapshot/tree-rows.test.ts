import { describe, expect, it } from 'vitest'
import type { SnapshotViewing } from '#renderer/stores/snapshots/model.ts'
import type { NodeRow } from '#renderer/workers/snapshot/work.ts'
import { Failure } from '#shared/failure.ts'
import { rowsInSight, treeStep } from './tree-rows.ts'

const node = (number: number): NodeRow => ({
  node: number,
  edge: '',
  words: `N${number}`,
  id: number,
  shallowBytes: 1,
  retainedBytes: 1,
  isWeak: false,
  isOfV8: false,
})
const unfolded: SnapshotViewing['unfolded'] = new Map([
  ['=1', { kind: 'ready', value: { rows: [node(10), node(11)], total: 5 } }],
  ['=1/0', { kind: 'ready', value: { rows: [node(20)], total: 1 } }],
  ['=1/0/0', { kind: 'ready', value: { rows: [], total: 0 } }],
  ['=1/1', { kind: 'reading' }],
  ['=2', { kind: 'failed', failure: new Failure('NOT_FOUND', 'Gone.') }],
])
const rows = rowsInSight([0, 1, 2], unfolded, false)

describe('rows', () => {
  it('are the constructors with what is unfolded below', () => {
    expect(rows.map(({ key, kind, depth }) => [key, kind, depth])).toEqual([
      ['=0', 'constructor', 0],
      ['=1', 'constructor', 0],
      ['=1/0', 'node', 1],
      ['=1/0/0', 'node', 2],
      ['=1/0/0/nothing', 'nothing', 3],
      ['=1/1', 'node', 1],
      ['=1/1/waiting', 'waiting', 2],
      ['=1/more', 'more', 1],
      ['=2', 'constructor', 0],
      ['=2/failed', 'failed', 1],
    ])
  })

  it('are not recursive, however deep', () => {
    const deep = new Map<string, { kind: 'ready'; value: { rows: NodeRow[]; total: number } }>()
    let key = '=0'
    for (let depth = 0; depth < 2_000; depth++) {
      deep.set(key, { kind: 'ready', value: { rows: [node(depth)], total: 1 } })
      key += '/0'
    }
    expect(rowsInSight([0], deep, false)).toHaveLength(2_001)
  })
})

const press = (key: string, selected: string | null) => treeStep(key, { rows, selected, page: 3 })

describe('keys', () => {
  it('go up and down over all rows', () => {
    expect(press('ArrowDown', null)).toEqual({ kind: 'select', key: '=0' })
    expect(press('ArrowDown', '=1')).toEqual({ kind: 'select', key: '=1/0' })
    expect(press('End', '=1')).toEqual({ kind: 'select', key: '=2/failed' })
    expect(press('PageDown', '=0')).toEqual({ kind: 'select', key: '=1/0/0' })
  })

  it('unfold and go in, fold and go out', () => {
    expect(press('ArrowRight', '=0')).toEqual({ kind: 'unfold', key: '=0' })
    expect(press('ArrowRight', '=1')).toEqual({ kind: 'select', key: '=1/0' })
    expect(press('ArrowLeft', '=1/0')).toEqual({ kind: 'fold', key: '=1/0' })
    expect(press('ArrowLeft', '=1/0/0/nothing')).toEqual({ kind: 'select', key: '=1/0/0' })
    expect(press('ArrowLeft', '=0')).toBeNull()
    expect(press('Enter', '=0')).toEqual({ kind: 'unfold', key: '=0' })
    expect(press('Enter', '=1/more')).toEqual({ kind: 'more', key: '=1' })
  })

  it('let go of what is selected', () => {
    expect(press('Escape', '=1')).toEqual({ kind: 'select', key: null })
    expect(press('Escape', null)).toBeNull()
    expect(press('x', '=1')).toBeNull()
  })
})
