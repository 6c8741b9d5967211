import { describe, expect, it } from 'vitest'
import type { HealthReport, HealthSection } from '#shared/contract/health.ts'
import { formatCell, nextSort, sortRows } from './cells.ts'
import { letterAsMarkdown } from './letter-markdown.ts'
import { outcomeWords, sectionsInOrder } from './sections.ts'

function section(
  id: string,
  state: HealthSection['state'],
  more: Partial<HealthSection> = {},
): HealthSection {
  return {
    id,
    title: id,
    state,
    summary: `How ${id} is.`,
    figures: [],
    tables: [],
    findings: [],
    sources: [],
    limitations: [],
    ...more,
  }
}

const report: HealthReport = {
  checkedAt: 0,
  elapsedMs: 12,
  serverVersion: '18.1',
  traits: ['standby'],
  sections: [section('cache', 'good'), section('bloat', 'attention'), section('logs', 'unknown')],
}

describe('a letter', () => {
  it('begins with what needs attention', () => {
    expect(sectionsInOrder(report).map(({ id }) => id)).toEqual(['bloat', 'logs', 'cache'])
    expect(outcomeWords(report)).toBe('1 of 3 subjects needs attention; 1 could not be judged.')
    expect(outcomeWords({ sections: [section('cache', 'good')] })).toBe(
      'None of the 1 subjects needs attention.',
    )
  })

  it('is saved with its tables, findings and SQL', () => {
    const text = letterAsMarkdown(
      {
        ...report,
        sections: [
          section('bloat', 'attention', {
            figures: [{ label: 'Waste', value: '1 MiB', target: 'none', state: 'attention' }],
            tables: [
              {
                title: 'Tables',
                columns: [
                  { label: 'Name', kind: 'text' },
                  { label: 'Size', kind: 'bytes' },
                ],
                rows: [['a|b', 2048]],
              },
            ],
            findings: [
              {
                id: 'f',
                kind: 'bloat',
                severity: 'high',
                title: 'It is bloated',
                detail: 'Half of it.',
                advice: 'Vacuum it.',
                evidence: [],
                proposals: [{ title: 'Vacuum t', sql: 'VACUUM t' }],
              },
            ],
            sources: [{ title: 'Sizes', sql: 'SELECT 1' }],
          }),
        ],
      },
      { name: 'shop', address: { kind: 'postgres' } },
    )
    expect(text).toContain('# Check-up of shop')
    expect(text).toContain('PostgreSQL 18.1 · standby · 1970-01-01T00:00:00.000Z')
    expect(text).toContain('- Waste: **1 MiB** (wanted: none) ⚠')
    expect(text).toContain('| Name | Size |\n| --- | ---: |\n| a\\|b | 2\u00a0KiB |')
    expect(text).toContain('### It is bloated (high)')
    expect(text).toContain('```sql\nVACUUM t\n```')
    expect(text).toContain('Sizes:\n\n```sql\nSELECT 1\n```')
  })
})

describe('the cells of its tables', () => {
  it('are written by the kind of their column', () => {
    expect(formatCell(12.34, 'percent')).toBe('12.3\u00a0%')
    expect(formatCell(1024, 'bytes')).toBe('1\u00a0KiB')
    expect(formatCell(null, 'ms')).toBe('–')
  })

  it('are sorted with the unknown last, figures from the largest', () => {
    const rows = [
      ['t10', null],
      ['t2', 5],
      ['t1', 9],
    ]
    const byFigure = nextSort(null, 1, 'count')
    expect(sortRows(rows, byFigure).map(([name]) => name)).toEqual(['t1', 't2', 't10'])
    expect(sortRows(rows, nextSort(byFigure, 1, 'count')).map(([name]) => name)).toEqual(['t2', 't1', 't10'])
    expect(sortRows(rows, nextSort(null, 0, 'text')).map(([name]) => name)).toEqual(['t1', 't2', 't10'])
  })
})
