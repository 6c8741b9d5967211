import type { EpochMilliseconds, Milliseconds } from '#shared/units.ts'
import { both, counted, deletes, reads, stores, type Rule } from './rule.ts'

/** `EXPIRE key seconds` and its like; `NX`, `GT` and the others are taken as if they let it happen. */
const expires =
  (ttl: (value: number, at: EpochMilliseconds) => Milliseconds): Rule =>
  (args, emit, at) => {
    const value = Number(args.text(2))
    if (Number.isFinite(value)) emit('expire', 1, { ttlMs: ttl(value, at), onlyIf: 'present' })
  }

/** Makes the key at 2 of the one at 1, TTL and all. */
const move: Rule = (args, emit) => {
  emit('delete', 1)
  if (args.count > 2) emit('write', 2)
}

const sort: Rule = (args, emit) => {
  emit('read', 1)
  for (let index = 2; index < args.count - 1; index += 1) {
    if (args.text(index).toUpperCase() === 'STORE') emit('write', index + 1, { ttlMs: null })
  }
}

/** `RESTORE key ttl value [REPLACE] [ABSTTL]`; a TTL of 0 is none. The size is the serialised one. */
const restore: Rule = (args, emit, at) => {
  const value = Number(args.text(2))
  let absolute = false
  for (let index = 4; index < args.count; index += 1) absolute ||= args.text(index).toUpperCase() === 'ABSTTL'
  emit('write', 1, { bytes: args.bytes(3), ttlMs: value === 0 ? null : absolute ? value - at : value })
}

/** `MIGRATE host port key|"" db timeout [COPY] [REPLACE] [AUTH password] [KEYS key …]` */
const migrate: Rule = (args, emit) => {
  let copy = false
  let first = args.count
  for (let index = 6; index < args.count; index += 1) {
    const word = args.text(index).toUpperCase()
    if (word === 'AUTH') index += 1
    else if (word === 'AUTH2') index += 2
    else if (word === 'COPY') copy = true
    else if (word === 'KEYS') {
      first = index + 1
      break
    }
  }
  const op = copy ? 'read' : 'delete'
  if (args.bytes(3) > 0) emit(op, 3)
  for (let index = first; index < args.count; index += 1) emit(op, index)
}

/** Reads that leave the clock of LRU and LFU alone. */
const look = (last: number): Rule => reads({ last }, { noTouch: true })

export const keyRules: Record<string, Rule> = {
  del: deletes({ last: -1 }),
  unlink: deletes({ last: -1 }),
  delifeq: deletes(),
  delex: deletes(),
  expire: expires((value) => value * 1000),
  pexpire: expires((value) => value),
  expireat: expires((value, at) => value * 1000 - at),
  pexpireat: expires((value, at) => value - at),
  persist: (_args, emit) => emit('expire', 1, { ttlMs: null, onlyIf: 'present' }),
  exists: look(-1),
  type: look(1),
  ttl: look(1),
  pttl: look(1),
  expiretime: look(1),
  pexpiretime: look(1),
  touch: reads({ last: -1 }),
  dump: reads(),
  restore,
  migrate,
  // It leaves the database that the trace is about.
  move: deletes(),
  rename: move,
  renamenx: move,
  copy: both(reads(), stores(2)),
  sort,
  sort_ro: reads(),
}

/** Scripts and functions: which of their keys they read or write is not told. */
export const scriptRules: Record<string, Rule> = {
  eval: counted(2, 'read'),
  eval_ro: counted(2, 'read'),
  evalsha: counted(2, 'read'),
  evalsha_ro: counted(2, 'read'),
  fcall: counted(2, 'read'),
  fcall_ro: counted(2, 'read'),
}
