import { Failure } from '../failure.ts'
import type { Bytes } from '../units.ts'
import { quoteArgument, splitArguments } from './arguments.ts'
import { DEFAULT_KEEP, redisChangeForms, units, Words } from './change-words.ts'
import { bytesOfKeyName } from './key-name.ts'

export { quoteArgument } from './arguments.ts'
export { DEFAULT_KEEP, LONGEST_TTL, MOST_JITTER, redisChangeForms } from './change-words.ts'

/**
 * A change of Redis, as its text says it. Keys are names as the contract has them (`keyNameOf`); globs
 * are text, as in SCAN MATCH.
 */
export type RedisChange =
  | { kind: 'config-set'; settings: { name: string; value: string }[] }
  | { kind: 'config-rewrite' }
  | { kind: 'config-resetstat' }
  | { kind: 'memory-purge' }
  | { kind: 'slowlog-reset' }
  | { kind: 'latency-reset' }
  | { kind: 'expire'; key: string; seconds: number }
  | { kind: 'persist'; key: string }
  | { kind: 'unlink'; keys: string[]; keepBytes: Bytes }
  | { kind: 'rename'; key: string; newKey: string }
  | ChangeOfMany

/** One change of every key that matches. */
export interface ChangeOfMany {
  kind: 'each'
  match: string
  /** Keys that match one of these are left alone. */
  except: string[]
  /** As TYPE says it; absent for all. */
  type?: string | undefined
  action: EachAction
}

export type EachAction =
  | { do: 'expire'; seconds: number; jitterPercent: number; only: Only }
  /** Keys that expire live so much longer; the others are left alone. */
  | { do: 'extend'; seconds: number; jitterPercent: number }
  /** Keys that expire do so up to so many percent of their remaining time earlier or later. */
  | { do: 'jitter'; percent: number }
  | { do: 'persist' }
  | { do: 'unlink'; keepBytes: Bytes }

/** Which keys get a TTL: all, those without one, those that live longer, or both of these. */
export type Only = 'all' | 'none' | 'longer' | 'none-or-longer'

/** @throws Failure BAD_INPUT for what is no change that Pitwall knows, with the form that was meant */
export function parseRedisChange(text: string): RedisChange {
  const words = new Words(splitArguments(text))
  const first = words.keyword()
  const read = first === undefined ? undefined : readers[first]
  if (!read) throw unknownChange(first)
  const change = read(words)
  words.end()
  return change
}

/** As {@link parseRedisChange} reads it back. */
export function printRedisChange(change: RedisChange): string {
  switch (change.kind) {
    case 'config-set':
      return [
        'CONFIG SET',
        ...change.settings.flatMap(({ name, value }) => [quoteArgument(name), quoteArgument(value)]),
      ].join(' ')
    case 'expire':
      return `EXPIRE ${quoteKey(change.key)} ${change.seconds}`
    case 'persist':
      return `PERSIST ${quoteKey(change.key)}`
    case 'unlink':
      return ['UNLINK', ...change.keys.map((key) => quoteListed(key)), ...keepWords(change.keepBytes)].join(
        ' ',
      )
    case 'rename':
      return `RENAMENX ${quoteKey(change.key)} ${quoteKey(change.newKey)}`
    case 'each':
      return [
        `EACH ${quoteArgument(change.match)}`,
        ...change.except.map((glob) => `EXCEPT ${quoteArgument(glob)}`),
        ...(change.type === undefined ? [] : [`TYPE ${quoteArgument(change.type)}`]),
        ...actionWords(change.action),
      ].join(' ')
    case 'config-rewrite':
    case 'config-resetstat':
    case 'memory-purge':
    case 'slowlog-reset':
    case 'latency-reset':
      return printedOnServer[change.kind]
  }
}

const printedOnServer = {
  'config-rewrite': 'CONFIG REWRITE',
  'config-resetstat': 'CONFIG RESETSTAT',
  'memory-purge': 'MEMORY PURGE',
  'slowlog-reset': 'SLOWLOG RESET',
  'latency-reset': 'LATENCY RESET',
} as const

const readers: Partial<Record<string, (words: Words) => RedisChange>> = {
  CONFIG: (words) => {
    const what = words.oneOf('CONFIG', ['SET', 'REWRITE', 'RESETSTAT'])
    if (what === 'SET') return { kind: 'config-set', settings: readSettings(words) }
    return { kind: what === 'REWRITE' ? 'config-rewrite' : 'config-resetstat' }
  },
  MEMORY: (words) => (words.oneOf('MEMORY', ['PURGE']), { kind: 'memory-purge' }),
  SLOWLOG: (words) => (words.oneOf('SLOWLOG', ['RESET']), { kind: 'slowlog-reset' }),
  LATENCY: (words) => (words.oneOf('LATENCY', ['RESET']), { kind: 'latency-reset' }),
  EXPIRE: (words) => ({ kind: 'expire', key: words.key('EXPIRE'), seconds: words.seconds('EXPIRE') }),
  PERSIST: (words) => ({ kind: 'persist', key: words.key('PERSIST') }),
  UNLINK: (words) => {
    const keys = [words.key('UNLINK')]
    while (!words.atEnd() && !words.isNext('KEEP')) keys.push(words.key('UNLINK'))
    return { kind: 'unlink', keys: [...new Set(keys)], keepBytes: readKeep(words) }
  },
  RENAMENX: (words) => ({ kind: 'rename', key: words.key('RENAMENX'), newKey: words.key('RENAMENX') }),
  EACH: (words) => {
    const match = words.text('a glob after EACH')
    const except: string[] = []
    while (words.take('EXCEPT')) except.push(words.text('a glob after EXCEPT'))
    const type = words.take('TYPE') ? words.text('a type after TYPE').toLowerCase() : undefined
    return { kind: 'each', match, except, ...(type === undefined ? {} : { type }), action: readAction(words) }
  },
}

