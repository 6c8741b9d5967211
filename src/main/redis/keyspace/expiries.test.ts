import { describe, expect, it } from 'vitest'
import { Expiries } from './expiries.ts'
import { TreeNode } from './namespaces/tree.ts'

describe('Expiries', () => {
  it('finds the fullest seconds and where their keys are', () => {
    const expiries = new Expiries()
    const [one, other] = [new TreeNode('a', false, ':'), new TreeNode('b', false, ':')]
    for (let n = 0; n < 5000; n += 1) expiries.add((1_000_000 + n) * 1000, one)
    for (let n = 0; n < 30; n += 1) expiries.add(1_000_100_500 + n, one)
    for (let n = 0; n < 20; n += 1) expiries.add(1_000_200_000, n % 2 === 0 ? one : other)
    expect(expiries.fullest(3)).toEqual([
      { at: 1_000_100, keys: 31, node: one },
      { at: 1_000_200, keys: 21, node: undefined },
    ])
    expect(expiries.forgotten).toBe(0)
  })

  it('keeps the full ones in bounded memory, and says what it forgot', () => {
    const expiries = new Expiries()
    const node = new TreeNode('a', false, ':')
    for (let n = 0; n < 500; n += 1) expiries.add(2_000_000_000_000, node)
    for (let n = 0; n < 900_000; n += 1) expiries.add((1_000_000 + n * 3) * 1000, node)
    expect(expiries.fullest(1)).toMatchObject([{ at: 2_000_000_000, keys: 500 }])
    expect(expiries.forgotten).toBe(1)
  })
})
