import fc from 'fast-check'
import { expect, it } from 'vitest'
import { trimStacks } from './trim-stacks.ts'

interface Node {
  callFrame: { functionName: string; scriptId: string; url: string; lineNumber: number; columnNumber: number }
  selfSize: number
  id: number
  children: Node[]
}
interface HeapProfile {
  head: Node
  samples: { size: number; nodeId: number; ordinal: number }[]
}

let lastId = 0
function node(functionName: string, selfSize: number, ...children: Node[]): Node {
  const callFrame = { functionName, scriptId: '7', url: 'file:///a.mjs', lineNumber: 1, columnNumber: 2 }
  return { callFrame, selfSize, id: ++lastId, children }
}

function trimmed(profile: HeapProfile, depth: number): HeapProfile {
  const file = trimStacks(Buffer.from(JSON.stringify(profile)), depth)
  return JSON.parse(Buffer.from(file).toString('utf8')) as HeapProfile // as the writer makes it
}

/** `a>b` → bytes allocated there themselves. */
function sizes(at: Node, above: string[] = [], into = new Map<string, number>()): Map<string, number> {
  for (const child of at.children) {
    const path = [...above, child.callFrame.functionName]
    if (child.selfSize > 0) into.set(path.join('>'), child.selfSize)
    sizes(child, path, into)
  }
  return into
}

it('keeps the innermost frames, and adds up what becomes the same', () => {
  const inOne = node('c', 10)
  const inOther = node('c', 5, node('d', 1))
  const head = node('(root)', 0, node('a', 0, node('b', 3, inOne)), node('x', 0, node('b', 0, inOther)))
  const profile = {
    head,
    samples: [
      { size: 10, nodeId: inOne.id, ordinal: 1 },
      { size: 5, nodeId: inOther.id, ordinal: 2 },
    ],
  }
  const two = trimmed(profile, 2)
  expect(sizes(two.head)).toEqual(
    new Map([
      ['a>b', 3],
      ['b>c', 15],
      ['c>d', 1],
    ]),
  )
  const [bc] = two.head.children.flatMap(({ callFrame, children }) =>
    callFrame.functionName === 'b' ? children : [],
  )
  expect(two.samples.map(({ nodeId }) => nodeId)).toEqual([bc?.id, bc?.id])
  expect(sizes(trimmed(profile, 1).head)).toEqual(
    new Map([
      ['b', 3],
      ['c', 15],
      ['d', 1],
    ]),
  )
  expect(sizes(trimmed(profile, 3).head)).toEqual(
    new Map([
      ['a>b', 3],
      ['a>b>c', 10],
      ['x>b>c', 5],
      ['b>c>d', 1],
    ]),
  )
})

it('leaves the file alone where V8 keeps no deeper stacks anyway', () => {
  const file = Buffer.from('not even JSON')
  expect(trimStacks(file, 128)).toBe(file)
})

it('never loses a byte or a sample, nor keeps a deeper stack', () => {
  // Each node hangs below one that stands before it.
  const nodes = fc.array(fc.tuple(fc.nat(), fc.constantFrom('a', 'b', 'c'), fc.nat(9)), { maxLength: 30 })
  const depthOf = (at: Node): number => 1 + Math.max(0, ...at.children.map(depthOf))
  const all = (at: Node): Node[] => [at, ...at.children.flatMap(all)]
  const sum = (at: Node): number => all(at).reduce((total, { selfSize }) => total + selfSize, 0)
  fc.assert(
    fc.property(nodes, fc.integer({ min: 1, max: 5 }), (drafts, depth) => {
      const head = node('(root)', 0)
      const made = [head]
      for (const [parent, name, size] of drafts) {
        const child = node(name, size)
        made[parent % made.length]?.children.push(child)
        made.push(child)
      }
      const samples = all(head).map(({ id }, ordinal) => ({ size: 1, nodeId: id, ordinal }))
      const short = trimmed({ head, samples }, depth)
      expect(sum(short.head)).toBe(sum(head))
      expect(depthOf(short.head)).toBeLessThanOrEqual(depth + 1)
      const ids = all(short.head).map(({ id }) => id)
      expect(new Set(ids).size).toBe(ids.length)
      expect(short.samples.every(({ nodeId }) => ids.includes(nodeId))).toBe(true)
    }),
  )
})
