import type { Undo } from '#main/changes/index.ts'
import {
  DEFAULT_KEEP,
  type EachAction,
  type Only,
  quoteArgument,
  type RedisChange,
} from '#shared/redis/change-text.ts'
import { bytesOfKeyName } from '#shared/redis/key-name.ts'
import type { Bytes } from '#shared/units.ts'
import type { ChangeOfKeys } from './keys/rule.ts'

/** What the ledger calls the kind of a change. */
export function kindName(change: RedisChange): string {
  switch (change.kind) {
    case 'each':
      return `${change.action.do}-keys`
    case 'expire':
    case 'persist':
    case 'unlink':
      return `${change.kind}-keys`
    case 'rename':
      return 'rename-key'
    case 'config-set':
    case 'config-rewrite':
    case 'config-resetstat':
    case 'memory-purge':
    case 'slowlog-reset':
    case 'latency-reset':
      return change.kind
  }
}

/** Of the kinds that {@link kindName} gives: they are felt in all databases of the server. */
export function isServerWide(kindName: string): boolean {
  return !kindName.endsWith('-keys') && kindName !== 'rename-key'
}

/** `Expire session:* after 3,600 s`. */
export function titleOfKeys(change: ChangeOfKeys): string {
  switch (change.kind) {
    case 'expire':
      return `Expire ${named(change.key)} after ${count(change.seconds)} s`
    case 'persist':
      return `Let ${named(change.key)} stay`
    case 'unlink':
      return `Delete ${change.keys.length === 1 ? named(change.keys[0] ?? '') : `${count(change.keys.length)} keys`}${keeping(change.keepBytes)}`
    case 'each': {
      const except =
        change.except.length === 0
          ? ''
          : `, but not ${change.except.map((glob) => quoteArgument(glob)).join(', ')}`
      return (
        titleOfEach(
          change.action,
          `${change.type === undefined ? '' : `${change.type} `}${quoteArgument(change.match)}`,
        ) + except
      )
    }
  }
}

function titleOfEach(action: EachAction, keys: string): string {
  switch (action.do) {
    case 'expire':
      return `Expire ${keys} after ${count(action.seconds)} s${give(action.jitterPercent)}${onlyWords[action.only]}`
    case 'extend':
      return `Let ${keys} live ${count(action.seconds)} s longer${give(action.jitterPercent)}`
    case 'jitter':
      return `Spread the expiries of ${keys} by ±${action.percent} %`
    case 'persist':
      return `Let ${keys} stay`
    case 'unlink':
      return `Delete ${keys}${keeping(action.keepBytes)}`
  }
}

/** What is not kept by the usual rule is said with the name of the change already. */
function keeping(bytes: Bytes): string {
  if (bytes === DEFAULT_KEEP) return ''
  return bytes === 0 ? ' for good' : ` and keep ${sizeOf(bytes)} of them for undo`
}

const onlyWords: Record<Only, string> = {
  all: '',
  none: ' where there is no expiry',
  longer: ' where it lives longer',
  'none-or-longer': ' where there is no expiry or a longer one',
}

const give = (percent: number) => (percent === 0 ? '' : ` ±${percent} %`)

/** Keys that a change changed or will, and of those that it deletes the ones that are kept. */
export interface Counted {
  keys: number
  kept: number
}

/**
 * How a change of keys is taken back; for people, as undo goes by the journal.
 *
 * @param counted undefined while it is not known
 */
export function undoOfKeys(action: EachAction, counted: Counted | undefined): Undo {
  if (counted?.keys === 0) {
    return { sql: null, note: 'No key was changed, so there is nothing to undo.' }
  }
  if (action.do === 'unlink') return undoOfDeletion(action.keepBytes, counted)
  return {
    sql: [`RESTORE ${counted === undefined ? 'all' : count(counted.keys)} expiries from the journal`],
    note: `Absolute expiries come back: a key whose former time has passed by then is gone at once, as it would be without the change. Keys that others have changed since are left alone and listed.`,
  }
}

function undoOfDeletion(keepBytes: Bytes, counted: Counted | undefined): Undo {
  if (keepBytes === 0) return { sql: null, note: 'None of the deleted keys is kept: they are gone for good.' }
  const note = 'Keys that are there again by then are left alone.'
  if (counted === undefined) {
    return { sql: ['RESTORE the deleted keys that were kept from the journal'], note }
  }
  const { keys, kept } = counted
  const lost = keys - kept
  if (kept === 0) {
    return {
      sql: null,
      note: `None of the ${count(keys)} keys fits into what is kept for undo: they are gone for good.`,
    }
  }
  if (lost === 0) return { sql: [`RESTORE ${count(keys)} deleted keys from the journal`], note }
  return {
    sql: [`RESTORE ${count(kept)} of ${count(keys)} deleted keys from the journal`],
    note: `${keysWord(lost)} ${lost === 1 ? 'is' : 'are'} not kept and gone for good. ${note}`,
  }
}

/** A key in a sentence: in quotes, with what would not be seen written out, where it is not plain. */
export function named(key: string): string {
  return quoteArgument(bytesOfKeyName(key))
}

export function count(number: number): string {
  return number.toLocaleString('en')
}

export function keysWord(number: number): string {
  return number === 1 ? '1 key' : `${count(number)} keys`
}

export function sizeOf(bytes: Bytes): string {
  return bytes < 1024 ** 2 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1024 ** 2).toFixed(1)} MB`
}
