import type { EpochMilliseconds } from '#shared/units.ts'
import type { Access, AccessKind } from '../access.ts'
import type { Arguments } from './arguments.ts'

export type Details = Partial<Pick<Access, 'bytes' | 'ttlMs' | 'partial' | 'onlyIf' | 'noTouch'>>

/** Takes down an access to the key that stands at `index`. */
export type Emit = (op: AccessKind, index: number, details?: Details) => void

/** What a command does to which keys; `at` is when, for expiries that are told as a date. */
export type Rule = (args: Arguments, emit: Emit, at: EpochMilliseconds) => void

/** Which arguments are keys: `last` below 0 counts from the end, as in the server's own table. */
export interface KeyRange {
  first?: number
  last?: number
  step?: number
}

export function eachKey(
  args: Arguments,
  { first = 1, last = first, step = 1 }: KeyRange,
  work: (index: number) => void,
): void {
  const end = last < 0 ? args.count + last : Math.min(last, args.count - 1)
  if (first < 1 || step < 1) return
  for (let index = first; index <= end; index += step) work(index)
}

export function reads(range: KeyRange = {}, details?: Details): Rule {
  return (args, emit) => eachKey(args, range, (index) => emit('read', index, details))
}

export function deletes(range: KeyRange = {}): Rule {
  return (args, emit) => eachKey(args, range, (index) => emit('delete', index))
}

/** Changes what a key holds by an amount that cannot be told: `INCR`, `HDEL`, `LPOP`. */
export function alters(range: KeyRange = {}): Rule {
  return (args, emit) => eachKey(args, range, (index) => emit('write', index, { partial: true }))
}

/** Adds the arguments from `first` on to what the key at 1 holds. */
export function adds(first: number, onlyIf?: 'present'): Rule {
  return (args, emit) => {
    let bytes = 0
    for (let index = first; index < args.count; index += 1) bytes += args.bytes(index)
    emit('write', 1, { bytes, partial: true, ...(onlyIf ? { onlyIf } : {}) })
  }
}

/** Several rules of one command, one after another. */
export function both(...rules: readonly Rule[]): Rule {
  return (args, emit, at) => {
    for (const rule of rules) rule(args, emit, at)
  }
}

/** Makes the key at `index` anew of what other keys hold: the size is not told. */
export function stores(index: number): Rule {
  return (args, emit) => {
    if (index < args.count) emit('write', index, { ttlMs: null })
  }
}

/** Keys whose number stands at `at`: `ZUNION 2 a b`, `EVAL script 2 a b`. */
export function counted(at: number, op: AccessKind, details?: Details): Rule {
  return (args, emit) => {
    const keys = Number(args.text(at))
    if (!Number.isInteger(keys)) return
    const last = Math.min(at + keys, args.count - 1)
    for (let index = at + 1; index <= last; index += 1) emit(op, index, details)
  }
}
