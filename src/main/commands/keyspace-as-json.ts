import type { Analysis, Histogram, Namespace } from '#shared/contract/redis/keyspace.ts'

const TOP = 20

/** The document of `pitwall keyspace --json`: a contract with other programs; see docs/terminal.md. */
export function keyspaceAsJson(analysis: Analysis, depth = Number.POSITIVE_INFINITY) {
  const { top, ttl, withoutTtl, namespaces, access, elapsedMs, keysPerSecond, findings, ...rest } = analysis
  return {
    keys: rest.keys,
    bytes: rest.bytes,
    elapsedMs: Math.round(elapsedMs),
    keysPerSecond: Math.round(keysPerSecond),
    complete: rest.complete,
    sample: rest.sample,
    types: rest.types,
    encodings: rest.encodings,
    namespaces: namespaces
      .filter((one) => one.parentId !== null && one.depth <= depth)
      .map((one) => namespace(one, access)),
    ttl: columns(ttl, 'untilSeconds'),
    withoutTtl: withoutTtl.keys,
    bytesWithoutTtl: withoutTtl.bytes,
    top: top.bytes.slice(0, TOP),
    topElements: top.elements.slice(0, TOP),
    topIdle: top.idle.slice(0, TOP),
    expiries: rest.expiries,
    access,
    parts: rest.parts,
    expectedKeys: rest.expectedKeys,
    findings,
    limitations: rest.limitations,
  }
}

function namespace(one: Namespace, access: Analysis['access']) {
  const { withoutTtl, ttl, access: used, sizes, ...rest } = one
  return {
    ...rest,
    withoutTtl: withoutTtl.keys,
    bytesWithoutTtl: withoutTtl.bytes,
    ttl: columns(ttl, 'untilSeconds'),
    access: access === 'unknown' ? [] : columns(used, access === 'idle' ? 'untilSeconds' : 'untilFrequency'),
    sizes: columns(sizes, 'untilBytes'),
  }
}

function columns(histogram: Histogram, name: 'untilSeconds' | 'untilFrequency' | 'untilBytes') {
  return histogram.map(({ until, keys, bytes }) => ({ [name]: until, keys, bytes }))
}
