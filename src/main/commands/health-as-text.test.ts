import { expect, test } from 'vitest'
import type { HealthReport } from '#shared/contract/health.ts'
import { healthAsText } from './health-as-text.ts'

const report: HealthReport = {
  checkedAt: Date.UTC(2030, 0, 2, 3, 4, 5),
  elapsedMs: 40,
  serverVersion: '18.4',
  traits: ['RDS'],
  sections: [
    {
      id: 'cache',
      title: 'Cache hits',
      state: 'attention',
      summary: 'The cache does not hold what is read.',
      figures: [{ label: 'Found', value: '50 %', target: 'at least 90 %', state: 'attention' }],
      tables: [],
      findings: [
        { severity: 'low', title: 'a small thing' },
        { severity: 'high', title: 'a large thing', sql: 'ANALYZE public.t' },
      ].map(({ severity, title, sql }) => ({
        id: title,
        kind: 'k',
        severity: severity === 'high' ? ('high' as const) : ('low' as const),
        title,
        detail: 'What was seen.',
        advice: 'What to do.',
        evidence: [],
        proposals: sql === undefined ? [] : [{ title: 'Analyze t', sql }],
      })),
      sources: [],
      limitations: [{ message: 'Something was not seen.', hint: 'Grant it.', proposals: [] }],
    },
  ],
}

test('a letter: what is wrong in one line, each subject, then what to treat with its statement', () => {
  const text = healthAsText(report, 'shop')
  expect(text.split('\n').slice(0, 8)).toEqual([
    'Check-up of shop',
    'Postgres 18.4 · RDS · 2030-01-02T03:04:05.000Z',
    '',
    '2 findings: 1 of high severity, 1 of low severity.',
    '',
    '! Cache hits',
    '  The cache does not hold what is read.',
    '    Found  50 %  (at least 90 %)',
  ])
  expect(text.indexOf('a large thing')).toBeLessThan(text.indexOf('a small thing'))
  expect(text).toContain('          ANALYZE public.t')
  expect(text).toContain('- Something was not seen. Grant it.')
})

test('nothing found is said so', () => {
  expect(healthAsText({ ...report, sections: [] }, 'shop')).toContain(
    'Nothing was found that needs treatment.',
  )
})
