import type { Analysis, Histogram } from '#shared/contract/redis/keyspace.ts'

/**
 * The figures of a sample multiplied to the whole; top lists, which are of single keys, stay. Each
 * figure is rounded for itself.
 */
export function scaled(analysis: Analysis, factor: number): Analysis {
  const counts = <T extends { keys: number; bytes: number }>(one: T): T => ({
    ...one,
    keys: Math.round(one.keys * factor),
    bytes: Math.round(one.bytes * factor),
  })
  const histogram = (columns: Histogram): Histogram => columns.map(counts)
  const record = (one: Record<string, number>): Record<string, number> =>
    mapped(one, (n) => Math.round(n * factor))
  return {
    ...counts(analysis),
    withoutTtl: counts(analysis.withoutTtl),
    types: mapped(analysis.types, (type) => ({
      ...counts(type),
      elements: type.elements === null ? null : Math.round(type.elements * factor),
    })),
    encodings: mapped(analysis.encodings, record),
    ttl: histogram(analysis.ttl),
    expiries: analysis.expiries.map(({ patternKeys, ...one }) => ({
      ...one,
      keys: Math.round(one.keys * factor),
      ...(patternKeys !== undefined && { patternKeys: Math.round(patternKeys * factor) }),
    })),
    namespaces: analysis.namespaces.map((one) => ({
      ...counts(one),
      withoutTtl: counts(one.withoutTtl),
      types: mapped(one.types, counts),
      encodings: record(one.encodings),
      ttl: histogram(one.ttl),
      access: histogram(one.access),
      sizes: histogram(one.sizes),
    })),
    compliance: analysis.compliance.map((one) => ({
      ...one,
      keys: Math.round(one.keys * factor),
      compliant: Math.round(one.compliant * factor),
      withoutTtl: Math.round(one.withoutTtl * factor),
      other: Math.round(one.other * factor),
      bytes: one.bytes === null ? null : Math.round(one.bytes * factor),
    })),
    parts: analysis.parts.map(counts),
  }
}

function mapped<T, U>(record: Record<string, T>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]))
}
