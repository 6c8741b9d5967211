import { describe, expect, it } from 'vitest'
import { corpusNames, corpusPlan } from './corpus.test-support.ts'
import { expectInvariants } from './invariants.test-support.ts'

describe('accounting of real plans', () => {
  it('has enough of them', () => {
    expect(corpusNames().length).toBeGreaterThan(60)
  })

  it.each(corpusNames())('%s adds up and is never negative', (name) => {
    expectInvariants(corpusPlan(name))
  })
})
