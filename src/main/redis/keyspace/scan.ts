import type { Limitation } from '#shared/contract/finding.ts'
import type { Pace } from '#shared/contract/redis/keyspace.ts'
import { Failure, throwIfCancelled } from '#shared/failure.ts'
import type { Milliseconds } from '#shared/units.ts'
import type { RedisFacts, RedisNode, RedisServer } from '../connect/index.ts'
import { type KeyBatch, type KeyField, Words } from './key-batch.ts'
import { Latency } from './latency.ts'
import { NodeScan, type NodeScanEnd } from './node-scan.ts'
import { Governor } from './pace.ts'
import { findQuestions, type Questions } from './question.ts'

export interface ScanOptions {
  /** A glob, as in SCAN MATCH; all keys without it. */
  match?: string | undefined
  /** Only keys of this type. */
  type?: string | undefined
  /** What is asked of each key besides its name. None: names alone. */
  fields: readonly KeyField[]
  /** Asked before each burst, so it may change while the scan runs. */
  pace: () => Pace
  /** Elements that MEMORY USAGE looks at in a collection; 0: all. The server's 5 without it. */
  memorySamples?: number | undefined
  /** Ask for numbers of elements also where that resets idle times. */
  touch?: boolean | undefined
  /** Look at about so many keys only, spread over the masters by their share. */
  sample?: number | undefined
  /** Fires: throws CANCELLED. */
  signal?: AbortSignal | undefined
  /** Fires: ends with what was seen, `complete` false. */
  stop?: AbortSignal | undefined
  /** Called once everything is known that the scan learns before the first key. */
  onBegin?: ((begin: ScanBegin) => void) | undefined
}

export interface ScanBegin {
  /** DBSIZE of each master; 0 where it may not be asked. */
  sizes: number[]
  access: 'idle' | 'frequency' | 'unknown'
  limitations: Limitation[]
  /** Keys looked through so far, of all masters. */
  looked: () => number
  /** How long the slowest master takes for a PING, 95th percentile. */
  pings: () => { pingMs: Milliseconds | null; pingBeforeMs: Milliseconds | null }
}

export interface ScanEnd extends NodeScanEnd {
  elapsedMs: Milliseconds
  access: 'idle' | 'frequency' | 'unknown'
  limitations: Limitation[]
  /** What was wanted and is not to be had on one of the masters. */
  unseen: KeyField[]
  /** The server counted more hits than `hits`, and it cannot be known how many. */
  hitsAreMore: boolean
  /** As the masters of the server: DBSIZE before and after (undefined where it may not be asked), and what was seen there. */
  nodes: (NodeScanEnd & { name: string; sizeBefore: number | undefined; sizeAfter: number | undefined })[]
}

/**
 * Every key of all masters in the target's database, in batches, with what was asked of each: the one
 * way Pitwall looks at a keyspace. Raw pipelines on connections of its own, one per master; measured
 * beside it, a read-only script that asks the same for each SCAN was slower (240,000 to 280,000 keys/s
 * against 320,000 to 400,000) and holds the server for the whole batch. Nothing it asks touches a key:
 * idle times and frequencies stay as they are. A key that SCAN returns twice is received once
 * (see {@link NodeScan}); a key that goes away while it is looked at is left out.
 *
 * The receiver gets one batch at a time per master; while its promise is open that master's scan
 * waits. Batches of several masters come in turn, never at once within one call of JavaScript.
 *
 * @throws Failure PERMISSION where SCAN, or for a sample DBSIZE, is forbidden, CONNECTION_LOST, SERVER_ERROR, CANCELLED; what
 * the receiver throws
 */
export async function scanKeys(
  server: RedisServer,
  options: ScanOptions,
  onBatch: (batch: KeyBatch) => void | Promise<void>,
): Promise<ScanEnd> {
  throwIfCancelled(options.signal)
  const begunAt = performance.now()
  const { facts } = server
  const knowsType = facts.major >= 6
  const fields: KeyField[] =
    options.type !== undefined && !knowsType ? [...options.fields, 'type'] : [...options.fields]
  const scans = await Promise.all(
    server.masters.map(async (node) => await prepare(node, fields, server.facts, options)),
  )
  const questions = scans.map((scan) => scan.questions)
  const access = questions.find((one) => one.access !== 'unknown')?.access ?? 'unknown'
  const limitations = distinct(questions.flatMap((one) => one.limitations))
  const sizes = scans.map(({ size }) => size ?? 0)
  const words = new Words()
  const share = shareOf(options.sample, sizes)
  const running = new Set<NodeScan>()
  const looked = () => [...running].reduce((sum, scan) => sum + scan.counts.looked, 0)
  options.onBegin?.({ sizes, access, limitations, looked, pings: () => slowest(scans) })
  const onStop = () => {
    for (const scan of running) scan.stop()
  }
  const onAbort = () => {
    for (const scan of running) scan.cancel()
  }
  options.stop?.addEventListener('abort', onStop)
  options.signal?.addEventListener('abort', onAbort)
  try {
    const ends = await Promise.all(
      scans.map(async (prepared, at) => {
        const governor = new Governor(
          options.pace,
          scans.length,
          prepared.questions.asked.length,
          prepared.latency,
        )
        const scan = new NodeScan({
          node: at,
          connection: prepared.connection,
          questions: prepared.questions,
          words,
          governor,
          match: options.match,
          type: knowsType ? options.type : undefined,
          keepType: knowsType ? undefined : options.type,
          serverNow: prepared.serverNow,
          receive: onBatch,
          size: prepared.size ?? 0,
          cursorTells: facts.topology !== 'cluster' || !scansBySlot(facts),
          enough: share && Math.ceil((prepared.size ?? 0) * share),
        })
        running.add(scan)
        throwIfCancelled(options.signal)
        if (options.stop?.aborted === true) scan.stop()
        return await scan.run()
      }),
    )
    const after = await Promise.all(server.masters.map(sizeOf))
    const nodes = ends.map((end, at) => ({
      ...end,
      name: server.masters[at]?.name ?? '',
      sizeBefore: scans[at]?.size,
      sizeAfter: after[at],
    }))
    const all = summed(ends)
    const trials = questions.reduce((sum, { hits }) => sum + hits, 0)
    const filtering = hitsOfTypeFilter(facts, options, all.looked)
    return {
      ...all,
      hits: all.hits + trials + filtering.hits,
      hitsAreMore: filtering.areMore,
      elapsedMs: performance.now() - begunAt,
      access,
      limitations,
      unseen: [...new Set(questions.flatMap(({ unseen }) => unseen))],
      nodes,
    }
  } finally {
    options.stop?.removeEventListener('abort', onStop)
    options.signal?.removeEventListener('abort', onAbort)
    for (const { connection, latency, pinging } of scans) {
      latency.stop()
      connection.close()
      pinging.close()
    }
  }
}

