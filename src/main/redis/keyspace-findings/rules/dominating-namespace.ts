import { bytes, count, percent } from '#main/wording.ts'
import { nameOf } from '../resources.ts'
import type { Rule } from '../rule.ts'

const LEAST_SHARE = 0.6
/** Below it nobody is short of memory for its sake. */
const LEAST_BYTES = 64 * 1_048_576
/** With fewer others there is nothing that it could crowd out. */
const FEWEST_OTHERS = 2
/** Without a limit, or far below it, the others lose nothing. */
const NEAR_LIMIT = 0.5

/** One namespace with most of a memory that is limited: what else is in it is evicted for it. */
export const dominatingNamespace: Rule = ({ analysis, facts, resources }) => {
  const [largest] = resources
  const { maxBytes = 0, policy } = facts
  if (largest === undefined || resources.length <= FEWEST_OTHERS) return []
  if (largest.bytes < LEAST_BYTES || largest.bytes < LEAST_SHARE * analysis.bytes) return []
  if (maxBytes === 0 || analysis.bytes < NEAR_LIMIT * maxBytes) return []
  return [
    {
      id: `dominating-namespace:${largest.prefix}`,
      kind: 'dominating-namespace',
      severity: 'low',
      title: `${nameOf(largest)} has ${percent(largest.bytes / analysis.bytes)} of the memory`,
      detail: `${bytes(largest.bytes)} in ${count(largest.keys)} keys, ${percent(largest.bytes / maxBytes)} of maxmemory. At the limit ${policy === undefined || policy === 'noeviction' ? 'no other write finds room' : `${policy} evicts the others for it as well`}.`,
      advice:
        'Make its keys smaller or fewer (a shorter TTL, compression), or give it a server of its own, so that its growth takes nothing from the others.',
      subject: { kind: 'namespace', name: largest.prefix },
      evidence: [
        { label: 'Memory', value: bytes(largest.bytes) },
        { label: 'Of all keys', value: percent(largest.bytes / analysis.bytes) },
        { label: 'Of maxmemory', value: percent(largest.bytes / maxBytes) },
      ],
      proposals: [],
    },
  ]
}
