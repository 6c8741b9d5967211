import { expect, test } from 'vitest'
import { sampleAt } from '#renderer/stores/node-live/sample.test-support.ts'
import { figuresOf, linesOf } from './figures.ts'

const sample = sampleAt(1000, { sinceMs: 500 })
const figureOf = (id: string) => {
  const figure = figuresOf(sample).find((each) => each.id === id)
  if (figure === undefined) throw new Error(`no figure ${id}`)
  return figure
}
const valuesOf = (id: string) =>
  Object.fromEntries(linesOf(figureOf(id), [sample]).lines.map(({ name, values }) => [name, values[0]]))

test('the heap stands beside what is outside it, and its limit is said', () => {
  expect(valuesOf('memory')).toEqual({ 'Heap used': 10, 'Heap total': 20, External: 3, Resident: 40 })
  expect(figureOf('memory').beside?.(sample).replaceAll('\u00a0', ' ')).toBe('10 % of the limit of 100 B')
})

test('what is counted is counted by the second', () => {
  expect(valuesOf('gc-frequency')).toEqual({ All: 6, Scavenges: 4, 'Mark-sweeps': 2 })
  expect(valuesOf('gc-pauses')).toEqual({ Longest: 4, 'In a second': 10 })
})

test('process and machine stand side by side', () => {
  expect(valuesOf('cpu')).toEqual({ Process: 0.5, Machine: 1.5 })
  expect(valuesOf('machine-memory')).toEqual({ Process: 40, Machine: 500 })
})

test('the kinds of resources are those that there are', () => {
  const busy = sampleAt(2000, {
    resources: ['A', 'B', 'C', 'D', 'E'].map((kind, index) => ({ kind, count: 5 - index })),
  })
  const figure = figuresOf(busy).at(-1)
  expect(figure?.lines.map(({ name }) => name)).toEqual(['All', 'A', 'B', 'C', 'D'])
  expect(figure?.lines[0]?.of(busy)).toBe(15)
  expect(figure?.lines[1]?.of(sample)).toBe(0)
})
