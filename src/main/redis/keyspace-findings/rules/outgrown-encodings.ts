import type { Finding } from '#shared/contract/finding.ts'
import type { Namespace } from '#shared/contract/redis/keyspace.ts'
import { printRedisChange } from '#shared/redis/change-text.ts'
import { bytes, count, percent } from '#main/wording.ts'
import { nameOf } from '../resources.ts'
import type { Rule, Seen } from '../rule.ts'

const FEWEST = 500
/** One type alone, so that an encoding is that type's. */
const MOSTLY = 0.95
const LEAST_SHARE = 0.5
/** Bigger ones are rightly no longer compact: each change would move them whole. */
const LARGEST_MEAN = 32 * 1024
/** As far as a compact collection is still fast: beyond it each look goes through too much. */
const MOST_ENTRIES = 512
const MUCH = 100 * 1_048_576

/**
 * What an element costs more than in a listpack, at least. Measured with 150 and 400 short elements:
 * hash 45 to 57 bytes on Redis 6.0 to 8.0 and 24 on Valkey 8.1, sorted set 90 to 106 and 68, set 42 and 16.
 */
const outgrown: Readonly<Partial<Record<string, { encoding: string; costsMore: number; elements: string }>>> =
  {
    hash: { encoding: 'hashtable', costsMore: 24, elements: 'fields' },
    zset: { encoding: 'skiplist', costsMore: 65, elements: 'members' },
    set: { encoding: 'hashtable', costsMore: 16, elements: 'members' },
  }

/** Small collections that are just too long, or hold something too long, to be kept compact. */
export const outgrownEncodings: Rule = (seen) => seen.resources.flatMap((one) => judge(one, seen))

function judge(namespace: Namespace, seen: Seen): Finding[] {
  const { keys, types, encodings, prefix } = namespace
  const [type, of] = Object.entries(types).toSorted((one, other) => other[1].keys - one[1].keys)[0] ?? []
  const kind = type === undefined ? undefined : outgrown[type]
  if (type === undefined || of === undefined || kind === undefined) return []
  if (keys < FEWEST || of.keys < MOSTLY * keys) return []
  const grown = encodings[kind.encoding] ?? 0
  const mean = namespace.bytes / keys
  if (grown < LEAST_SHARE * keys || mean > LARGEST_MEAN) return []
  const elements = elementsOf(type, of.keys, seen)
  const change = changeFor(type, elements, seen)
  // Sets of text have no compact form before 7.2, and then there is nothing to set.
  if (type === 'set' && change === undefined) return []
  const saving = elements === undefined ? undefined : elements * keys * kind.costsMore
  return [
    {
      id: `outgrown-encoding:${prefix}`,
      kind: 'outgrown-encoding',
      severity: saving !== undefined && saving >= MUCH ? 'medium' : 'low',
      title: `${count(grown)} small ${plural[type] ?? type} of ${nameOf(namespace)} are not kept compact`,
      detail: `${percent(grown / keys)} of them are a ${kind.encoding} and take ${bytes(mean)} on average${elements === undefined ? '' : ` for ${count(elements)} ${kind.elements}`}: they are longer than ${type}-max-listpack-entries or hold something longer than ${type}-max-listpack-value. Each of their ${kind.elements} costs at least ${kind.costsMore} bytes more so${saving === undefined ? '' : `, together at least ${bytes(saving)}`}.`,
      advice: `${change?.advice ?? `Look at their lengths, and raise ${type}-max-listpack-entries (${type}-max-ziplist-entries before 7.0) to what they have, up to about ${MOST_ENTRIES}.`} What is there stays as it is until it is written anew. Compact ones take more time for each look, so measure the commands on them before and after.`,
      subject: { kind: 'namespace', name: prefix },
      evidence: [
        { label: kind.encoding, value: `${count(grown)} of ${count(keys)} keys` },
        { label: 'Memory of one, on average', value: bytes(mean) },
        ...(elements === undefined
          ? []
          : [{ label: `${kind.elements} of one, on average`, value: count(elements) }]),
      ],
      proposals: change === undefined ? [] : [{ title: change.title, sql: change.sql }],
    },
  ]
}

/** On average; known where the namespace has nearly all keys of its type. */
function elementsOf(type: string, keys: number, { analysis }: Seen): number | undefined {
  const all = analysis.types[type]
  if (all === undefined || all.elements === null || all.keys === 0) return undefined
  return keys >= MOSTLY * all.keys ? all.elements / all.keys : undefined
}

function changeFor(
  type: string,
  elements: number | undefined,
  { facts }: Seen,
): { title: string; sql: string; advice: string } | undefined {
  const word = ['listpack', 'ziplist'].find((one) => facts.compactLimits?.has(`${type}-max-${one}-entries`))
  if (word === undefined || elements === undefined) return undefined
  const entries = `${type}-max-${word}-entries`
  const now = facts.compactLimits?.get(entries) ?? 0
  const wanted = 2 ** Math.ceil(Math.log2(elements * 1.25))
  // Where they are short enough, it is what they hold that is too long, and how long is not known.
  if (elements <= now || wanted > MOST_ENTRIES) return undefined
  return {
    title: `Keep up to ${wanted} of them compact`,
    sql: printRedisChange({ kind: 'config-set', settings: [{ name: entries, value: String(wanted) }] }),
    advice: `Set ${entries} from ${now} to ${wanted}.`,
  }
}

const plural: Readonly<Partial<Record<string, string>>> = { hash: 'hashes', zset: 'sorted sets', set: 'sets' }
