import { describe, expect, it } from 'vitest'
import type { Plan, PlanFinding } from '#shared/contract/plan.ts'
import { corpusNames, corpusPlan, findingsPlan } from '../corpus.test-support.ts'
import { node, planOf } from '../plan.test-support.ts'
import { findingRules } from './index.ts'

/** For each kind real plans that have it, and real plans that must not. */
const cases: Record<string, { shown: Plan[]; absent: Plan[] }> = {
  'seq-scan-discards': {
    shown: [corpusPlan('pg18/seq-scan-filter.json'), corpusPlan('pg15/seq-scan-filter.txt')],
    absent: [corpusPlan('pg18/index-scan.json'), corpusPlan('pg18/aggregate-plain.json')],
  },
  'index-scan-filters-much': {
    shown: [findingsPlan('index-scan-filters-much')],
    absent: [findingsPlan('index-scan-filters-much-mended')],
  },
  misestimate: {
    shown: [findingsPlan('misestimate'), corpusPlan('pg18/mixed-deep.json')],
    // A limit stops its input early: fewer rows than planned say nothing there.
    absent: [findingsPlan('misestimate-mended'), corpusPlan('pg18/limit-cuts.json')],
  },
  'stale-statistics': {
    shown: [findingsPlan('stale-statistics'), findingsPlan('stale-statistics-estimated')],
    absent: [findingsPlan('stale-statistics-mended'), corpusPlan('pg18/seq-scan-filter.json')],
  },
  'function-scan-misestimate': {
    shown: [corpusPlan('pg18/function-scan.json')],
    absent: [corpusPlan('pg18/values-scan.json')],
  },
  'sort-on-disk': {
    shown: [corpusPlan('pg18/sort-disk.json'), corpusPlan('pg15/sort-disk.txt')],
    absent: [corpusPlan('pg18/sort-top.json')],
  },
  'hash-on-disk': {
    shown: [corpusPlan('pg18/hash-join-disk.json'), corpusPlan('pg15/hash-join-disk.txt')],
    absent: [corpusPlan('pg18/hash-join.json')],
  },
  'temp-io': { shown: [findingsPlan('temp-io')], absent: [findingsPlan('temp-io-mended')] },
  'lossy-bitmap': { shown: [findingsPlan('lossy-bitmap')], absent: [findingsPlan('lossy-bitmap-mended')] },
  'heap-fetches': {
    shown: [findingsPlan('heap-fetches'), corpusPlan('pg15/index-only-heap-fetches.txt')],
    absent: [findingsPlan('heap-fetches-mended')],
  },
  'nested-loop-many-loops': {
    shown: [findingsPlan('nested-loop-many-loops'), findingsPlan('nested-loop-estimated')],
    absent: [findingsPlan('nested-loop-many-loops-mended'), findingsPlan('cartesian')],
  },
  'correlated-subplan': {
    shown: [corpusPlan('pg18/subplan-filter.json')],
    absent: [corpusPlan('pg18/subplan-hashed.json'), corpusPlan('pg18/subplan-never.json')],
  },
  'join-filter-discards': {
    shown: [corpusPlan('pg18/self-join-or.json')],
    absent: [corpusPlan('pg18/nested-loop.json')],
  },
  cartesian: {
    shown: [findingsPlan('cartesian')],
    absent: [findingsPlan('cartesian-mended'), corpusPlan('pg18/nested-loop.json')],
  },
  'memoize-evictions': {
    shown: [findingsPlan('memoize-evictions')],
    absent: [findingsPlan('memoize-evictions-mended'), corpusPlan('pg18/memoize.json')],
  },
  'limit-sorts-all': {
    shown: [findingsPlan('limit-sorts-all'), corpusPlan('pg18/sort-top.json')],
    absent: [findingsPlan('limit-sorts-all-mended'), corpusPlan('pg18/sort-disk.json')],
  },
  'slow-limit-offset': {
    shown: [findingsPlan('slow-limit-offset')],
    absent: [findingsPlan('slow-limit-offset-mended'), corpusPlan('pg18/limit-cuts.json')],
  },
  'wide-rows-sorted': {
    shown: [findingsPlan('wide-rows-sorted')],
    absent: [findingsPlan('wide-rows-sorted-mended')],
  },
  'cte-filtered-late': {
    shown: [findingsPlan('cte-filtered-late')],
    absent: [findingsPlan('cte-filtered-late-mended'), corpusPlan('pg18/cte-scanned-twice.json')],
  },
  'workers-not-launched': {
    shown: [corpusPlan('pg18/parallel-none-launched.json'), corpusPlan('pg15/parallel-none-launched.txt')],
    absent: [corpusPlan('pg18/parallel-seq.json')],
  },
  'jit-dominates': { shown: [corpusPlan('pg15/jit.json')], absent: [corpusPlan('pg15/parallel-seq.json')] },
  triggers: {
    shown: [corpusPlan('pg18/delete-cascade.json'), corpusPlan('pg15/delete-cascade.txt')],
    absent: [corpusPlan('pg18/partition-update.json')],
  },
  'planning-dominates': {
    shown: [findingsPlan('planning-dominates')],
    absent: [findingsPlan('planning-dominates-mended')],
  },
  'disabled-node': {
    shown: [corpusPlan('pg18/disabled-node.json'), corpusPlan('pg15/disabled-node.json')],
    absent: [corpusPlan('pg18/nested-loop.json')],
  },
}

