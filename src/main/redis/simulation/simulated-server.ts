import type { EvictionPolicy } from '#shared/contract/redis/simulation.ts'
import { seededRandom } from '#shared/stats/random.ts'
import type { Bytes, Milliseconds } from '#shared/units.ts'
import { Expiries } from './expiries.ts'
import { EvictionPool } from './eviction-pool.ts'
import { countOf, newFrequency, usedOnceMore } from './frequency.ts'
import { commandBytes, EMPTY_SERVER, entryBytes, keyBytes, valueBytes } from './server-memory.ts'
import { SimulatedDict } from './simulated-dict.ts'
import { KEEP_TTL, NO_TTL } from './workload.ts'

/** `maxmemory-samples`, as it is unless set. */
const SAMPLES = 5
/** The server's housekeeping runs ten times a second (`hz`). */
const TICK: Milliseconds = 100
/** Moving to another table has a millisecond of each tick; about so many slots on the machines tried. */
const SLOTS_MOVED_PER_TICK = 10_000
/** The age of keys is kept in whole seconds (`LRU_CLOCK_RESOLUTION`). */
const AGE_RESOLUTION: Milliseconds = 1000
const NONE = -1

export interface ServerSettings {
  maxMemory: Bytes
  policy: EvictionPolicy
  /** The same seed gives the same answers. */
  seed: number
  /** What the server holds without keys; as 7.0 unless told. */
  emptyBytes?: Bytes | undefined
}

/**
 * A Redis 7.0 server as far as hits and misses depend on it: what `maxmemory` counts, when and what is
 * evicted, when expired keys go. Keys are numbers; values have only a size. The caller's clock is the
 * server's: {@link advance} before each command.
 *
 * What is left out: the limit of half a millisecond to one round of evictions, after which the server
 * goes on between commands; and the hurried expiry between events, which 7.0 never starts, because it
 * compares a share with percents.
 */
export class SimulatedServer {
  evictions = 0
  expirations = 0
  readonly #settings: ServerSettings
  readonly #random: () => number
  readonly #nameBytes: Uint32Array
  readonly #keys: SimulatedDict
  readonly #expiries: Expiries
  /** What each key's entry, name and value take, without the entry of its expiry. */
  readonly #keyBytes: Float64Array
  /** Seconds for LRU, a packed frequency for LFU. */
  readonly #use: Int32Array
  readonly #pool = new EvictionPool()
  readonly #sampled = new Int32Array(SAMPLES)
  readonly #allKeys: boolean
  readonly #ranking: 'age' | 'frequency' | 'expiry' | 'random' | 'none'
  readonly #emptyBytes: Bytes
  #keyspaceBytes = 0
  #now: Milliseconds
  #second: number
  #nextTick: Milliseconds

