import type { BufferCounts, IoTimes, PlanNode, Wal } from '#shared/contract/plan.ts'
import { allot } from './allot.ts'
import {
  anyNodeHas,
  bufferKeys,
  bufferNames,
  counterColumn,
  ioKeys,
  ioNames,
  walKeys,
  walNames,
} from './counters.ts'
import { at, type FlatPlan } from './flat-plan.ts'
import type { RunGraph } from './run-graph.ts'
import { tidyMs } from './time.ts'

type Counters = Pick<
  PlanNode,
  | 'inclusiveBlocks'
  | 'exclusiveBlocks'
  | 'inclusiveBuffers'
  | 'exclusiveBuffers'
  | 'inclusiveIo'
  | 'exclusiveIo'
  | 'inclusiveIoMs'
  | 'exclusiveIoMs'
  | 'exclusiveWal'
>

/** I/O times are printed once for all loops, with three decimals. */
const ioRoundingMs = 0.0005

interface Account {
  inclusive: Float64Array
  own: Float64Array
}

/** Blocks, I/O times and WAL: the same way down for each counter, none divided by loops or processes. */
export function accountCounters(flat: FlatPlan, graph: RunGraph): (n: number) => Counters {
  const nothing = new Float64Array(flat.length)
  const roundings = new Float64Array(flat.length).fill(ioRoundingMs)
  const account = (keys: readonly string[], whole: boolean): Account => {
    const figures = counterColumn(flat, keys)
    if (figures.every((value) => value === 0)) return { inclusive: nothing, own: nothing }
    const { given, own } = allot(graph, {
      inclusive: figures,
      rounding: whole ? undefined : roundings,
      whole,
    })
    // Given is more than printed where a counter missed what a worker did, and at a root after which
    // the server went on.
    const inclusive = whole ? figures.map((value, n) => Math.max(value, at(given, n))) : figures
    inclusive[0] = at(given, 0)
    return { inclusive, own }
  }
  const buffers = anyNodeHas(flat, Object.values(bufferKeys))
    ? new Map(bufferNames.map((name) => [name, account([bufferKeys[name]], true)]))
    : undefined
  const io = anyNodeHas(flat, Object.values(ioKeys).flat())
    ? new Map(ioNames.map((name) => [name, account(ioKeys[name], false)]))
    : undefined
  const wal = anyNodeHas(flat, Object.values(walKeys))
    ? new Map(walNames.map((name) => [name, account([walKeys[name]], true)]))
    : undefined

  return (n) => {
    const counters: Counters = {}
    if (buffers !== undefined) {
      const inclusive = bufferCounts(n, (name) => buffers.get(name)?.inclusive)
      const exclusive = bufferCounts(n, (name) => buffers.get(name)?.own)
      counters.inclusiveBuffers = inclusive
      counters.exclusiveBuffers = exclusive
      counters.inclusiveBlocks = inclusive.sharedHit + inclusive.sharedRead
      counters.exclusiveBlocks = exclusive.sharedHit + exclusive.sharedRead
    }
    if (io !== undefined) {
      const inclusive = ioTimes(n, (name) => io.get(name)?.inclusive)
      const exclusive = ioTimes(n, (name) => io.get(name)?.own)
      counters.inclusiveIo = inclusive
      counters.exclusiveIo = exclusive
      counters.inclusiveIoMs = tidyMs(sum(Object.values(inclusive)))
      counters.exclusiveIoMs = tidyMs(sum(Object.values(exclusive)))
    }
    if (wal !== undefined) {
      const own = (name: keyof Wal) => at(wal.get(name)?.own ?? nothing, n)
      counters.exclusiveWal = {
        records: own('records'),
        fullPageImages: own('fullPageImages'),
        bytes: own('bytes'),
      }
    }
    return counters
  }
}

type Column<Name> = (name: Name) => Float64Array | undefined

function bufferCounts(n: number, column: Column<keyof BufferCounts>): BufferCounts {
  const count = (name: keyof BufferCounts) => at(column(name) ?? [], n)
  return {
    sharedHit: count('sharedHit'),
    sharedRead: count('sharedRead'),
    sharedDirtied: count('sharedDirtied'),
    sharedWritten: count('sharedWritten'),
    localHit: count('localHit'),
    localRead: count('localRead'),
    localDirtied: count('localDirtied'),
    localWritten: count('localWritten'),
    tempRead: count('tempRead'),
    tempWritten: count('tempWritten'),
  }
}

function ioTimes(n: number, column: Column<keyof IoTimes>): IoTimes {
  const time = (name: keyof IoTimes) => tidyMs(at(column(name) ?? [], n))
  return {
    sharedReadMs: time('sharedReadMs'),
    sharedWriteMs: time('sharedWriteMs'),
    localReadMs: time('localReadMs'),
    localWriteMs: time('localWriteMs'),
    tempReadMs: time('tempReadMs'),
    tempWriteMs: time('tempWriteMs'),
  }
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
