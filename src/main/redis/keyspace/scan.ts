import type { Limitation } from '#shared/contract/finding.ts'
import type { Pace } from '#shared/contract/redis/keyspace.ts'
import { throwIfCancelled } from '#shared/failure.ts'
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
  /** DBSIZE of each master. */
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
  /** As the masters of the server: DBSIZE before and after, and what was seen there. */
  nodes: (NodeScanEnd & { name: string; sizeBefore: number; sizeAfter: number })[]
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
 * @throws Failure PERMISSION where SCAN is forbidden, CONNECTION_LOST, SERVER_ERROR, CANCELLED; what
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
  const sizes = scans.map(({ size }) => size)
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
          size: prepared.size,
          cursorTells: facts.topology !== 'cluster' || !scansBySlot(facts),
          enough: share && Math.ceil(prepared.size * share),
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
      sizeBefore: sizes[at] ?? 0,
      sizeAfter: after[at] ?? 0,
    }))
    return { ...summed(ends), elapsedMs: performance.now() - begunAt, access, limitations, nodes }
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
  const questions: Questions = await findQuestions(node, facts, { ...options, fields })
  const serverNow = await serverClock(node)
  const pinging = await node.open()
  const latency = new Latency(pinging)
  await latency.measureBefore()
  void latency.measureBeside()
  return { size, questions, serverNow, latency, pinging, connection: await node.open() }
}

/** DBSIZE; 0 where it may not be asked. */
async function sizeOf(node: RedisNode): Promise<number> {
  const [size] = await node.pipeline([['DBSIZE']])
  return typeof size === 'number' ? size : 0
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
  const sum = (count: 'keys' | 'looked' | 'gone' | 'repeated' | 'tooLong' | 'refused') =>
    ends.reduce((total, end) => total + end[count], 0)
  return {
    complete: ends.every(({ complete }) => complete),
    keys: sum('keys'),
    looked: sum('looked'),
    gone: sum('gone'),
    repeated: sum('repeated'),
    tooLong: sum('tooLong'),
    refused: sum('refused'),
  }
}

function distinct(limitations: readonly Limitation[]): Limitation[] {
  return [...new Map(limitations.map((one) => [one.message, one])).values()]
}