  constructor(nameBytes: Uint32Array, settings: ServerSettings, startsAt: Milliseconds) {
    this.#settings = settings
    this.#emptyBytes = settings.emptyBytes ?? EMPTY_SERVER
    this.#nameBytes = nameBytes
    this.#random = seededRandom(settings.seed)
    const hashes = Uint32Array.from(nameBytes, () => this.#random() * 2 ** 32)
    this.#keys = new SimulatedDict(hashes, this.#random)
    this.#expiries = new Expiries(hashes, this.#random)
    this.#keyBytes = new Float64Array(nameBytes.length)
    this.#use = new Int32Array(nameBytes.length)
    this.#allKeys = settings.policy.startsWith('allkeys-')
    this.#ranking = rankingOf(settings.policy)
    this.#now = startsAt
    this.#second = Math.floor(startsAt / AGE_RESOLUTION)
    this.#nextTick = startsAt + TICK
  }

  /** As the server counts it, between commands. */
  get usedMemory(): Bytes {
    return this.#emptyBytes + this.#keyspaceBytes + this.#keys.bytes + this.#expiries.dict.bytes
  }

  get size(): number {
    return this.#keys.size
  }

  /** Lets time pass, with the housekeeping that falls into it. */
  advance(now: Milliseconds): void {
    if (now >= this.#nextTick) this.#tickUntil(now)
    if (now > this.#now) this.#now = now
  }

  /** GET: whether it hit. */
  read(key: number): boolean {
    this.#makeRoom(commandBytes(0))
    return this.#lookUp(key)
  }

  /** A look that leaves no trace. */
  holds(key: number): boolean {
    return this.#keys.has(key) && !this.#expiries.isOver(key, this.#now)
  }

  /** SET with a time to live, {@link NO_TTL} or {@link KEEP_TTL}; false where it is refused for want of room. */
  write(key: number, bytes: Bytes, ttlMs: Milliseconds): boolean {
    const value = valueBytes(bytes)
    const running = commandBytes(value)
    if (!this.#makeRoom(running)) return false
    const wasThere = this.#lookUp(key)
    const cost = keyBytes(this.#nameBytes[key] ?? 0) + value
    const before = wasThere ? (this.#keyBytes[key] ?? 0) : 0
    // The value was part of the running command and is now the keyspace's.
    this.#keyspaceBytes += cost - before
    this.#keyBytes[key] = cost
    if (wasThere) {
      this.#keys.find(key)
      // The value is a new object, which keeps the frequency of the old one but not its age.
      if (this.#ranking !== 'frequency') this.#use[key] = this.#second
    } else {
      this.#keys.add(key, this.#mayGrow)
      this.#use[key] = this.#ranking === 'frequency' ? newFrequency(this.#now) : this.#second
    }
    if (ttlMs !== KEEP_TTL) this.#setExpiry(key, ttlMs)
    return true
  }

  /** DEL. */
  delete(key: number): void {
    this.#makeRoom(commandBytes(0))
    this.#dropIfExpired(key)
    this.#drop(key)
  }

  /** PEXPIRE, or PERSIST with {@link NO_TTL}. */
  expire(key: number, ttlMs: Milliseconds): void {
    this.#makeRoom(commandBytes(0))
    if (this.#lookUp(key)) this.#setExpiry(key, ttlMs)
  }

  #setExpiry(key: number, ttlMs: Milliseconds): void {
    if (ttlMs === NO_TTL) {
      this.#removeExpiry(key)
      return
    }
    this.#expiries.set(key, this.#now + ttlMs, () => {
      this.#keyspaceBytes += entryBytes
      this.#expiries.dict.add(key, this.#mayGrow)
    })
  }

  #removeExpiry(key: number): void {
    if (this.#expiries.dict.remove(key)) this.#keyspaceBytes -= entryBytes
  }

  /** Whether a table may grow by so much. */
  readonly #mayGrow = (more: Bytes): boolean => this.usedMemory + more <= this.#settings.maxMemory

  #lookUp(key: number): boolean {
    if (!this.#keys.find(key) || this.#dropIfExpired(key)) return false
    this.#use[key] =
      this.#ranking === 'frequency'
        ? usedOnceMore(this.#use[key] ?? 0, this.#now, this.#random)
        : this.#second
    return true
  }

  #dropIfExpired(key: number): boolean {
    if (!this.#expiries.dict.find(key) || !this.#expiries.isOver(key, this.#now)) return false
    this.#dropExpired(key)
    return true
  }

  readonly #dropExpired = (key: number): void => {
    this.#drop(key)
    this.expirations++
  }

  /** Takes a key out of everything. */
  #drop(key: number): void {
    if (this.#expiries.dict.size > 0) this.#removeExpiry(key)
    if (this.#keys.remove(key)) this.#keyspaceBytes -= this.#keyBytes[key] ?? 0
  }

  /** What happens before each command: evicts until it fits. False where nothing is left to evict. */
  #makeRoom(running: Bytes): boolean {
    const used = this.usedMemory + running
    if (used <= this.#settings.maxMemory) return true
    if (this.#ranking === 'none') return false
    const goal = used - this.#settings.maxMemory
    let freed = 0
    while (freed < goal) {
      const key = this.#ranking === 'random' ? this.#candidates.randomKey() : this.#bestOfPool()
      if (key === NONE) return false
      const before = this.usedMemory
      this.#drop(key)
      freed += before - this.usedMemory
      this.evictions++
    }
    return true
  }

  get #candidates(): SimulatedDict {
    return this.#allKeys ? this.#keys : this.#expiries.dict
  }

  #bestOfPool(): number {
    const candidates = this.#candidates
    const isThere = (key: number): boolean => candidates.find(key)
    while (candidates.size > 0) {
      const count = candidates.sample(this.#sampled, SAMPLES)
      for (let i = 0; i < count; i++) {
        const key = this.#sampled[i] ?? 0
        this.#pool.offer(key, this.#score(key))
      }
      const best = this.#pool.take(isThere)
      if (best !== NONE) return best
    }
    return NONE
  }

  #score(key: number): number {
    const use = this.#use[key] ?? 0
    if (this.#ranking === 'age') return this.#second - use
    if (this.#ranking === 'frequency') return 255 - countOf(use, this.#now)
    return -this.#expiries.at(key)
  }

  #tickUntil(now: Milliseconds): void {
    // Through a long pause every expired key goes, however many ticks that takes: the last round is enough.
    const round = this.#expiries.ticksOfRound * TICK
    if (now - this.#nextTick > 2 * round) {
      this.#nextTick += Math.floor((now - this.#nextTick - round) / TICK) * TICK
      this.#now = this.#nextTick
      this.#expiries.dropAll(this.#now, this.#dropExpired)
    }
    for (; this.#nextTick <= now; this.#nextTick += TICK) {
      this.#now = this.#nextTick
      this.#second = Math.floor(this.#now / AGE_RESOLUTION)
      this.#expiries.tick(this.#now, this.#dropExpired)
      this.#keys.shrinkIfSparse()
      this.#expiries.dict.shrinkIfSparse()
      if (this.#keys.isMoving) this.#keys.move(SLOTS_MOVED_PER_TICK)
      else if (this.#expiries.dict.isMoving) this.#expiries.dict.move(SLOTS_MOVED_PER_TICK)
    }
  }
}

function rankingOf(policy: EvictionPolicy): 'age' | 'frequency' | 'expiry' | 'random' | 'none' {
  if (policy === 'noeviction') return 'none'
  if (policy === 'volatile-ttl') return 'expiry'
  if (policy.endsWith('-lru')) return 'age'
  return policy.endsWith('-lfu') ? 'frequency' : 'random'
}
