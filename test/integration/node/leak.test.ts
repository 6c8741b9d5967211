/** Verdicts on real services: one that leaks, and three that only look as if they might. */
import { describe, expect, it } from 'vitest'
import { runOne } from '../../bench/leak/run-one.ts'

/** Of the variants: about 10 kB a request in an array of the module; a cache of 1,000 entries. */
const KEEPS_LISTS = 3
const SMALL_CACHE = 0
const patience = 180_000

describe('a leak verdict', () => {
  it(
    'calls a leaking service a leak within five rounds, and names the site and what holds it',
    async () => {
      const verdict = await runOne('leaking', KEEPS_LISTS)
      expect(verdict.verdict, verdict.reason).toBe('leak')
      expect(verdict.rounds.filter(({ warmUp }) => !warmUp).length).toBeLessThanOrEqual(5)
      expect(verdict.bytesPerRequest).toBeGreaterThan(2_000)
      expect(verdict.bytesPerRequest).toBeLessThan(30_000)
      const shares = verdict.sites
        .filter(({ file }) => file.endsWith('leaking.mjs'))
        .map(({ share }) => share)
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeGreaterThan(0.5)
      expect(verdict.sites.flatMap(({ name, stack }) => [name, ...stack]).join('\n')).toMatch(/keep/)
      const paths = verdict.retainers.map(({ path }) =>
        path.map(({ edge, node }) => `${edge} ${node}`).join(' '),
      )
      expect(paths.join('\n')).toContain('kept')
    },
    patience,
  )

  it.each([
    ['a steady service', 'steady', 0],
    ['one that warms up', 'warming-up', 0],
    ['one that fills a bounded cache', 'bounded-cache', SMALL_CACHE],
  ] as const)(
    'does not call %s a leak',
    async (_, kind, variant) => {
      const { verdict, reason, rounds } = await runOne(kind, variant)
      expect(verdict, reason).not.toBe('leak')
      expect(rounds.length).toBeGreaterThanOrEqual(5)
    },
    patience,
  )
})
