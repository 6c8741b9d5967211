import { seededRandom } from '#shared/stats/random.ts'

/** A trace of reads of string keys, made up. */
export interface MadeTrace {
  name: string
  /** Names of the keys, by their number. */
  keys: string[]
  /** Value sizes of the keys. */
  bytes: number[]
  /** The key of each read. */
  reads: Int32Array
}

export interface TraceKind {
  name: string
  /** Keys that are read again and again. */
  keys: number
  reads: number
  seed: number
  /** How steep: the n-th most popular key is read in proportion to 1 ÷ n^skew; 0: all alike. */
  skew: number
  /** Every so many reads a scan goes over so many keys that nobody reads again. */
  scan?: { every: number; length: number }
  /** How often, over the whole trace, other keys become the popular ones. */
  shifts?: number
  valueBytes: number | { from: number; to: number }
}

/** The same trace for the same kind. */
export function makeTrace(kind: TraceKind): MadeTrace {
  const random = seededRandom(kind.seed)
  const popularity = cumulated(kind.keys, kind.skew)
  const order = shuffled(kind.keys, random)
  const keys = Array.from({ length: kind.keys }, (_, i) => `page:${String(i).padStart(7, '0')}:html`)
  const reads = new Int32Array(kind.reads)
  const shiftEvery = kind.shifts === undefined ? Infinity : Math.floor(kind.reads / (kind.shifts + 1))
  let shift = 0
  let scanLeft = 0
  for (let i = 0; i < kind.reads; i++) {
    if (i > 0 && i % shiftEvery === 0) shift += Math.floor(kind.keys / 3)
    if (kind.scan && i > 0 && i % kind.scan.every === 0) scanLeft = kind.scan.length
    if (scanLeft > 0) {
      scanLeft--
      reads[i] = keys.push(`export:${String(keys.length).padStart(7, '0')}:row`) - 1
      continue
    }
    const rank = firstAbove(popularity, random())
    reads[i] = order[(rank + shift) % kind.keys] ?? 0
  }
  const bytes = keys.map(() => sizeOf(kind.valueBytes, random))
  return { name: kind.name, keys, bytes, reads }
}

/** Sizes of the same share in each doubling. */
function sizeOf(size: TraceKind['valueBytes'], random: () => number): number {
  if (typeof size === 'number') return size
  return Math.round(size.from * (size.to / size.from) ** random())
}

function cumulated(keys: number, skew: number): Float64Array {
  const sums = new Float64Array(keys)
  let sum = 0
  for (let rank = 1; rank <= keys; rank++) {
    sum += rank ** -skew
    sums[rank - 1] = sum
  }
  return sums.map((value) => value / sum)
}

function firstAbove(sums: Float64Array, value: number): number {
  let low = 0
  let high = sums.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sums[middle] ?? 0) > value) high = middle
    else low = middle + 1
  }
  return low
}

function shuffled(count: number, random: () => number): Int32Array {
  const order = Int32Array.from({ length: count }, (_, i) => i)
  for (let i = count - 1; i > 0; i--) {
    const other = Math.floor(random() * (i + 1))
    const kept = order[i] ?? 0
    order[i] = order[other] ?? 0
    order[other] = kept
  }
  return order
}
