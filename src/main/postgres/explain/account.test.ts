import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { accountPlan } from './account.ts'
import { generatedPlans } from './generated-plan.test-support.ts'
import { expectInvariants } from './invariants.test-support.ts'

describe('accounting of generated plans', () => {
  it('adds up and is never negative', () => {
    fc.assert(
      fc.property(generatedPlans, ({ raw }) => {
        expectInvariants(accountPlan(raw, ''))
      }),
      { numRuns: 500 },
    )
  })

  it('finds out what each node did by itself where the plan tells where everything ran', () => {
    fc.assert(
      fc.property(
        generatedPlans.filter(({ everythingShown }) => everythingShown),
        ({ raw, truth }) => {
          const plan = accountPlan(raw, '')
          // Each printed figure is off by up to half a microsecond per loop.
          const toleranceMs = 0.001 + 0.001 * truth.reduce((loops, node) => loops + node.loops, 0)
          plan.nodes.forEach((node, n) => {
            const own = truth[n]
            if (own === undefined) throw new Error(`no truth for node ${n}`)
            if (own.isGather) return
            expect(Math.abs((node.exclusiveCpuMs ?? 0) - own.ownMs), `time of ${n}`).toBeLessThan(toleranceMs)
            // By the clock what ran in several processes is an estimate, the rest is not.
            if (!own.inWorkers) {
              expect(Math.abs((node.exclusiveMs ?? 0) - own.ownMs), `clock of ${n}`).toBeLessThan(toleranceMs)
            }
            if (plan.has.buffers) expect(node.exclusiveBlocks, `blocks of ${n}`).toBe(own.ownBlocks)
          })
        },
      ),
      { numRuns: 500 },
    )
  })
})
