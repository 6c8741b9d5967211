import { describe, expect, it } from 'vitest'
import { cellsUnder, childrenBySize, treemapNeighbour, type SizedTree, type TreemapCell } from './tree.ts'

const tree: SizedTree = {
  names: ['all', 'a:', 'b:', 'x', 'y', 'speck'],
  parents: [-1, 0, 0, 1, 1, 0],
  sizes: [10_000, 6_000, 3_000, 4_000, 1_000, 1],
  notes: ['', '', '', '', '', ''],
  colors: [0, 0, 0, 0, 0, 0],
}
const children = childrenBySize(tree)

function shape({ node, size, children: inside }: TreemapCell): unknown {
  return inside.length === 0 ? [node, size] : [node, size, inside.map(shape)]
}

describe('cells', () => {
  it('are the largest first; what is left of a node is a cell of its own', () => {
    expect(shape(cellsUnder(tree, children, 0))).toEqual([
      0,
      10_000,
      [
        [
          1,
          6_000,
          [
            [3, 4_000],
            [4, 1_000],
            [-1, 1_000],
          ],
        ],
        [2, 3_000],
        // The speck, too small to see, is in here.
        [-1, 1_000],
      ],
    ])
  })

  it('fill each cell exactly', () => {
    const check = (cell: TreemapCell): void => {
      if (cell.children.length === 0) return
      expect(cell.children.reduce((sum, { size }) => sum + size, 0)).toBe(cell.size)
      cell.children.forEach(check)
    }
    check(cellsUnder(tree, children, 0))
    check(cellsUnder(tree, children, 1))
  })

  it('go past an only child that is all of its parent', () => {
    const chain: SizedTree = { ...tree, names: [], parents: [-1, 0, 1, 2, 2], sizes: [9, 9, 9, 5, 4] }
    expect(shape(cellsUnder(chain, childrenBySize(chain), 0))).toEqual([
      0,
      9,
      [
        [3, 5],
        [4, 4],
      ],
    ])
  })

  it('are bounded however many nodes there are', () => {
    const many = 50_000
    const wide: SizedTree = {
      names: Array.from({ length: many + 1 }, String),
      parents: [-1, ...Array.from({ length: many }, () => 0)],
      sizes: [many, ...Array.from({ length: many }, () => 1)],
      notes: [],
      colors: [],
    }
    // Each is too small to see: one cell for all of them.
    expect(cellsUnder(wide, childrenBySize(wide), 0).children.length).toBeLessThanOrEqual(901)
  })
})

function go(node: number | null, key: string): number | null {
  return treemapNeighbour(children, tree.parents, 0, node, key)
}

describe('keys', () => {
  it('go to siblings by size, into a node and out of it', () => {
    expect(go(null, 'ArrowRight')).toBe(1)
    expect(go(1, 'ArrowRight')).toBe(2)
    expect(go(5, 'ArrowRight')).toBe(5)
    expect(go(2, 'ArrowLeft')).toBe(1)
    expect(go(1, 'ArrowDown')).toBe(3)
    expect(go(3, 'ArrowUp')).toBe(1)
    expect(go(0, 'ArrowUp')).toBe(0)
    expect(go(1, 'x')).toBeNull()
  })
})
