import type { Undo } from '#main/changes/index.ts'
import { type EachAction, type Only, quoteArgument, type RedisChange } from '#shared/redis/change-text.ts'
import { bytesOfKeyName } from '#shared/redis/key-name.ts'
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
      return change.keys.length === 1
        ? `Delete ${named(change.keys[0] ?? '')}`
        : `Delete ${count(change.keys.length)} keys`
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
      return `Delete ${keys}`
  }
}

const onlyWords: Record<Only, string> = {
  all: '',
  none: ' where there is no expiry',
  longer: ' where it lives longer',
  'none-or-longer': ' where there is no expiry or a longer one',
}

const give = (percent: number) => (percent === 0 ? '' : ` ±${percent} %`)

/** How a change of so many keys is taken back; for people, as undo goes by the journal. */
export function undoOfKeys(action: EachAction, keys: number | undefined): Undo {
  const many = keys === undefined ? 'all' : count(keys)
  if (keys === 0) return { sql: null, note: 'No key was changed, so there is nothing to undo.' }
  return action.do === 'unlink'
    ? {
        sql: [`RESTORE ${many} deleted keys from the journal`],
        note: 'Keys that are there again by then are left alone, and so are those that were not kept.',
      }
    : {
        sql: [`RESTORE ${many} expiries from the journal`],
        note: `Absolute expiries come back: a key whose former time has passed by then is gone at once, as it would be without the change. Keys that others have changed since are left alone and listed.`,
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
