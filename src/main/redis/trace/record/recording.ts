import { Failure } from '#shared/failure.ts'
import type { Limitation } from '#shared/contract/finding.ts'
import type { RecordingCost } from '#shared/contract/redis/traces.ts'
import type { EpochMilliseconds, Milliseconds } from '#shared/units.ts'
import type { RedisNode, RedisServer } from '../../connect/index.ts'
import type { Access } from '../access.ts'
import { rulesOfServer } from '../commands/index.ts'
import { monitorFormat } from '../formats/monitor.ts'
import { type CounterSample, lineOfAccess } from '../formats/own-lines.ts'
import { TraceAccount } from '../read/account.ts'
import { eachLine } from '../read/blocks.ts'
import { ClientNumbers } from '../read/client-numbers.ts'
import { Collector } from '../read/collector.ts'
import { type Load, watchLoad } from './load.ts'
import { type MonitorStream, openMonitor } from './monitor-stream.ts'
import { heldForUs, OwnClients } from './own-clients.ts'
import type { TraceWriter } from './trace-writer.ts'

const BETWEEN_WRITES: Milliseconds = 100
/**
 * Held by the server for us because we read too slowly. It has no limit for clients like ours, and
 * where `maxmemory` is set it evicts keys for it, so the recording ends long before.
 */
const HELD_TOO_MUCH = 32 * 1024 * 1024
/** Text that may wait for the disk before the server is left waiting. */
const WAITING_TOO_MUCH = 32 * 1024 * 1024
/** With more clients than this, CLIENT LIST itself is work for the server. */
const FEW_CLIENTS = 500

export interface Recorder {
  server: RedisServer
  writer: TraceWriter
  database: number
  startedAt: EpochMilliseconds
  /** The same by our own clock, `performance.now()`: the server's may go differently. */
  began: Milliseconds
  /** Fires when the time is over or the user has enough. */
  over: AbortSignal
  onAccesses: (count: number) => void
}

export interface Recorded {
  load: Load
  limitations: Limitation[]
}

/** Once a second what the server counted; no keys. */
export async function recordStatistics(recorder: Recorder): Promise<Recorded> {
  const ending = new AbortController()
  const { writer } = recorder
  const load = await watchLoad(
    recorder.server,
    AbortSignal.any([recorder.over, ending.signal]),
    (counters) => {
      writeCounters(recorder, counters)
      recorder.onAccesses(counters.hits + counters.misses)
      if (writer.isFull) ending.abort()
    },
  )
  return { load, limitations: writer.isFull ? [fileIsFull] : [] }
}

