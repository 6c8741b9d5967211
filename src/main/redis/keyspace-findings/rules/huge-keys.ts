import type { Finding } from '#shared/contract/finding.ts'
import type { KeyFacts } from '#shared/contract/redis/keyspace.ts'
import { quoteArgument } from '#shared/redis/change-text.ts'
import { bytesOfKeyName, shownKeyName } from '#shared/redis/key-name.ts'
import { bytes, count, duration } from '#main/wording.ts'
import type { Rule } from '../rule.ts'

const MIB = 1_048_576

/**
 * From here on one careless command is felt: a server copies about a gigabyte a second into a reply,
 * so a megabyte takes a millisecond, and goes through some millions of elements a second. A string is
 * always read whole, a collection only by some commands.
 */
const levels = {
  string: { low: MIB, medium: 10 * MIB, high: 100 * MIB },
  collection: { low: 10 * MIB, medium: 50 * MIB, high: 200 * MIB },
  elements: { low: 50_000, medium: 200_000, high: 1_000_000 },
} as const

/** More of them are summed up. */
const MOST = 10

export const hugeKeys: Rule = ({ analysis: { top } }) => {
  const keys = new Map([...top.bytes, ...top.elements].map((facts) => [facts.key, facts]))
  const huge = [...keys.values()]
    .map((facts) => ({ facts, severity: severityOf(facts) }))
    .filter((one): one is { facts: KeyFacts; severity: Finding['severity'] } => one.severity !== undefined)
    .toSorted((one, other) => (other.facts.bytes ?? 0) - (one.facts.bytes ?? 0))
  return huge.slice(0, MOST).map(({ facts, severity }) => findingOf(facts, severity, huge.length))
}

function severityOf({ type, bytes: size, elements }: KeyFacts): Finding['severity'] | undefined {
  const ofSize = levelOf(size ?? 0, type === 'string' ? levels.string : levels.collection)
  // The length of a string is its bytes.
  const ofElements = type === 'string' ? undefined : levelOf(elements ?? 0, levels.elements)
  return worst(ofSize, ofElements)
}

function levelOf(
  value: number,
  level: { low: number; medium: number; high: number },
): Finding['severity'] | undefined {
  if (value >= level.high) return 'high'
  if (value >= level.medium) return 'medium'
  return value >= level.low ? 'low' : undefined
}

function worst(...severities: (Finding['severity'] | undefined)[]): Finding['severity'] | undefined {
  return (['high', 'medium', 'low'] as const).find((one) => severities.includes(one))
}

function findingOf(facts: KeyFacts, severity: Finding['severity'], all: number): Finding {
  const { key, type, elements, ttlMs, idleSeconds } = facts
  const kind = kinds[type] ?? other
  const size = facts.bytes === null ? undefined : bytes(facts.bytes)
  const counted = elements === null || type === 'string' ? undefined : `${count(elements)} ${kind.elements}`
  const shown = shortened(shownKeyName(key))
  return {
    id: `huge-key:${key}`,
    kind: 'huge-key',
    severity,
    title: `${shown} is huge: ${[size, counted].filter(Boolean).join(', ')}`,
    detail: `${kind.hurts} All other clients wait meanwhile; in a cluster it cannot be divided. ${ttlMs === null ? 'It never expires.' : `It expires in ${duration(ttlMs)}.`}${idleSeconds === null ? '' : ` It was last used ${duration(idleSeconds * 1000)} ago.`}${all > MOST ? ` It is one of at least ${count(all)} such keys.` : ''}`,
    advice: `${kind.instead} To be rid of it use UNLINK, which frees it in the background, and never DEL.`,
    subject: { kind: 'key', name: key },
    evidence: [
      { label: 'Type', value: facts.encoding === null ? type : `${type} (${facts.encoding})` },
      ...(size === undefined ? [] : [{ label: 'Memory', value: size }]),
      ...(counted === undefined ? [] : [{ label: 'Elements', value: counted }]),
    ],
    evidenceSql: `MEMORY USAGE ${quoteArgument(bytesOfKeyName(key))} SAMPLES 0`,
    proposals: [],
  }
}

interface Kind {
  elements: string
  hurts: string
  instead: string
}

const other: Kind = {
  elements: 'elements',
  hurts: 'Commands that read or delete it whole take as long as it is big.',
  instead: 'Divide it into several keys.',
}

const kinds: Readonly<Partial<Record<string, Kind>>> = {
  string: {
    elements: 'bytes',
    hurts: 'Each GET copies and sends all of it, each SET writes all of it anew.',
    instead: 'Compress it, or divide it: a hash whose fields are read one by one, or GETRANGE for a part.',
  },
  hash: {
    elements: 'fields',
    hurts: 'HGETALL, HKEYS and HVALS go through all fields; so does DEL.',
    instead:
      'Ask for fields with HMGET, page with HSCAN, or divide it into several hashes by a part of the field’s name.',
  },
  list: {
    elements: 'items',
    hurts: 'LRANGE 0 -1 answers all items; LINDEX, LINSERT and LREM in the middle go through half of them.',
    instead: 'Read pages from an end, and keep it short with LTRIM after each push.',
  },
  set: {
    elements: 'members',
    hurts: 'SMEMBERS answers all members; SUNION, SINTER and SDIFF go through them; so does DEL.',
    instead: 'Ask SISMEMBER or SMISMEMBER, page with SSCAN, or divide it into several sets.',
  },
  zset: {
    elements: 'members',
    hurts: 'ZRANGE 0 -1 answers all members; ZUNIONSTORE and ZINTERSTORE go through them; so does DEL.',
    instead: 'Ask for a page by rank, and cut off the tail with ZREMRANGEBYRANK.',
  },
  stream: {
    elements: 'entries',
    hurts: 'XRANGE - + answers all entries; a start of the server loads them all.',
    instead: 'Give XADD a MAXLEN ~, so that it is cut while it grows.',
  },
}

const LONGEST = 60

function shortened(name: string): string {
  return name.length > LONGEST ? `${name.slice(0, LONGEST)}…` : name
}
