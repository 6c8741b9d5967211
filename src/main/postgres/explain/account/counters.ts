/**
 * The counters a node may carry beside its time, each under the keys that the server's versions give
 * it. They are cumulative over loops and processes: nothing multiplies or divides them.
 */
import type { BufferCounts, IoTimes, Wal } from '#shared/contract/plan.ts'
import { amount, type FlatPlan } from './flat-plan.ts'

export const bufferKeys: Record<keyof BufferCounts, string> = {
  sharedHit: 'Shared Hit Blocks',
  sharedRead: 'Shared Read Blocks',
  sharedDirtied: 'Shared Dirtied Blocks',
  sharedWritten: 'Shared Written Blocks',
  localHit: 'Local Hit Blocks',
  localRead: 'Local Read Blocks',
  localDirtied: 'Local Dirtied Blocks',
  localWritten: 'Local Written Blocks',
  tempRead: 'Temp Read Blocks',
  tempWritten: 'Temp Written Blocks',
}

/** Up to version 16 one pair of keys stood for shared and local blocks together. */
export const ioKeys: Record<keyof IoTimes, readonly string[]> = {
  sharedReadMs: ['Shared I/O Read Time', 'I/O Read Time'],
  sharedWriteMs: ['Shared I/O Write Time', 'I/O Write Time'],
  localReadMs: ['Local I/O Read Time'],
  localWriteMs: ['Local I/O Write Time'],
  tempReadMs: ['Temp I/O Read Time'],
  tempWriteMs: ['Temp I/O Write Time'],
}

export const walKeys: Record<keyof Wal, string> = {
  records: 'WAL Records',
  fullPageImages: 'WAL FPI',
  bytes: 'WAL Bytes',
}

// Object.keys forgets that these are exactly the keys of the records above.
export const bufferNames = Object.keys(bufferKeys) as (keyof BufferCounts)[]
export const ioNames = Object.keys(ioKeys) as (keyof IoTimes)[]
export const walNames = Object.keys(walKeys) as (keyof Wal)[]

/** One counter of every node, 0 where a node does not name it. */
export function counterColumn(flat: FlatPlan, keys: readonly string[]): Float64Array {
  const column = new Float64Array(flat.length)
  for (let n = 0; n < flat.length; n++) {
    const own = flat.properties[n]
    for (const key of keys) {
      if (own?.[key] === undefined) continue
      column[n] = amount(own, key)
      break
    }
  }
  return column
}

/** Whether any node names one of the keys. */
export function anyNodeHas(flat: FlatPlan, keys: readonly string[]): boolean {
  return flat.properties.some((own) => keys.some((key) => key in own))
}

/** The block counters that are not 0 everywhere: evidence of where a detached subtree ran. */
export function blockColumns(flat: FlatPlan): Float64Array[] {
  return bufferNames
    .map((name) => counterColumn(flat, [bufferKeys[name]]))
    .filter((column) => column.some((value) => value > 0))
}

/** The buffer counts of one object of properties, such as a statement's `Planning`. */
export function readBuffers(properties: Parameters<typeof amount>[0]): BufferCounts {
  return {
    sharedHit: amount(properties, bufferKeys.sharedHit),
    sharedRead: amount(properties, bufferKeys.sharedRead),
    sharedDirtied: amount(properties, bufferKeys.sharedDirtied),
    sharedWritten: amount(properties, bufferKeys.sharedWritten),
    localHit: amount(properties, bufferKeys.localHit),
    localRead: amount(properties, bufferKeys.localRead),
    localDirtied: amount(properties, bufferKeys.localDirtied),
    localWritten: amount(properties, bufferKeys.localWritten),
    tempRead: amount(properties, bufferKeys.tempRead),
    tempWritten: amount(properties, bufferKeys.tempWritten),
  }
}
