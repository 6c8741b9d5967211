import { expect, it } from 'vitest'
import type { Finding } from '#shared/contract/finding.ts'
import { countsBySeverity, findingsByStatement } from './findings-by-statement.ts'

const finding = (id: string, severity: Finding['severity'], statement?: string): Finding => ({
  id,
  kind: 'deep-offset',
  severity,
  title: id,
  detail: '',
  advice: '',
  evidence: [],
  proposals: [],
  ...(statement !== undefined && { subject: { kind: 'statement', name: statement } }),
})

it('finds what is about each statement', () => {
  const all = [finding('1', 'high', 'a'), finding('2', 'low', 'a'), finding('3', 'low')]
  const byStatement = findingsByStatement(all)
  expect(byStatement.get('a')?.map(({ id }) => id)).toEqual(['1', '2'])
  expect(byStatement.size).toBe(1)
})

it('counts by severity, the gravest first', () => {
  expect(countsBySeverity([finding('1', 'low'), finding('2', 'high'), finding('3', 'low')])).toEqual([
    { severity: 'high', count: 1 },
    { severity: 'low', count: 2 },
  ])
})
