import type { Bytes, Milliseconds } from '#shared/units.ts'

const SECOND: Milliseconds = 1000
const MIB: Bytes = 1_048_576

/** What the check-up judges by, each with its reason. */
export const thresholds = {
  /** A rate of fewer lookups than this says nothing of a cache. */
  fewestLookups: 1_000,
  /** How long the check-up watches the counters: enough for a rate, and still to be waited for. */
  window: 1.5 * SECOND,

  /** MEMORY DOCTOR calls smaller servers empty: the program itself outweighs the data. */
  smallestMemory: 5 * MIB,
  /** As MEMORY DOCTOR: above this ratio and this many bytes it speaks of fragmentation. */
  fragmentationRatio: 1.4,
  fragmentationBytes: 10 * MIB,
  /** What the allocator itself wastes or keeps, as MEMORY DOCTOR. */
  allocatorRatio: 1.1,
  /** From here on active defragmentation would begin (active-defrag-ignore-bytes). */
  muchFragmentation: 100 * MIB,
  /** Resident memory that much smaller than what is used is swapped out; a little less is normal, for pages never written. */
  swappedShare: 0.9,
  swappedLeast: 64 * MIB,

  /** Of maxmemory: the next rush fills it. */
  nearlyFull: 0.8,
  full: 0.95,
  /** Of the machine's memory, that a Redis without a limit may have before it is pressing. */
  unlimitedShare: 0.5,
  /** Of the machine's memory, for all Redis on it: the rest is for fragmentation, buffers, forks and the system. */
  machineShare: 0.75,
  /** Twice its peak leaves room to grow. */
  room: 2,
  /** By how much a full cache is made larger: half as much again shows whether it helps. */
  growth: 1.5,
  smallestLimit: 64 * MIB,
  /** Fewer keys are too few to say what they are for. */
  fewestKeys: 100,
  /** A cache is what mostly expires. */
  cacheShare: 0.5,
  /** With so few keys that expire, a volatile policy finds nothing to evict. */
  volatileShare: 0.1,
  /** The default, with which the approximation is good (documentation, "Key eviction"). */
  evictionSamples: 5,
  /** A mean size of keys from which freeing one takes longer than handing it to another thread. */
  bigKeyMean: 64 * 1024,
  /** A key that is evicted so soon after it was written was hardly worth writing. */
  shortLife: 600 * SECOND,
  /** Above maxmemory by so much, evicting does not keep up. */
  evictionBehind: 1.05,

  /** Expired keys that are still there: the server itself works harder from 10 % on (active expire cycle). */
  stalePercent: 10,

  /** Of maxclients: the next rush takes the last fifth in a moment. */
  clientsNearlyFull: 0.8,
  clientsFull: 0.95,
  /** Idle ones below this nobody notices. */
  manyIdle: 100,
  idleShare: 0.8,
  longIdle: 3_600 * SECOND,
  /** A buffer that big belongs to a client that does not read what it asked for. */
  bigBuffer: 16 * MIB,
  /** A connection each for a few commands costs more than the commands. */
  churnPerSecond: 10,
  commandsPerConnection: 10,
  churnLeast: 1_000,

  /** Everybody waits while one command runs: these are mean times of one. */
  slowMean: 1,
  /** A few calls of a command that is known to grow with its collection. */
  slowOnce: 2,
  verySlowMean: 10,
  slowestPercentile: 10,
  fewestCalls: 10,
  /** Failed calls: a share of all that somebody should look into. */
  failedShare: 0.01,
  fewestFailed: 100,

  slowLogHigh: SECOND,
  slowLogMedium: 100,
  /** The default of slowlog-log-slower-than; far above it, what is slow goes unseen. */
  slowLogThreshold: 10,
  slowLogThresholdHighest: 100,
  /** The default of slowlog-max-len: fewer are overwritten before somebody looks. */
  slowLogLength: 128,
  slowLogHistory: 3_600 * SECOND,
  /** The example of the documentation ("Redis latency monitoring"), in milliseconds. */
  latencyThreshold: 100,
  latencyHigh: SECOND,
  /** Events older than this are history. */
  latencyRecent: 86_400 * SECOND,

  /** Everybody waits while the process is copied. */
  forkSlow: 100,
  forkVerySlow: SECOND,

  /** A replica that has not answered for so long is behind or gone (replicas ping each second). */
  replicaSilent: 10,

  /** A cluster's fullest master against the mean. */
  uneven: 1.5,
  unevenFewestKeys: 1_000,
  unevenLeastBytes: 64 * MIB,

  /** Scripts whose text is made anew each time fill the cache of scripts. */
  manyScripts: 1_000,
  scriptBytes: 100 * MIB,
} as const
