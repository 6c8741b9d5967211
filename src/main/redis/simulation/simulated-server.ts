import type { EvictionPolicy } from '#shared/contract/redis/simulation.ts'
import { seededRandom } from '#shared/stats/random.ts'
import type { Bytes, Milliseconds } from '#shared/units.ts'
import { EvictionPool } from './eviction-pool.ts'
import { countOf, newFrequency, usedOnceMore } from './frequency.ts'
import { commandBytes, EMPTY_SERVER, entryBytes, keyBytes, valueBytes } from './server-memory.ts'
import { SimulatedDict } from './simulated-dict.ts'
import { KEEP_TTL, NO_TTL } from './workload.ts'

/** `maxmemory-samples`, as it is unless set. */
const SAMPLES = 5
/** The server's housekeeping runs ten times a second (`hz`). */
const TICK: Milliseconds = 100
/** What the housekeeping looks at in one go, and the share of expired keys above which it goes on at once. */
const EXPIRY_KEYS_PER_LOOP = 20
const ACCEPTABLE_STALE_PERCENT = 10
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
  readonly #expires: SimulatedDict
  /** What each key's entry, name and value take, without the entry of its expiry. */
  readonly #keyBytes: Float64Array
  readonly #expiresAt: Float64Array
  /** Seconds for LRU, a packed frequency for LFU. */
  readonly #use: Int32Array
  readonly #pool = new EvictionPool()
  readonly #sampled = new Int32Array(SAMPLES)
  readonly #slotKeys: number[] = []
  readonly #allKeys: boolean
  readonly #ranking: 'age' | 'frequency' | 'expiry' | 'random' | 'none'
  readonly #emptyBytes: Bytes
  #keyspaceBytes = 0
  #now: Milliseconds
  #second: number
  #nextTick: Milliseconds
  #expiryCursor = 0
  /** No key expires before. */
  #earliestExpiry = Number.POSITIVE_INFINITY

  constructor(nameBytes: Uint32Array, settings: ServerSettings, startsAt: Milliseconds) {
    this.#settings = settings
    this.#emptyBytes = settings.emptyBytes ?? EMPTY_SERVER
    this.#nameBytes = nameBytes
    this.#random = seededRandom(settings.seed)
    const hashes = Uint32Array.from(nameBytes, () => this.#random() * 2 ** 32)
    this.#keys = new SimulatedDict(hashes, this.#random)
    this.#expires = new SimulatedDict(hashes, this.#random)
    this.#keyBytes = new Float64Array(nameBytes.length)
    this.#expiresAt = new Float64Array(nameBytes.length)
    this.#use = new Int32Array(nameBytes.length)
    this.#allKeys = settings.policy.startsWith('allkeys-')
    this.#ranking = rankingOf(settings.policy)
    this.#now = startsAt
    this.#second = Math.floor(startsAt / AGE_RESOLUTION)
    this.#nextTick = startsAt + TICK
  }

  /** As the server counts it, between commands. */
  get usedMemory(): Bytes {
    return this.#emptyBytes + this.#keyspaceBytes + this.#keys.bytes + this.#expires.bytes
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
    if (!this.#keys.has(key)) return false
    return !this.#expires.has(key) || (this.#expiresAt[key] ?? 0) >= this.#now
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
      this.#keys.add(key, (more) => this.usedMemory + more <= this.#settings.maxMemory)
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
    const at = this.#now + ttlMs
    if (this.#expires.has(key)) this.#expires.find(key)
    else {
      this.#keyspaceBytes += entryBytes
      this.#expires.add(key, (more) => this.usedMemory + more <= this.#settings.maxMemory)
    }
    this.#expiresAt[key] = at
    if (at < this.#earliestExpiry) this.#earliestExpiry = at
  }

  #removeExpiry(key: number): void {
    if (this.#expires.remove(key)) this.#keyspaceBytes -= entryBytes
  }

  #lookUp(key: number): boolean {
    if (!this.#keys.find(key) || this.#dropIfExpired(key)) return false
    this.#use[key] =
      this.#ranking === 'frequency'
        ? usedOnceMore(this.#use[key] ?? 0, this.#now, this.#random)
        : this.#second
    return true
  }

  #dropIfExpired(key: number): boolean {
    if (!this.#expires.find(key) || (this.#expiresAt[key] ?? 0) >= this.#now) return false
    this.#drop(key)
    this.expirations++
    return true
  }

  /** Takes a key out of everything; whether it was there. */
  #drop(key: number): boolean {
    if (this.#expires.size > 0) this.#removeExpiry(key)
    if (!this.#keys.remove(key)) return false
    this.#keyspaceBytes -= this.#keyBytes[key] ?? 0
    return true
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
    return this.#allKeys ? this.#keys : this.#expires
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
    return -(this.#expiresAt[key] ?? 0)
  }

  #tickUntil(now: Milliseconds): void {
    // Through a long pause every expired key goes, however many ticks that takes: the last round is enough.
    const round = (this.#expires.slots / EXPIRY_KEYS_PER_LOOP + 10) * TICK
    if (now - this.#nextTick > 2 * round) {
      const skipped = Math.floor((now - this.#nextTick - round) / TICK) * TICK
      this.#nextTick += skipped
      this.#now = this.#nextTick
      this.#dropAllExpired()
    }
    for (; this.#nextTick <= now; this.#nextTick += TICK) {
      this.#now = this.#nextTick
      this.#second = Math.floor(this.#now / AGE_RESOLUTION)
      this.#expireSome()
      this.#keys.shrinkIfSparse()
      this.#expires.shrinkIfSparse()
      if (this.#keys.isMoving) this.#keys.move(SLOTS_MOVED_PER_TICK)
      else if (this.#expires.isMoving) this.#expires.move(SLOTS_MOVED_PER_TICK)
    }
  }

  #dropAllExpired(): void {
    if (this.#earliestExpiry > this.#now) return
    this.#earliestExpiry = Number.POSITIVE_INFINITY
    for (let key = 0; key < this.#expiresAt.length; key++) {
      if (!this.#expires.has(key)) continue
      const at = this.#expiresAt[key] ?? 0
      if (at < this.#now) {
        this.#drop(key)
        this.expirations++
      } else this.#earliestExpiry = Math.min(this.#earliestExpiry, at)
    }
  }

  /** `activeExpireCycle`: goes through the table of expiries slot by slot and takes out what has expired. */
  #expireSome(): void {
    if (this.#earliestExpiry > this.#now) return
    const expires = this.#expires
    let sampled = 0
    let expired = 0
    do {
      const size = expires.size
      if (size === 0) {
        this.#earliestExpiry = Number.POSITIVE_INFINITY
        return
      }
      if (expires.slots > 4 && Math.floor((size * 100) / expires.slots) < 1) return
      const wanted = Math.min(size, EXPIRY_KEYS_PER_LOOP)
      const mostSlots = wanted * 20
      sampled = 0
      expired = 0
      for (let slots = 0; sampled < wanted && slots < mostSlots;) {
        for (let which: 0 | 1 = 0; which < 2; which++) {
          if (which === 1 && !expires.isMoving) break
          slots++
          const count = expires.keysOfSlot(which === 0 ? 0 : 1, this.#expiryCursor, this.#slotKeys)
          for (let i = 0; i < count; i++) {
            const key = this.#slotKeys[i] ?? 0
            sampled++
            if ((this.#expiresAt[key] ?? 0) >= this.#now || !this.#drop(key)) continue
            expired++
            this.expirations++
          }
        }
        this.#expiryCursor = (this.#expiryCursor + 1) >>> 0
      }
    } while (sampled === 0 || Math.floor((expired * 100) / sampled) > ACCEPTABLE_STALE_PERCENT)
  }
}

function rankingOf(policy: EvictionPolicy): 'age' | 'frequency' | 'expiry' | 'random' | 'none' {
  if (policy === 'noeviction') return 'none'
  if (policy === 'volatile-ttl') return 'expiry'
  if (policy.endsWith('-lru')) return 'age'
  return policy.endsWith('-lfu') ? 'frequency' : 'random'
}
