import type { Analysis, Histogram, Namespace } from '#shared/contract/redis/keyspace.ts'

const TOP = 20

/**
 * The document of `pitwall keyspace --json`: a contract with other programs; see docs/terminal.md. What
 * could not be seen is null there, or empty where it is a list, and not 0.
 */
export function keyspaceAsJson(analysis: Analysis, depth = Number.POSITIVE_INFINITY) {
  const { top, ttl, withoutTtl, namespaces, access, elapsedMs, keysPerSecond, findings, ...rest } = analysis
  const seen = seenOf(analysis)
  return {
    keys: rest.keys,
    bytes: bytesIn(rest.bytes, seen),
    elapsedMs: Math.round(elapsedMs),
    keysPerSecond: Math.round(keysPerSecond),
    complete: rest.complete,
    sample: rest.sample && {
      ...rest.sample,
      bytesEstimate: seen.bytes ? rest.sample.bytesEstimate : null,
    },
    types: mapped(rest.types, seen),
    encodings: rest.encodings,
    namespaces: namespaces
      .filter((one) => one.parentId !== null && one.depth <= depth)
      .map((one) => namespace(one, access, seen)),
    ttl: columns(ttl, 'untilSeconds', seen, seen.ttl),
    withoutTtl: seen.ttl ? withoutTtl.keys : null,
    bytesWithoutTtl: seen.ttl ? bytesIn(withoutTtl.bytes, seen) : null,
    top: top.bytes.slice(0, TOP),
    topElements: top.elements.slice(0, TOP),
    topIdle: top.idle.slice(0, TOP),
    expiries: rest.expiries,
    access,
    parts: rest.parts.map((part) => ({ ...part, bytes: bytesIn(part.bytes, seen) })),
    expectedKeys: rest.expectedKeys,
    findings,
    limitations: rest.limitations,
  }
}

interface Seen {
  bytes: boolean
  ttl: boolean
}

function seenOf({ unseen = [] }: Analysis): Seen {
  return { bytes: !unseen.includes('bytes'), ttl: !unseen.includes('ttl') }
}

function bytesIn(bytes: number, seen: Seen): number | null {
  return seen.bytes ? bytes : null
}

function mapped<T extends { bytes: number }>(record: Record<string, T>, seen: Seen) {
  return Object.fromEntries(
    Object.entries(record).map(([name, one]) => [name, { ...one, bytes: bytesIn(one.bytes, seen) }]),
  )
}

function namespace(one: Namespace, access: Analysis['access'], seen: Seen) {
  const { withoutTtl, ttl, access: used, sizes, ...rest } = one
  return {
    ...rest,
    bytes: bytesIn(rest.bytes, seen),
    types: mapped(rest.types, seen),
    withoutTtl: seen.ttl ? withoutTtl.keys : null,
    bytesWithoutTtl: seen.ttl ? bytesIn(withoutTtl.bytes, seen) : null,
    ttl: columns(ttl, 'untilSeconds', seen, seen.ttl),
    access: columns(used, access === 'idle' ? 'untilSeconds' : 'untilFrequency', seen, access !== 'unknown'),
    sizes: columns(sizes, 'untilBytes', seen, seen.bytes),
  }
}

function columns(
  histogram: Histogram,
  name: 'untilSeconds' | 'untilFrequency' | 'untilBytes',
  seen: Seen,
  isSeen: boolean,
) {
  return isSeen
    ? histogram.map(({ until, keys, bytes }) => ({ [name]: until, keys, bytes: bytesIn(bytes, seen) }))
    : []
}
