import type { Namespace } from '#shared/contract/redis/keyspace.ts'
import { bytes, count, percent } from '#main/wording.ts'
import { nameOf } from '../resources.ts'
import type { Rule } from '../rule.ts'

/** Fewer save too little to change an application for. */
const FEWEST = 10_000
/** Mostly strings that never expire: the fields of a hash have one TTL together before 7.4. */
const MOSTLY = 0.95
/** Of MEMORY USAGE: above it the value outweighs what is kept about it. */
const TINY = 128
const LEAST_SAVING = 262_144
const MUCH_SAVING = 100 * 1_048_576

/**
 * What a string costs more than a field of a small hash with the same value, beside the part of the
 * name they share. Measured with 100,000 keys as strings and as hashes of 100 fields: 32 to 77 bytes on
 * Redis 6.0, 7.0 and 8.0 and on Valkey 8.1, which needs the least.
 */
const COSTS_MORE = 30

/** Many strings so small that most of their memory is what is kept about them. */
export const tinyStrings: Rule = ({ resources }) =>
  resources
    .filter((namespace) => isTiny(namespace))
    .flatMap((namespace) => {
      const { keys, prefix } = namespace
      const shared = prefix.replaceAll('*', '').length
      const saving = keys * (COSTS_MORE + shared)
      if (saving < LEAST_SAVING || saving > namespace.bytes) return []
      return [
        {
          id: `tiny-strings:${prefix}`,
          kind: 'tiny-strings',
          severity: saving >= MUCH_SAVING ? ('medium' as const) : ('low' as const),
          title: `${count(keys)} tiny strings of ${nameOf(namespace)} would be smaller in hashes`,
          detail: `A key of it takes ${count(namespace.bytes / keys)} bytes on average, and most of that is kept about it, not in it: an entry in the table of keys, an object, its whole name. In hashes of about 100 fields each value needs at least ${COSTS_MORE} bytes less, and the ${count(shared)} bytes that their names begin with are kept once: together at least ${bytes(saving)} of ${bytes(namespace.bytes)} (${percent(saving / namespace.bytes)}).`,
          advice: `Put the last digits of an id into the field: HSET ${shown(prefix)}123 45 … instead of SET ${shown(prefix)}12345 …. A hash stays compact up to hash-max-listpack-entries fields of hash-max-listpack-value bytes. Not for values that expire one by one: before Redis 7.4 only the whole hash can.`,
          subject: { kind: 'namespace' as const, name: prefix },
          evidence: [
            { label: 'Keys', value: count(keys) },
            { label: 'Memory of one, on average', value: `${count(namespace.bytes / keys)} B` },
            { label: 'Saved at least', value: bytes(saving) },
          ],
          proposals: [],
        },
      ]
    })

function isTiny({ keys, bytes: size, types, withoutTtl, sizes }: Namespace): boolean {
  if (keys < FEWEST || withoutTtl.keys < MOSTLY * keys || size > TINY * keys) return false
  if ((types['string']?.keys ?? 0) < MOSTLY * keys) return false
  const small = sizes.reduce(
    (total, { until, keys: n }) => (until !== null && until <= TINY ? total + n : total),
    0,
  )
  return small >= MOSTLY * keys
}

function shown(prefix: string): string {
  return prefix.length > 40 ? `${prefix.slice(0, 40)}…` : prefix
}
