import { itemsOf, numberIn, textOf } from '../../replies/texts.ts'
import type { Answer, Diagnosis } from '../../section.ts'

/** Calls of a command by how long they took; the bounds are the server's own, in microseconds. */
export interface Spread {
  command: string
  calls: number
  /** Calls that took longer than about 1, 8 and 67 ms. */
  over: readonly number[]
}

const BOUNDS_USEC = [1_056, 8_454, 67_633] as const

/** Counts of one bound add up over masters, which percentiles do not. */
export function spreadsFrom(answers: readonly Answer[]): Spread[] {
  const spreads = new Map<string, { calls: number; over: number[] }>()
  for (const { reply } of answers) {
    const items = itemsOf(reply)
    for (let at = 0; at + 1 < items.length; at += 2) {
      const command = textOf(items[at])
      const fields = itemsOf(items[at + 1])
      const calls = numberIn(fields[1]) ?? 0
      const buckets = itemsOf(fields[3])
      const spread = spreads.get(command) ?? { calls: 0, over: BOUNDS_USEC.map(() => 0) }
      spreads.set(command, spread)
      spread.calls += calls
      for (const [index, bound] of BOUNDS_USEC.entries()) {
        spread.over[index] = (spread.over[index] ?? 0) + calls - upTo(buckets, bound)
      }
    }
  }
  return [...spreads].map(([command, spread]) => ({ command, ...spread }))
}

/** Bounds and, for each, the calls that took no longer. */
function upTo(buckets: ReturnType<typeof itemsOf>, bound: number): number {
  let within = 0
  for (let at = 0; at + 1 < buckets.length; at += 2) {
    if ((numberIn(buckets[at]) ?? Infinity) <= bound) within = numberIn(buckets[at + 1]) ?? within
  }
  return within
}

export function spreadTable(spreads: readonly Spread[]): Diagnosis['tables'] {
  const slow = spreads.filter(({ over }) => (over[0] ?? 0) > 0)
  if (slow.length === 0) return []
  return [
    {
      title: 'Commands that took longer than a millisecond',
      columns: [
        { label: 'Command', kind: 'text' },
        { label: 'Calls', kind: 'count' },
        { label: 'Over 1 ms', kind: 'count' },
        { label: 'Over 8.5 ms', kind: 'count' },
        { label: 'Over 68 ms', kind: 'count' },
      ],
      rows: slow
        .toSorted((one, other) => (other.over[0] ?? 0) - (one.over[0] ?? 0))
        .slice(0, 30)
        .map(({ command, calls, over }) => [command, calls, ...over]),
    },
  ]
}
