import { bytes, count, list, percent } from '#main/wording.ts'
import { from, nameOf } from '../resources.ts'
import type { Rule } from '../rule.ts'

const DAY = 86_400
/** Nobody misses what was not used for a month, unless it is an archive. */
const LONG = 30 * DAY
const LEAST_SHARE = 0.1
const LEAST_BYTES = 10 * 1_048_576
const MUCH_BYTES = 1024 * 1_048_576

/** Memory that holds what nobody has asked for in a month. */
export const longIdle: Rule = ({ analysis, resources }) => {
  const [whole] = analysis.namespaces
  if (whole === undefined || analysis.access !== 'idle' || analysis.bytes === 0) return []
  const idle = from(whole.access, LONG)
  if (idle.bytes < LEAST_BYTES || idle.bytes < LEAST_SHARE * analysis.bytes) return []
  const most = resources
    .map((namespace) => ({ namespace, idle: from(namespace.access, LONG) }))
    .filter((one) => one.idle.bytes > 0)
    .toSorted((one, other) => other.idle.bytes - one.idle.bytes)
    .slice(0, 5)
  return [
    {
      id: 'long-idle',
      kind: 'long-idle',
      severity: idle.bytes >= MUCH_BYTES ? 'medium' : 'low',
      title: `${bytes(idle.bytes)} were not used for a month`,
      detail: `${count(idle.keys)} keys, ${percent(idle.bytes / analysis.bytes)} of the memory, were neither read nor written for 30 days${most.length === 0 ? '' : `: mostly ${list(most.map(({ namespace }) => nameOf(namespace)))}`}. A restart begins to count idle times anew, so it may be longer.`,
      advice:
        'Give what is not needed for ever a TTL, delete what nobody knows any more, and move what has to be kept into a database on disk.',
      subject: { kind: 'server', name: analysis.targetName },
      evidence: most.map(({ namespace, idle: own }) => ({
        label: nameOf(namespace),
        value: `${bytes(own.bytes)} in ${count(own.keys)} keys`,
      })),
      proposals: [],
    },
  ]
}