async function prepare(
  node: RedisNode,
  fields: readonly KeyField[],
  facts: RedisFacts,
  options: ScanOptions,
) {
  const size = await sizeOf(node)
  if (size === undefined && options.sample !== undefined) throw sampleOfUnknown()
  const questions: Questions = await findQuestions(node, facts, { ...options, fields })
  const serverNow = await serverClock(node)
  const pinging = await node.open()
  const latency = new Latency(pinging)
  await latency.measureBefore()
  void latency.measureBeside()
  return { size, questions, serverNow, latency, pinging, connection: await node.open() }
}

/** DBSIZE; undefined where it may not be asked. */
async function sizeOf(node: RedisNode): Promise<number | undefined> {
  const [size] = await node.pipeline([['DBSIZE']])
  return typeof size === 'number' ? size : undefined
}

function sampleOfUnknown(): Failure {
  return new Failure(
    'PERMISSION',
    'No sample can be taken: this user may not ask how many keys there are (DBSIZE).',
    { hint: 'Grant it (ACL SETUSER … +dbsize), or look at all keys, without a sample.' },
  )
}

/**
 * SCAN's own filter by type looks each name up that the pattern lets through, which Redis counts as a
 * hit, and Valkey from 8 on does not (seen with Redis 6.0, 7.0, 8.0 and Valkey 8.1).
 */
function hitsOfTypeFilter(
  { product, major }: RedisFacts,
  { match, type }: ScanOptions,
  looked: number,
): { hits: number; areMore: boolean } {
  if (type === undefined || major < 6 || (product === 'Valkey' && major >= 8))
    return { hits: 0, areMore: false }
  // How many names a pattern lets through is not told where the type leaves some of them out.
  return match === undefined || match === '*' ? { hits: looked, areMore: false } : { hits: 0, areMore: true }
}

/** The server's clock from now on, by TIME once; this machine's own where it may not be asked. */
async function serverClock(node: RedisNode): Promise<() => Milliseconds> {
  const sentAt = performance.now()
  const [time] = await node.pipeline([['TIME']])
  const now = performance.now()
  const [seconds, micros] = Array.isArray(time) ? time.map(String) : []
  const at = seconds === undefined ? Date.now() : Number(seconds) * 1000 + Number(micros) / 1000
  const origin = at - (sentAt + now) / 2
  return () => origin + performance.now()
}

/** Since Redis 7.4 and Valkey 8 a node of a cluster has a table for each slot, scanned one by one. */
function scansBySlot({ product, major, minor }: RedisFacts): boolean {
  return major >= 8 || (product === 'Redis' && major === 7 && minor >= 4)
}

function shareOf(sample: number | undefined, sizes: readonly number[]): number | undefined {
  const total = sizes.reduce((sum, size) => sum + size, 0)
  return sample === undefined || total === 0 ? undefined : sample / total
}

function slowest(scans: readonly { latency: Latency }[]) {
  return {
    pingMs: longest(scans.map(({ latency }) => latency.recentMs)),
    pingBeforeMs: longest(scans.map(({ latency }) => latency.beforeMs)),
  }
}

function longest(times: readonly (Milliseconds | null)[]): Milliseconds | null {
  const known = times.filter((time) => time !== null)
  return known.length === 0 ? null : Math.max(...known)
}

function summed(ends: readonly NodeScanEnd[]): NodeScanEnd {
  const sum = (count: 'keys' | 'looked' | 'gone' | 'repeated' | 'tooLong' | 'refused' | 'hits') =>
    ends.reduce((total, end) => total + end[count], 0)
  return {
    complete: ends.every(({ complete }) => complete),
    keys: sum('keys'),
    looked: sum('looked'),
    gone: sum('gone'),
    repeated: sum('repeated'),
    tooLong: sum('tooLong'),
    refused: sum('refused'),
    hits: sum('hits'),
  }
}

function distinct(limitations: readonly Limitation[]): Limitation[] {
  return [...new Map(limitations.map((one) => [one.message, one])).values()]
}
