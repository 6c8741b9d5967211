import { type Entry, type Snapshot, subtract } from './counters.ts'

/** What ran between two moments, as far as the counters tell. */
export interface Difference {
  /** What ran in between: `calls` above 0. */
  entries: Entry[]
  /** Everything was reset in between: the figures begin there. */
  wasReset: boolean
  /** Entries that began anew in between (reset alone, or thrown out and come back): they count from there. */
  begunAnew: number
  /** Entries of the first moment that are gone: what they ran in between is not known. */
  gone: number
}

/** No figure of it is ever negative. */
export function differenceOf(earlier: Snapshot, later: Snapshot): Difference {
  const before = new Map(earlier.entries.map((entry) => [entry.id, entry]))
  const wasReset = earlier.reset !== later.reset
  let begunAnew = 0
  let gone = 0
  const entries = later.entries.flatMap((entry) => {
    const old = wasReset ? undefined : before.get(entry.id)
    before.delete(entry.id)
    if (!old) return [entry]
    const isSame = old.statsSince === entry.statsSince
    const counters = isSame ? subtract(entry.counters, old.counters) : undefined
    if (counters) return [{ ...entry, counters }]
    // One of several entries shown as one was thrown out: the rest of them is older than the window.
    if (entry.queryId === null || (isSame && entry.statsSince !== null)) {
      gone++
      return []
    }
    begunAnew++
    return [entry]
  })
  return {
    entries: entries.filter(({ counters }) => counters.calls > 0),
    wasReset,
    begunAnew,
    gone: wasReset ? 0 : gone + before.size,
  }
}
