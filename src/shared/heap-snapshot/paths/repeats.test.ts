import { expect, test } from 'vitest'
import { shortenRepeats } from './repeats.ts'
import type { PathStep } from './steps.ts'

const steps = (...words: string[]): PathStep[] =>
  words.map((word, at) => {
    const [edge = '', node = ''] = word.split(' ')
    return { edge, node, at }
  })
const told = (path: readonly PathStep[]): string[] => path.map(({ edge, node }) => `${edge} ${node}`)

test('a list is told once, with its length and its last object', () => {
  const path = steps(
    ' module',
    'head Entry',
    ...Array.from({ length: 1_500 }, () => '.next Entry'),
    '.value Object',
  )
  const short = shortenRepeats(path)
  expect(told(short)).toEqual([' module', 'head Entry', '.next (×1,500) Entry', '.value Object'])
  expect(short[2]?.at).toBe(1_501)
})

test('so is one that goes through more than one step each time', () => {
  const cycle = ['.then() Promise', 'value Object']
  const path = steps('queue Promise', ...cycle, ...cycle, ...cycle, '.x String')
  expect(told(shortenRepeats(path))).toEqual([
    'queue Promise',
    '.then() (×3) Promise',
    'value Object',
    '.x String',
  ])
})

test('steps that only look alike are all told', () => {
  const path = steps(' global', '.a Object', '.b Object', '.a Object', '.b Object', '.c Object')
  expect(shortenRepeats(path)).toEqual(path)
})
