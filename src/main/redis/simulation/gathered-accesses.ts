import type { Access } from '../trace/index.ts'
import { bytesOfKeyName } from '#shared/redis/key-name.ts'
import { Failure } from '#shared/failure.ts'
import {
  DELETE,
  EXPIRE,
  KEEP_TTL,
  NO_TTL,
  READ,
  WRITE,
  WRITE_IF_ABSENT,
  WRITE_IF_PRESENT,
} from './workload.ts'

/** Not told by the trace. */
export const UNKNOWN = -1
/** About 1.5 GB of columns while they are sorted out. */
const MOST_ACCESSES = 30_000_000
/** Commands that add to the end of what is there; of the others the largest value counts. */
const adding = /^(?:append|prepend|[lr]pushx?|xadd)$/

/** A trace in columns, as it was recorded. */
export interface Gathered {
  /** Names of the keys by their numbers, as on the contract. */
  names: string[]
  nameBytes: Uint32Array
  length: number
  at: Float64Array
  kind: Uint8Array
  key: Int32Array
  client: Int32Array
  /** {@link UNKNOWN} where it is not told. */
  bytes: Float64Array
  /** Milliseconds, {@link NO_TTL}, {@link KEEP_TTL}. */
  ttlMs: Float64Array
  /** 1 hit, 0 miss, {@link UNKNOWN}. */
  outcome: Int8Array
}

/** Takes accesses up, batch by batch. */
export class AccessColumns {
  readonly #names: string[] = []
  readonly #numbers = new Map<string, number>()
  /** Of each key what it holds, where that is known. */
  readonly #sizes: number[] = []
  #room = 65_536
  #length = 0
  #at = new Float64Array(this.#room)
  #kind = new Uint8Array(this.#room)
  #key = new Int32Array(this.#room)
  #client = new Int32Array(this.#room)
  #bytes = new Float64Array(this.#room)
  #ttlMs = new Float64Array(this.#room)
  #outcome = new Int8Array(this.#room)

  /** Of each command with several keys one access each. Throws UNSUPPORTED for a trace that is too long. */
  add(access: Access): void {
    // Whether a key is there is asked without using it: neither a hit nor a miss of a cache.
    if (access.op === 'read' && access.noTouch) return
    if (this.#length === this.#room) this.#grow()
    const i = this.#length++
    const key = this.#numberOf(access.key)
    this.#at[i] = access.at
    this.#kind[i] = kindOf(access)
    this.#key[i] = key
    this.#client[i] = access.client
    this.#bytes[i] = this.#sizeOf(access, key)
    this.#ttlMs[i] = access.ttlMs === undefined ? KEEP_TTL : (access.ttlMs ?? NO_TTL)
    this.#outcome[i] = access.outcome === undefined ? UNKNOWN : Number(access.outcome === 'hit')
  }

  done(): Gathered {
    const { length } = this.#names
    const nameBytes = new Uint32Array(length)
    for (let key = 0; key < length; key++) nameBytes[key] = byteLength(this.#names[key] ?? '')
    return {
      names: this.#names,
      nameBytes,
      length: this.#length,
      at: this.#at,
      kind: this.#kind,
      key: this.#key,
      client: this.#client,
      bytes: this.#bytes,
      ttlMs: this.#ttlMs,
      outcome: this.#outcome,
    }
  }

  #numberOf(name: string): number {
    let number = this.#numbers.get(name)
    if (number === undefined) {
      number = this.#names.push(name) - 1
      this.#numbers.set(name, number)
      this.#sizes.push(UNKNOWN)
    }
    return number
  }

  /** The size of the whole value after the access. */
  #sizeOf(access: Access, key: number): number {
    if (access.op === 'delete' || access.op === 'expire') return UNKNOWN
    const { bytes } = access
    const before = this.#sizes[key] ?? UNKNOWN
    if (bytes === undefined) return before
    let size = bytes
    if (access.partial)
      size = adding.test(access.command) ? Math.max(before, 0) + bytes : Math.max(before, bytes)
    if (access.op === 'write') this.#sizes[key] = size
    return size
  }

  #grow(): void {
    if (this.#length >= MOST_ACCESSES) {
      throw new Failure(
        'UNSUPPORTED',
        `The trace has more than ${MOST_ACCESSES.toLocaleString('en-US')} accesses.`,
        {
          hint: 'Simulate a part of it, such as an hour in which it is busy.',
        },
      )
    }
    this.#room = Math.min(this.#room * 2, MOST_ACCESSES)
    this.#at = grown(this.#at, new Float64Array(this.#room))
    this.#kind = grown(this.#kind, new Uint8Array(this.#room))
    this.#key = grown(this.#key, new Int32Array(this.#room))
    this.#client = grown(this.#client, new Int32Array(this.#room))
    this.#bytes = grown(this.#bytes, new Float64Array(this.#room))
    this.#ttlMs = grown(this.#ttlMs, new Float64Array(this.#room))
    this.#outcome = grown(this.#outcome, new Int8Array(this.#room))
  }
}

/** The larger column with what the smaller held. */
function grown<T extends Float64Array | Int32Array | Uint8Array | Int8Array>(column: T, larger: T): T {
  larger.set(column)
  return larger
}

function kindOf({ op, onlyIf, ttlMs }: Access): number {
  if (op === 'read') return READ
  // A time to live that is over.
  if (op === 'delete' || (typeof ttlMs === 'number' && ttlMs <= 0)) return DELETE
  if (op === 'expire') return EXPIRE
  if (onlyIf === 'absent') return WRITE_IF_ABSENT
  return onlyIf === 'present' ? WRITE_IF_PRESENT : WRITE
}

function byteLength(name: string): number {
  return name.startsWith('base64:') ? bytesOfKeyName(name).length : Buffer.byteLength(name)
}
