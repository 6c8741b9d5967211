import { setTimeout as wait } from 'node:timers/promises'
import { Failure } from '#shared/failure.ts'
import type { Milliseconds } from '#shared/units.ts'
import type { RedisNode, RedisServer } from '../../connect/index.ts'
import type { CounterSample } from '../formats/own-lines.ts'
import { COMMANDS_PER_LOOK, readCounters, type Counters } from './server-counters.ts'

const BETWEEN_PINGS: Milliseconds = 100
const BETWEEN_LOOKS: Milliseconds = 1000

/** How a server was used over a time; of a cluster all masters together. */
export interface Load {
  /** Without our own. */
  commandsPerSecond: number
  /** Median. */
  pingMs: Milliseconds
  /** Of the busiest master, 0 to 1 of one core; null where it is not told. */
  cpu: number | null
}

/** What came since the look before. */
export type OnLook = (counted: CounterSample['counters'], counters: readonly Counters[]) => void

interface Watched {
  node: RedisNode
  first: Counters
  last: Counters
  /** Commands that we sent between the first look and the last. */
  own: number
}

/**
 * Watches a server until the signal fires: a PING ten times a second and INFO once a second, on each
 * master.
 *
 * @param onLook told once a second, and at the end
 * @throws Failure PERMISSION where INFO is forbidden. That a server is lost ends it like the signal:
 * who reads from it learns why.
 */
export async function watchLoad(server: RedisServer, until: AbortSignal, onLook?: OnLook): Promise<Load> {
  const watched = await Promise.all(
    server.masters.map(async (node): Promise<Watched> => {
      const first = await readCounters(node)
      return { node, first, last: first, own: 0 }
    }),
  )
  const pings: Milliseconds[] = []
  const look = async (): Promise<void> => {
    const before = watched.map(({ last }) => last)
    await Promise.all(
      watched.map(async (entry) => {
        entry.last = await readCounters(entry.node)
        entry.own += COMMANDS_PER_LOOK
      }),
    )
    const after = watched.map(({ last }) => last)
    onLook?.(difference(before, after), after)
  }
  let nextLook = performance.now() + BETWEEN_LOOKS
  try {
    while (!until.aborted) {
      for (const entry of watched) {
        const startedAt = performance.now()
        await entry.node.call('PING')
        entry.own += 1
        pings.push(performance.now() - startedAt)
      }
      if (performance.now() >= nextLook) {
        nextLook += BETWEEN_LOOKS
        await look()
      }
      await pause(BETWEEN_PINGS, until)
    }
    await look()
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'CONNECTION_LOST') throw error
  }
  return {
    commandsPerSecond: watched.reduce((sum, entry) => sum + rateOf(entry), 0),
    pingMs: median(pings),
    cpu: watched.map(cpuOf).reduce((most, cpu) => (cpu === null ? most : Math.max(most ?? 0, cpu)), null),
  }
}

/** The time there is until the signal fires. */
async function pause(time: Milliseconds, until: AbortSignal): Promise<void> {
  await wait(time, undefined, { signal: until }).catch(() => {})
}

function difference(before: readonly Counters[], after: readonly Counters[]): CounterSample['counters'] {
  const sum = { hits: 0, misses: 0, commands: 0, evictions: 0, expirations: 0 }
  for (const name of ['hits', 'misses', 'commands', 'evictions', 'expirations'] as const) {
    for (const [index, counters] of after.entries()) {
      const earlier = before[index]?.[name] ?? 0
      // CONFIG RESETSTAT in between: what was counted since then.
      sum[name] += counters[name] >= earlier ? counters[name] - earlier : counters[name]
    }
  }
  return sum
}

function rateOf({ first, last, own }: Watched): number {
  const seconds = (last.at - first.at) / 1000
  return seconds <= 0 ? 0 : Math.max(0, (last.commands - first.commands - own) / seconds)
}

function cpuOf({ first, last }: Watched): number | null {
  if (first.cpuMs === undefined || last.cpuMs === undefined || last.at <= first.at) return null
  return (last.cpuMs - first.cpuMs) / (last.at - first.at)
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2
}