function readSettings(words: Words): { name: string; value: string }[] {
  const settings: { name: string; value: string }[] = []
  do {
    const name = words.text('a name after CONFIG SET').toLowerCase()
    settings.push({ name, value: words.text(`a value for ${name}`) })
  } while (!words.atEnd())
  const twice = settings.find(({ name }, at) => settings.findIndex((other) => other.name === name) !== at)
  if (!twice) return settings
  throw new Failure('BAD_INPUT', `${twice.name} is set twice.`, { hint: 'Say it once.' })
}

function readAction(words: Words): EachAction {
  switch (words.oneOf('EACH <glob>', ['EXPIRE', 'EXTEND', 'JITTER', 'PERSIST', 'UNLINK'])) {
    case 'EXPIRE': {
      const seconds = words.seconds('EXPIRE')
      return { do: 'expire', seconds, jitterPercent: readJitter(words), only: readOnly(words) }
    }
    case 'EXTEND':
      return { do: 'extend', seconds: words.seconds('EXTEND'), jitterPercent: readJitter(words) }
    case 'JITTER':
      return { do: 'jitter', percent: words.percent(0.1) }
    case 'PERSIST':
      return { do: 'persist' }
    case 'UNLINK':
      return { do: 'unlink', keepBytes: readKeep(words) }
  }
}

function readJitter(words: Words): number {
  return words.take('JITTER') ? words.percent(0) : 0
}

function readOnly(words: Words): Only {
  if (!words.take('IF')) return 'all'
  if (words.oneOf('IF', ['NONE', 'LONGER']) === 'LONGER') return 'longer'
  if (!words.take('OR')) return 'none'
  words.oneOf('IF NONE OR', ['LONGER'])
  return 'none-or-longer'
}

function readKeep(words: Words): Bytes {
  return words.take('KEEP') ? words.bytes() : DEFAULT_KEEP
}

function keepWords(keep: Bytes): string[] {
  if (keep === DEFAULT_KEEP) return []
  const unit = (['gb', 'mb', 'kb'] as const).find((name) => keep >= units[name] && keep % units[name] === 0)
  return [`KEEP ${unit === undefined ? keep : `${keep / units[unit]}${unit}`}`]
}

function actionWords(action: EachAction): string[] {
  switch (action.do) {
    case 'expire':
      return [`EXPIRE ${action.seconds}`, ...jitterWords(action.jitterPercent), ...onlyWords[action.only]]
    case 'extend':
      return [`EXTEND ${action.seconds}`, ...jitterWords(action.jitterPercent)]
    case 'jitter':
      return [`JITTER ${action.percent}`]
    case 'persist':
      return ['PERSIST']
    case 'unlink':
      return ['UNLINK', ...keepWords(action.keepBytes)]
  }
}

const onlyWords: Record<Only, string[]> = {
  all: [],
  none: ['IF NONE'],
  longer: ['IF LONGER'],
  'none-or-longer': ['IF NONE OR LONGER'],
}

function jitterWords(percent: number): string[] {
  return percent === 0 ? [] : [`JITTER ${percent}`]
}

function quoteKey(name: string): string {
  return quoteArgument(bytesOfKeyName(name))
}

/** Among the keys of UNLINK a bare KEEP is the keyword. */
function quoteListed(name: string): string {
  return name.toUpperCase() === 'KEEP' ? `"${name}"` : quoteKey(name)
}

function unknownChange(first: string | undefined): Failure {
  const hint = otherwise[first ?? ''] ?? `Known are: ${redisChangeForms.join('; ')}.`
  if (first === undefined)
    return new Failure('BAD_INPUT', 'This is no change of Redis that Pitwall knows.', { hint })
  return new Failure('BAD_INPUT', `${first} is no change of Redis that Pitwall knows.`, { hint })
}

/** What people are likely to try, and what there is instead. */
const otherwise: Partial<Record<string, string>> = {
  DEL: 'Write UNLINK: it does the same without keeping other clients waiting.',
  RENAME: 'Write RENAMENX: it does not overwrite a key of the new name.',
  PEXPIRE: 'Write EXPIRE with seconds.',
  EXPIREAT: 'Write EXPIRE with seconds from now.',
  PEXPIREAT: 'Write EXPIRE with seconds from now.',
  FLUSHALL: 'Write EACH * UNLINK: it is counted before and can be undone.',
  FLUSHDB: 'Write EACH * UNLINK: it is counted before and can be undone.',
}
