import type { Milliseconds } from '#shared/units.ts'
import { type Info, numberFrom, numberOf, recordsOf } from './info.ts'

/** What one server process told of itself, now and some moments before. */
export interface NodeInfo {
  node: string
  now: Info
  before: Info | undefined
}

/**
 * The INFO of all masters as one: counters and sizes are summed, as if it were one server. A field that
 * no master tells is undefined.
 */
export class InfoFigures {
  readonly nodes: readonly NodeInfo[]
  /** Between the two looks; 0 where there was one. */
  readonly windowMs: Milliseconds

  constructor(nodes: readonly NodeInfo[], windowMs: Milliseconds) {
    this.nodes = nodes
    this.windowMs = windowMs
  }

  sum(name: string): number | undefined {
    const values = this.each(name)
    return values.length === 0 ? undefined : values.reduce((total, value) => total + value, 0)
  }

  max(name: string): number | undefined {
    const values = this.each(name)
    return values.length === 0 ? undefined : Math.max(...values)
  }

  min(name: string): number | undefined {
    const values = this.each(name)
    return values.length === 0 ? undefined : Math.min(...values)
  }

  /** Of the masters that tell it. */
  each(name: string): number[] {
    return this.nodes.flatMap(({ now }) => numberOf(now, name) ?? [])
  }

  /** Of the first master that tells it. */
  text(name: string): string | undefined {
    return this.nodes.map(({ now }) => now.get(name)).find((value) => value !== undefined)
  }

  /** The names of the masters where it is so. */
  where(name: string, isSo: (value: string) => boolean): string[] {
    return this.nodes.filter(({ now }) => isSo(now.get(name) ?? '')).map(({ node }) => node)
  }

  /** How much a counter grew between the two looks; undefined where it was reset meanwhile. */
  grown(name: string): number | undefined {
    let total: number | undefined
    for (const { now, before } of this.nodes) {
      const [last, first] = [numberOf(now, name), before && numberOf(before, name)]
      if (last === undefined || first === undefined || last < first) return undefined
      total = (total ?? 0) + last - first
    }
    return total
  }

  perSecond(name: string): number | undefined {
    const grown = this.grown(name)
    return grown === undefined || this.windowMs === 0 ? undefined : (grown * 1000) / this.windowMs
  }

  /**
   * The records of all masters, each number in them summed: the calls and times of commands, say. What
   * is no sum (percentiles) is read with {@link largest}.
   */
  summed(prefix: string): Map<string, Map<string, number>> {
    return this.#merged(prefix, (one, other) => one + other)
  }

  largest(prefix: string): Map<string, Map<string, number>> {
    return this.#merged(prefix, Math.max)
  }

  #merged(prefix: string, join: (one: number, other: number) => number): Map<string, Map<string, number>> {
    const merged = new Map<string, Map<string, number>>()
    for (const { now } of this.nodes) {
      for (const [name, record] of recordsOf(now, prefix)) {
        const into = merged.get(name) ?? new Map<string, number>()
        merged.set(name, into)
        for (const [field, text] of record) {
          const value = numberFrom(text)
          if (value === undefined) continue
          const present = into.get(field)
          into.set(field, present === undefined ? value : join(present, value))
        }
      }
    }
    return merged
  }
}

/** Keys of all databases of all masters, as the section `keyspace` counts them. */
export interface KeyCounts {
  keys: number
  expires: number
}

export function keyCounts(info: InfoFigures): KeyCounts {
  let [keys, expires] = [0, 0]
  for (const [name, record] of info.summed('db')) {
    if (!/^\d+$/.test(name)) continue
    keys += record.get('keys') ?? 0
    expires += record.get('expires') ?? 0
  }
  return { keys, expires }
}
