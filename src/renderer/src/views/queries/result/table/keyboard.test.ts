import { describe, expect, it } from 'vitest'
import { sampleNode } from '../../../../../../../test/fixtures/queries/sample-plan.ts'
import { childrenOf } from '../visible-rows.ts'
import { moveOf } from './keyboard.ts'

const nodes = [sampleNode(0, null), sampleNode(1, 0), sampleNode(2, 1), sampleNode(3, 0)]

function press(key: string, at: number, collapsed: number[] = []) {
  const rows = collapsed.includes(1) ? [0, 1, 3] : [0, 1, 2, 3]
  return moveOf(key, at, { nodes, rows, children: childrenOf(nodes), collapsed: new Set(collapsed), page: 2 })
}

describe('keys in the plan table', () => {
  it('go up and down, and stop at the ends', () => {
    expect(press('ArrowDown', 1)).toEqual({ kind: 'go', to: 2 })
    expect(press('ArrowUp', 0)).toEqual({ kind: 'go', to: 0 })
    expect(press('PageDown', 0)).toEqual({ kind: 'go', to: 2 })
    expect(press('End', 0)).toEqual({ kind: 'go', to: 3 })
    expect(press('Home', 3)).toEqual({ kind: 'go', to: 0 })
  })

  it('unfold, then go in; fold, then go out', () => {
    expect(press('ArrowRight', 1, [1])).toEqual({ kind: 'toggle', id: 1 })
    expect(press('ArrowRight', 1)).toEqual({ kind: 'go', to: 2 })
    expect(press('ArrowRight', 2)).toBeNull()
    expect(press('ArrowLeft', 1)).toEqual({ kind: 'toggle', id: 1 })
    expect(press('ArrowLeft', 1, [1])).toEqual({ kind: 'go', to: 0 })
    expect(press('ArrowLeft', 2)).toEqual({ kind: 'go', to: 1 })
  })

  it('leave other keys alone', () => {
    expect(press('a', 1)).toBeNull()
  })
})
