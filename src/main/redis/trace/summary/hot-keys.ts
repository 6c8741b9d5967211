import type { KeyTable } from './key-table.ts'

export interface HotKey {
  key: string
  reads: number
  writes: number
}

/** Names are held of so many keys at least, and of up to twice as many. */
const CANDIDATES = 2000
/** The same where the counts themselves have to be held, too. */
const COUNTED = 100_000

/**
 * The keys with most accesses. While the table counts every key this is exact: a name is held of the
 * keys whose count is above the least of the best, and a key can only get there by an access, which
 * tells its name.
 *
 * Once the table only holds a sample, counts are held here for the likely ones (Space-Saving: Metwally
 * et al., 2005, pruned in batches): a key that comes anew starts with the error, the largest count
 * that was ever forgotten, so that no count is too small and none too large by more than that.
 */
export class HotKeys {
  /** No count is too large by more than this. */
  error = 0
  private readonly keys: KeyTable
  private names = new Map<number, string>()
  private threshold = 0
  private counted: Map<string, HotKey> | undefined

  constructor(keys: KeyTable) {
    this.keys = keys
  }

  /** After the access was counted in the table; `number` -1 where the key is not in it. */
  access(number: number, key: string, isRead: boolean): void {
    if (this.counted) {
      this.count(this.counted, key, isRead)
    } else if (this.countOf(number) > this.threshold && !this.names.has(number)) {
      this.names.set(number, key)
      if (this.names.size > 2 * CANDIDATES) this.prune()
    }
  }

  /** Before the table is halved. */
  beginSampling(): void {
    if (this.counted) return
    const best = this.best(CANDIDATES)
    this.error = this.threshold
    this.counted = new Map(best.map((hot) => [hot.key, { ...hot }]))
    this.names.clear()
  }

  best(count: number): HotKey[] {
    const all = this.counted
      ? [...this.counted.values()]
      : [...this.names].map(([number, key]) => ({
          key,
          reads: this.keys.reads[number] ?? 0,
          writes: this.keys.writes[number] ?? 0,
        }))
    return all.toSorted((one, other) => sum(other) - sum(one)).slice(0, count)
  }

  private countOf(number: number): number {
    return (this.keys.reads[number] ?? 0) + (this.keys.writes[number] ?? 0)
  }

  private prune(): void {
    const kept = [...this.names].toSorted((one, other) => this.countOf(other[0]) - this.countOf(one[0]))
    kept.length = CANDIDATES
    this.names = new Map(kept)
    const least = kept.at(-1)
    this.threshold = least ? this.countOf(least[0]) : 0
  }

  private count(counted: Map<string, HotKey>, key: string, isRead: boolean): void {
    let hot = counted.get(key)
    if (!hot) {
      hot = { key, reads: isRead ? this.error : 0, writes: isRead ? 0 : this.error }
      counted.set(key, hot)
    }
    if (isRead) hot.reads += 1
    else hot.writes += 1
    if (counted.size <= 2 * COUNTED) return
    const best = [...counted.values()].toSorted((one, other) => sum(other) - sum(one))
    const forgotten = best[COUNTED]
    if (forgotten) this.error = Math.max(this.error, sum(forgotten))
    best.length = COUNTED
    this.counted = new Map(best.map((entry) => [entry.key, entry]))
  }
}

function sum({ reads, writes }: HotKey): number {
  return reads + writes
}
