/**
 * What pg_stat_statements counts of one statement. Every figure is a sum that only grows until it is
 * reset, so two moments can be subtracted. Times are milliseconds, blocks the server's.
 */
export interface Counters {
  calls: number
  totalMs: number
  rows: number
  sharedHit: number
  sharedRead: number
  sharedDirtied: number
  sharedWritten: number
  tempRead: number
  tempWritten: number
  /** Null where the server does not measure it. */
  planMs: number | null
  ioMs: number | null
  walBytes: number | null
}

/** What cannot be subtracted: over all time since the reset. */
export interface Spread {
  minMs: number
  maxMs: number
  stddevMs: number
}

/** One statement of one role in the target's database. */
export interface Entry {
  /** Query id, role and database: stable for as long as the server knows them. */
  id: string
  queryId: string | null
  role: string
  counters: Counters
  spread: Spread
  /** When the entry was made, as the server prints it (17 and later): another value is another entry. */
  statsSince: string | null
}

/** All entries at one moment. */
export interface Snapshot {
  serverVersion: string
  /** Epoch milliseconds of this machine. */
  at: number
  /** Of the last reset of everything, in this machine's time; null where the server does not tell (before 14). */
  resetAt: number | null
  /** The same as the server prints it, to tell whether there was another reset. */
  reset: string | null
  /** Entries thrown out since the reset (14 and later). */
  evicted: number | null
  entries: Entry[]
}

const names = [
  'calls',
  'totalMs',
  'rows',
  'sharedHit',
  'sharedRead',
  'sharedDirtied',
  'sharedWritten',
  'tempRead',
  'tempWritten',
] as const
const optionalNames = ['planMs', 'ioMs', 'walBytes'] as const

/** Two entries of one statement as one: called directly and from within a function, say. */
export function addEntries(a: Entry, b: Entry): Entry {
  return {
    ...a,
    counters: combine(a.counters, b.counters, (x, y) => x + y),
    spread: joinSpreads(a, b),
    // The older one: a second way of calling that has only come up does not make the entry another.
    statsSince:
      a.statsSince !== null && b.statsSince !== null && b.statsSince < a.statsSince
        ? b.statsSince
        : a.statsSince,
  }
}

/**
 * What was counted from `earlier` to `later`; undefined where the counters began anew in between, which
 * a figure that has become smaller proves.
 */
export function subtract(later: Counters, earlier: Counters): Counters | undefined {
  const difference = combine(later, earlier, (x, y) => x - y)
  if ([...names, ...optionalNames].some((name) => isNegative(difference[name]))) return undefined
  return combine(difference, difference, (value) => Math.max(0, value))
}

/** These are sums of floating-point numbers: a difference this small is rounding. */
function isNegative(value: number | null): boolean {
  return value !== null && value < -1e-6
}

function combine(a: Counters, b: Counters, operation: (x: number, y: number) => number): Counters {
  const both = (x: number | null, y: number | null): number | null =>
    x === null ? null : operation(x, y ?? 0)
  return {
    calls: operation(a.calls, b.calls),
    totalMs: operation(a.totalMs, b.totalMs),
    rows: operation(a.rows, b.rows),
    sharedHit: operation(a.sharedHit, b.sharedHit),
    sharedRead: operation(a.sharedRead, b.sharedRead),
    sharedDirtied: operation(a.sharedDirtied, b.sharedDirtied),
    sharedWritten: operation(a.sharedWritten, b.sharedWritten),
    tempRead: operation(a.tempRead, b.tempRead),
    tempWritten: operation(a.tempWritten, b.tempWritten),
    planMs: both(a.planMs, b.planMs),
    ioMs: both(a.ioMs, b.ioMs),
    walBytes: both(a.walBytes, b.walBytes),
  }
}

/** Standard deviation of two samples together, from the sums of squares around their means. */
function joinSpreads(a: Entry, b: Entry): Spread {
  const calls = a.counters.calls + b.counters.calls
  const mean = (a.counters.totalMs + b.counters.totalMs) / Math.max(1, calls)
  const squares = [a, b].reduce((sum, { counters, spread }) => {
    const own = counters.totalMs / Math.max(1, counters.calls)
    return sum + counters.calls * (spread.stddevMs ** 2 + (own - mean) ** 2)
  }, 0)
  return {
    minMs: Math.min(a.spread.minMs, b.spread.minMs),
    maxMs: Math.max(a.spread.maxMs, b.spread.maxMs),
    stddevMs: Math.sqrt(squares / Math.max(1, calls)),
  }
}
