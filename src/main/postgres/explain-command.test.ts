import { expect, test } from 'vitest'
import { explainPrefix } from './explain-command.ts'

test.each([
  [120_022, true, 'EXPLAIN (ANALYZE, FORMAT JSON, VERBOSE, COSTS, SETTINGS, BUFFERS, TIMING, SUMMARY) '],
  [120_022, false, 'EXPLAIN (FORMAT JSON, VERBOSE, COSTS, SETTINGS, SUMMARY) '],
  [150_010, true, 'EXPLAIN (ANALYZE, FORMAT JSON, VERBOSE, COSTS, SETTINGS, BUFFERS, WAL, TIMING, SUMMARY) '],
  [
    180_004,
    true,
    'EXPLAIN (ANALYZE, FORMAT JSON, VERBOSE, COSTS, SETTINGS, BUFFERS, WAL, TIMING, SUMMARY, MEMORY) ',
  ],
  [180_004, false, 'EXPLAIN (FORMAT JSON, VERBOSE, COSTS, SETTINGS, BUFFERS, SUMMARY, MEMORY) '],
])('options that server %i has, analyze %s', (versionNumber, analyze, prefix) => {
  expect(explainPrefix(versionNumber, { analyze, genericPlan: false })).toBe(prefix)
})

test('a generic plan', () => {
  expect(explainPrefix(160_000, { analyze: false, genericPlan: true })).toContain('(GENERIC_PLAN, ')
})
