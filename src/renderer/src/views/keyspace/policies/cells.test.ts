import { expect, it } from 'vitest'
import { jitterWords, readJitter, readTtl, ttlOptions, writeTtl } from './cells.ts'

it('reads times to live, and that there is to be none', () => {
  expect(['30 min', '90', 'never', 'No TTL', 'soon', ''].map(readTtl)).toEqual([
    1800,
    90,
    null,
    null,
    undefined,
    undefined,
  ])
  for (const ttl of [null, 1, 1800, 86_400]) expect(readTtl(writeTtl(ttl))).toBe(ttl)
})

it('reads percent up to a half', () => {
  expect(['0', '10', '12.5 %', '7,5', '50', '51', '-1', 'x', ''].map(readJitter)).toEqual([
    0,
    10,
    12.5,
    7.5,
    50,
    undefined,
    undefined,
    undefined,
    undefined,
  ])
})

it('offers first what the name tells, each time once', () => {
  const [first, ...others] = ttlOptions('app:config:*')
  expect(first).toEqual({ value: '30 min', note: 'configuration, sessions' })
  expect(others.map(({ value }) => value)).not.toContain('30 min')
  expect(others.at(-1)?.value).toBe('never expires')
})

it('says between which times jitter spreads them', () => {
  expect(jitterWords(1800, 10)?.replaceAll('\u00a0', ' ')).toBe('27 min to 33 min')
  expect(jitterWords(1800, 0)).toBeUndefined()
  expect(jitterWords(null, 10)).toBeUndefined()
})
