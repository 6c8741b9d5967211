import type { EpochMilliseconds, Milliseconds } from '#shared/units.ts'
import { adds, alters, both, deletes, eachKey, reads, type Details, type Rule } from './rule.ts'
import type { Arguments } from './arguments.ts'

/** Options that give an expiry, and what their number means. */
const expiryOptions: Record<string, (value: number, at: EpochMilliseconds) => Milliseconds> = {
  EX: (value) => value * 1000,
  PX: (value) => value,
  EXAT: (value, at) => value * 1000 - at,
  PXAT: (value, at) => value - at,
}

/** The time to live that `EX 60` and its like give from `first` on; undefined where none does. */
export function expiryIn(
  args: Arguments,
  first: number,
  at: EpochMilliseconds,
): Milliseconds | null | undefined {
  for (let index = first; index < args.count; index += 1) {
    // Nothing that is longer is an option: a value is not decoded for nothing.
    if (args.bytes(index) > 7) continue
    const word = args.text(index).toUpperCase()
    if (word === 'PERSIST') return null
    const expiry = expiryOptions[word]
    if (!expiry) continue
    const value = Number(args.text(index + 1))
    return Number.isFinite(value) ? expiry(value, at) : undefined
  }
  return undefined
}

const set: Rule = (args, emit, at) => {
  const details: Details = { bytes: args.bytes(2), ttlMs: null }
  for (let index = 3; index < args.count; index += 1) {
    const word = args.text(index).toUpperCase()
    const expiry = expiryOptions[word]
    if (expiry) {
      details.ttlMs = expiry(Number(args.text(index + 1)), at)
      index += 1
    } else if (word === 'KEEPTTL') details.ttlMs = undefined
    else if (word === 'NX') details.onlyIf = 'absent'
    else if (word === 'XX') details.onlyIf = 'present'
    else if (word === 'GET') emit('read', 1)
  }
  emit('write', 1, details)
}

/** `SETEX key seconds value`, in milliseconds `unit` long. */
const setWithExpiry =
  (unit: Milliseconds): Rule =>
  (args, emit) =>
    emit('write', 1, { bytes: args.bytes(3), ttlMs: Number(args.text(2)) * unit })

const setMany =
  (onlyIf?: 'absent'): Rule =>
  (args, emit) =>
    eachKey(args, { first: 1, last: -2, step: 2 }, (index) =>
      emit('write', index, { bytes: args.bytes(index + 1), ttlMs: null, ...(onlyIf ? { onlyIf } : {}) }),
    )

/** `MSETEX numkeys key value … [EX seconds]` of Redis 8.4. */
const setManyWithExpiry: Rule = (args, emit, at) => {
  const keys = Number(args.text(1))
  const ttlMs = expiryIn(args, 2 + 2 * keys, at) ?? null
  eachKey(args, { first: 2, last: Math.min(2 * keys, args.count - 2), step: 2 }, (index) =>
    emit('write', index, { bytes: args.bytes(index + 1), ttlMs }),
  )
}

const readAndExpire: Rule = (args, emit, at) => emit('read', 1, { ttlMs: expiryIn(args, 2, at) })

const bitOperation: Rule = (args, emit) => {
  eachKey(args, { first: 3, last: -1 }, (index) => emit('read', index))
  emit('write', 2, { ttlMs: null })
}

export const stringRules: Record<string, Rule> = {
  get: reads(),
  mget: reads({ last: -1 }),
  strlen: reads(),
  getrange: reads(),
  substr: reads(),
  getbit: reads(),
  bitcount: reads(),
  bitpos: reads(),
  bitfield_ro: reads(),
  lcs: reads({ last: 2 }),
  getex: readAndExpire,
  getdel: both(reads(), deletes()),
  set,
  setex: setWithExpiry(1000),
  psetex: setWithExpiry(1),
  setnx: (args, emit) => emit('write', 1, { bytes: args.bytes(2), ttlMs: null, onlyIf: 'absent' }),
  getset: (args, emit) => {
    emit('read', 1)
    emit('write', 1, { bytes: args.bytes(2), ttlMs: null })
  },
  mset: setMany(),
  msetnx: setMany('absent'),
  msetex: setManyWithExpiry,
  append: adds(2),
  // What reaches beyond the end makes the value longer; how much of it does is not told.
  setrange: alters(),
  setbit: alters(),
  bitfield: alters(),
  bitop: bitOperation,
  incr: alters(),
  incrby: alters(),
  incrbyfloat: alters(),
  decr: alters(),
  decrby: alters(),
  pfadd: alters(),
  pfcount: reads({ last: -1 }),
  pfmerge: both(reads({ first: 2, last: -1 }), alters()),
}
