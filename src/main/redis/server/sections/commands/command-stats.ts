import type { Milliseconds } from '#shared/units.ts'
import type { InfoFigures } from '../../info/info-figures.ts'
import { housekeeping } from './known.ts'

/** What the server counted of a command, on all masters. */
export interface CommandStat {
  /** `get`, `client|list`. */
  name: string
  calls: number
  totalMs: Milliseconds
  /** Mean of one call. */
  meanMs: Milliseconds
  /** Refused before it ran: no right, no memory, wrong number of arguments. Undefined before 6.2. */
  rejected: number | undefined
  failed: number | undefined
  /** Percentiles of one call, on the worst master; from 7.0 on. */
  p50Ms: Milliseconds | undefined
  p99Ms: Milliseconds | undefined
  p999Ms: Milliseconds | undefined
  isHousekeeping: boolean
}

/** By the time they took, the longest first. */
export function commandStats(info: InfoFigures): CommandStat[] {
  const percentiles = info.largest('latency_percentiles_usec_')
  return [...info.summed('cmdstat_')]
    .map(([name, record]): CommandStat => {
      const calls = record.get('calls') ?? 0
      const totalMs = (record.get('usec') ?? 0) / 1000
      const told = percentiles.get(name)
      const ms = (field: string): Milliseconds | undefined => {
        const usec = told?.get(field)
        return usec === undefined ? undefined : usec / 1000
      }
      return {
        name: name.toLowerCase(),
        calls,
        totalMs,
        meanMs: calls === 0 ? 0 : totalMs / calls,
        rejected: record.get('rejected_calls'),
        failed: record.get('failed_calls'),
        p50Ms: ms('p50'),
        p99Ms: ms('p99'),
        p999Ms: ms('p99.9'),
        isHousekeeping: housekeeping.has(name.toLowerCase().replace(/\|.*/, '')),
      }
    })
    .toSorted((one, other) => other.totalMs - one.totalMs)
}

/** As people write it: `CLIENT LIST`. */
export function shownCommand(name: string): string {
  return name.toUpperCase().replace('|', ' ')
}
