import type { ServerSample } from '#shared/contract/redis/server.ts'
import type { EpochMilliseconds, Milliseconds } from '#shared/units.ts'
import { encodeCommand } from '../../resp/index.ts'
import { type Info, numberOf } from '../info/info.ts'
import { InfoFigures, keyCounts } from '../info/info-figures.ts'

/** The one command of a look. What it costs is not the load of others, and is taken off. */
export const LOOK = ['INFO'] as const

/** What all masters told at one moment. */
export interface Look {
  at: EpochMilliseconds
  /** Of a clock that is never set. */
  clockMs: Milliseconds
  nodes: ReadonlyMap<string, { info: Info; replyBytes: number }>
}

/** Counters that only fall when the server was started anew or told to begin to count anew. */
const counters = [
  'total_commands_processed',
  'total_connections_received',
  'total_net_input_bytes',
  'total_net_output_bytes',
  'keyspace_hits',
  'keyspace_misses',
  'evicted_keys',
  'expired_keys',
] as const

/**
 * What the server does between two looks; where a master counts anew or came between, the rates of that
 * time are null.
 */
export function sampleOf(look: Look, before: Look | undefined): ServerSample {
  const figures = new InfoFigures(
    [...look.nodes].map(([node, { info }]) => ({ node, now: info, before: before?.nodes.get(node)?.info })),
    before === undefined ? 0 : look.clockMs - before.clockMs,
  )
  const isCounting = before !== undefined && figures.nodes.every(goesOnCounting)
  const grown = (name: (typeof counters)[number], own = 0): number | null => {
    const amount = isCounting ? figures.grown(name) : undefined
    return amount === undefined ? null : Math.max(0, amount - own)
  }
  const rate = (amount: number | null): number | null =>
    amount === null || figures.windowMs <= 0 ? null : (amount * 1000) / figures.windowMs
  const [hits, misses] = [grown('keyspace_hits'), grown('keyspace_misses')]
  const looked = hits === null || misses === null ? null : hits + misses
  const nodes = look.nodes.size
  const limits = figures.each('maxmemory')
  const clients = figures.sum('connected_clients')
  return {
    at: look.at,
    ...(before === undefined ? {} : { sinceMs: figures.windowMs }),
    // Counted is the look before: a command counts when it has run.
    commandsPerSecond: rate(grown('total_commands_processed', nodes)),
    hitsPerSecond: rate(hits),
    missesPerSecond: rate(misses),
    hitRate: looked === null || looked === 0 ? null : (hits ?? 0) / looked,
    evictedPerSecond: rate(grown('evicted_keys')),
    expiredPerSecond: rate(grown('expired_keys')),
    usedBytes: figures.sum('used_memory') ?? null,
    maxBytes: limits.length === 0 ? null : limits.includes(0) ? 0 : (figures.sum('maxmemory') ?? null),
    // Pitwall's own, one on each master.
    clients: clients === undefined ? null : Math.max(0, clients - nodes),
    blockedClients: figures.sum('blocked_clients') ?? null,
    bytesInPerSecond: rate(grown('total_net_input_bytes', encodeCommand(LOOK).length * nodes)),
    bytesOutPerSecond: rate(grown('total_net_output_bytes', repliesOf(before))),
    keys: nodes === 0 ? null : keyCounts(figures).keys,
  }
}

/** The answers to the look before, which the server has counted since. */
function repliesOf(before: Look | undefined): number {
  let total = 0
  for (const { replyBytes } of before?.nodes.values() ?? []) {
    // Its length stands before it, and a line end after each.
    total += replyBytes + `$${replyBytes}\r\n\r\n`.length
  }
  return total
}

function goesOnCounting({ now, before }: { now: Info; before: Info | undefined }): boolean {
  if (before === undefined || now.get('run_id') !== before.get('run_id')) return false
  return counters.every((name) => (numberOf(now, name) ?? 0) >= (numberOf(before, name) ?? 0))
}