/** Every access, by MONITOR on each master. */
export async function recordAccesses(recorder: Recorder): Promise<Recorded> {
  const { server, writer, startedAt } = recorder
  const account = new TraceAccount()
  account.database = recorder.database
  const clients = new ClientNumbers()
  const serverRules = rulesOfServer(await answerOrNothing(server.masters[0], 'COMMAND'))
  const ending = new AbortController()
  const limitations: Limitation[] = []
  const end = (message: string, hint: string): void => {
    if (!ending.signal.aborted) limitations.push({ message, hint, proposals: [] })
    ending.abort()
  }

  const collectors: Collector[] = []
  const begin = async (node: RedisNode): Promise<MonitorStream> => {
    const own = new OwnClients()
    await own.look(node)
    const collector = new Collector(account)
    collectors.push(collector)
    const format = monitorFormat(collector, {
      database: recorder.database,
      serverRules,
      clients,
      leaveOut: (address, command, args) => own.isOwn(address, command, args),
    })
    const stream = await openMonitor(
      node,
      (block) => {
        eachLine(block, (start, stop) => {
          account.lines += 1
          if (!format.line(block, start, stop)) account.broken += 1
        })
      },
      () => {
        account.lines += 1
        account.broken += 1
      },
    )
    if (stream.address !== undefined) own.add(stream.address)
    return stream
  }

  const write = (): void => {
    const batches = collectors.map((collector) => collector.take())
    const accesses = batches.length === 1 ? (batches[0] ?? []) : inOrder(batches)
    for (const access of accesses) writer.line(lineOfAccess(access, startedAt))
    recorder.onAccesses(accesses.length)
    if (writer.isFull) {
      if (!ending.signal.aborted) limitations.push(fileIsFull)
      ending.abort()
    }
  }

  const streams: MonitorStream[] = []
  const over = AbortSignal.any([recorder.over, ending.signal])
  try {
    for (const node of server.masters) {
      const stream = await begin(node)
      streams.push(stream)
      void stream.connection.closed.then((failure) => {
        if (failure && !over.aborted) {
          end(
            `The recording ended early, because the connection was lost: ${failure.message}`,
            failure.hint ?? '',
          )
        }
      })
    }
    using _writing = every(BETWEEN_WRITES, () => {
      write()
      for (const stream of streams) {
        if (writer.waiting > WAITING_TOO_MUCH) stream.pause()
        else stream.resume()
      }
    })
    const load = await watchLoad(server, over, (counters, looks) => {
      writeCounters(recorder, counters)
      const replicas = looks.reduce((sum, look) => sum + look.replicas, 0)
      if (replicas > 0 && !limitations.includes(readsOfReplicas)) limitations.push(readsOfReplicas)
      const clientCount = Math.max(...looks.map((look) => look.clients))
      void lookAtBuffers(server, streams, clientCount, end)
    })
    for (const stream of streams) stream.connection.close()
    write()
    for (const message of account.notes()) limitations.push({ message, hint: '', proposals: [] })
    return { load, limitations }
  } finally {
    for (const stream of streams) stream.connection.close()
  }
}

/** What it cost, from the loads before and during it. */
export function costOf(before: Load, during: Load): RecordingCost {
  return {
    commandsPerSecondBefore: before.commandsPerSecond,
    commandsPerSecondDuring: during.commandsPerSecond,
    pingBeforeMs: before.pingMs,
    pingDuringMs: during.pingMs,
    cpuBefore: before.cpu,
    cpuDuring: during.cpu,
  }
}

const fileIsFull: Limitation = {
  message: 'The recording ended early, because its file reached the wanted size.',
  hint: 'Allow a larger file, or record for a shorter time.',
  proposals: [],
}

const readsOfReplicas: Limitation = {
  message: 'The server has replicas: what clients read from them is not in the trace.',
  hint: 'Record a replica as a target of its own to see it.',
  proposals: [],
}

function writeCounters({ writer, began }: Recorder, counters: CounterSample['counters']): void {
  writer.line(JSON.stringify({ t: Math.round(performance.now() - began), counters }))
}

async function lookAtBuffers(
  server: RedisServer,
  streams: readonly MonitorStream[],
  clientCount: number,
  end: (message: string, hint: string) => void,
): Promise<void> {
  const { major, minor } = server.facts
  const listAll = major < 6 || (major === 6 && minor < 2)
  if (listAll && clientCount > FEW_CLIENTS) return
  for (const { node, clientId } of streams) {
    if (clientId === undefined) continue
    // That the server is lost is told by the stream itself.
    const held = await heldForUs(node, clientId, listAll).catch(() => undefined)
    if (held === undefined || held < HELD_TOO_MUCH) continue
    end(
      `The recording ended early, because it could not keep up: ${node.name} already held ${Math.round(held / 1024 / 1024)} MB for it.`,
      'Record when there is less traffic, or statistics only.',
    )
  }
}

async function answerOrNothing(node: RedisNode | undefined, command: string): Promise<unknown> {
  try {
    return await node?.call(command)
  } catch (error) {
    if (error instanceof Failure && (error.code === 'PERMISSION' || error.code === 'SERVER_ERROR'))
      return undefined
    throw error
  }
}

function inOrder(batches: readonly Access[][]): Access[] {
  return batches.flat().toSorted((one, other) => one.at - other.at)
}

function every(time: Milliseconds, work: () => void): Disposable {
  const timer = setInterval(work, time)
  return { [Symbol.dispose]: () => clearInterval(timer) }
}
