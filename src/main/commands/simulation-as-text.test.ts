import { expect, test } from 'vitest'
import type { Simulation } from '#shared/contract/redis/simulation.ts'
import { simulationAsText } from './simulation-as-text.ts'

const MB = 2 ** 20
const one = { reads: 1000, evictions: 1, expirations: 0 }
const simulation: Simulation = {
  traceId: 'one',
  results: [
    { ...one, policy: 'allkeys-lru', memoryBytes: 10 * MB, hitRate: 0.5 },
    { ...one, policy: 'allkeys-lfu', memoryBytes: 10 * MB, hitRate: 0.612_34 },
    { ...one, policy: 'allkeys-lru', memoryBytes: 100 * MB, hitRate: 0.9 },
    { ...one, policy: 'allkeys-lfu', memoryBytes: 100 * MB, hitRate: 0.9 },
  ],
  best: [{ policy: 'allkeys-lfu', memoryBytes: 10 * MB, hitRate: 0.612_34 }],
  proposals: [{ title: 'Evict by allkeys-lfu', sql: 'CONFIG SET maxmemory-policy allkeys-lfu' }],
  notes: ['Something is not known.'],
}

test('a line for each size, a column for each policy, and what is best', () => {
  expect(simulationAsText(simulation)).toBe(
    [
      'Hit rates of 1,000 reads, beginning with an empty cache',
      '',
      'maxmemory        bytes  allkeys-lru  allkeys-lfu',
      '   10 MiB   10,485,760      50.00 %      61.23 %',
      '  100 MiB  104,857,600      90.00 %      90.00 %',
      '',
      'Best: allkeys-lfu at 10 MiB.',
      'Evict by allkeys-lfu:  CONFIG SET maxmemory-policy allkeys-lfu',
      'Note: Something is not known.',
    ].join('\n'),
  )
})

test('with TTLs a line for each of them, too', () => {
  const results = simulation.results.map((result) => ({ ...result, ttlSeconds: 60 }))
  const best = simulation.best.map((result) => ({ ...result, ttlSeconds: 60 }))
  const text = simulationAsText({ ...simulation, results, best })
  expect(text).toContain(' TTL ')
  expect(text).toContain('10,485,760  60 s')
  expect(text).toContain('Best: allkeys-lfu at 10 MiB (TTL 60 s).')
})

test('nothing is called the best that is so by chance', () => {
  expect(simulationAsText({ ...simulation, best: [] })).toContain(
    'No policy is named the best; the notes say why.',
  )
})

test('of one policy nothing is said to be better or not', () => {
  const results = simulation.results.filter(({ policy }) => policy === 'allkeys-lru')
  expect(simulationAsText({ ...simulation, results, best: [] })).not.toContain('best')
})