describe('findings', () => {
  it('has cases for every rule', () => {
    expect(Object.keys(cases).toSorted()).toEqual(findingRules.map((rule) => rule.kind).toSorted())
  })

  describe.each(Object.entries(cases))('%s', (kind, { shown, absent }) => {
    it('is found where it is', () => {
      for (const plan of shown) {
        expect(kindsOf(plan)).toContain(kind)
      }
    })

    it('is not found where it is not', () => {
      for (const plan of absent) expect(kindsOf(plan)).not.toContain(kind)
    })
  })

  it('says nothing of a small table that is read again and again', () => {
    const plan = planOf(
      node('Nested Loop', { ms: 100 }, [
        node('Seq Scan', { ms: 1, rows: 5000 }),
        node('Seq Scan', {
          ms: 0.019,
          loops: 5000,
          filter: '(id = x.id)',
          more: { 'Rows Removed by Filter': 9 },
        }),
      ]),
    )
    expect(kindsOf(plan)).not.toContain('seq-scan-discards')
    expect(kindsOf(plan)).toContain('nested-loop-many-loops')
  })

  it('says nothing of rows that a run condition did not ask for', () => {
    for (const version of ['pg15', 'pg18']) {
      expect(kindsOf(corpusPlan(`${version}/window-run-condition-early.json`))).not.toContain('misestimate')
    }
  })

  it('shares the compiling of a parallel plan among its processes', () => {
    const plan = planOf(
      node('Gather', { ms: 100, more: { 'Workers Launched': 2 } }, [node('Seq Scan', { ms: 30, loops: 3 })]),
      {
        'Execution Time': 110,
        JIT: { Functions: 9, Timing: { Total: 150 } },
      },
    )
    const found = plan.findings.find(({ kind }) => kind === 'jit-dominates')
    expect(found?.title).toBe('Compiling took about 45.5 % of the execution')
    expect(found?.costMs).toBe(50)
  })

  it.each(corpusNames().filter((name) => name.endsWith('.json')))('of %s hold together', (name) => {
    const plan = corpusPlan(name)
    let before: PlanFinding | undefined
    for (const finding of plan.findings) {
      for (const words of [finding.title, finding.detail, finding.advice]) {
        expect(words).toMatch(/^\S.*\S$/)
        expect(words).not.toMatch(/undefined|NaN|Infinity|\[object/)
      }
      for (const id of finding.nodeIds) expect(plan.nodes[id]?.id).toBe(id)
      if (finding.nodeId !== undefined) expect(finding.nodeIds).toContain(finding.nodeId)
      expect(plan.nodes[finding.nodeId ?? 0]?.neverExecuted && plan.has.analyze).not.toBe(true)
      expect(before?.costMs ?? Infinity).toBeGreaterThanOrEqual(finding.costMs ?? 0)
      before = finding
    }
  })
})

function kindsOf(plan: Plan): string[] {
  return plan.findings.map((finding) => finding.kind)
}
