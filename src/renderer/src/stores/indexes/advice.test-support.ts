import type { Advice, IndexProposal } from '#shared/contract/advisor.ts'

export const proposal: IndexProposal = {
  sql: 'CREATE INDEX CONCURRENTLY i ON public.t (a)',
  name: 'i',
  schema: 'public',
  table: 't',
  columns: ['a'],
  include: [],
  predicate: null,
  accessMethod: 'btree',
  sizeBytes: 8192,
  buildMs: 5,
  benefit: 90,
  writeCost: 0,
  writeNote: 't is not written.',
  gains: [
    { queryId: 'q1', costBefore: 10, costAfter: 1 },
    { queryId: 'q2', costBefore: 50, costAfter: 5 },
  ],
  verdict: 'proposed',
}

export const advice: Advice = {
  method: 'hypopg',
  baselineCost: 150,
  cost: 15,
  whatIfCalls: 4,
  elapsedMs: 20,
  budgetBytes: null,
  indexes: [proposal],
  drops: [],
  queries: [
    { id: 'q1', sql: 'SELECT 1', weight: 10, costBefore: 10, costAfter: 1, uses: ['i'] },
    { id: 'q2', sql: 'SELECT $1', weight: 1, costBefore: 50, costAfter: 5, uses: ['i'] },
  ],
  rejected: [],
  skipped: [],
  notes: [],
  limitations: [],
}
