/** What is charted of a Redis at work. Pure. */
import type { Series } from '#renderer/charts/series/index.ts'
import { formatBytes, formatCompact, formatPercent, formatRate } from '#renderer/ui/format.ts'
import type { ServerSample } from '#shared/contract/redis/server.ts'

export interface ServerFigure {
  /** Stable name, for keys and file names. */
  id: string
  title: string
  unit: string
  of: (sample: ServerSample) => number | null
  format: (value: number) => string
  /** Of the axis; as far as the figures go without it. */
  max?: number
  whole?: boolean
  /** In powers of two, as bytes are. */
  binary?: boolean
  /** Said beside the present value. */
  beside?: (sample: ServerSample) => string | undefined
}

const perSecond = (unit: string) => (value: number) => formatRate(value, unit)

export const serverFigures: readonly ServerFigure[] = [
  {
    id: 'hit-rate',
    title: 'Hit rate',
    unit: 'share of lookups',
    of: ({ hitRate }) => hitRate,
    format: formatPercent,
    max: 1,
    beside: ({ hitsPerSecond, missesPerSecond }) =>
      hitsPerSecond === null || missesPerSecond === null
        ? undefined
        : `of ${formatRate(hitsPerSecond + missesPerSecond, 'lookups')}`,
  },
  {
    id: 'commands',
    title: 'Commands',
    unit: 'commands/s',
    of: ({ commandsPerSecond }) => commandsPerSecond,
    format: perSecond('commands'),
  },
  {
    id: 'memory',
    title: 'Memory',
    unit: 'bytes',
    binary: true,
    of: ({ usedBytes }) => usedBytes,
    format: formatBytes,
    beside: ({ maxBytes }) =>
      maxBytes === null ? undefined : maxBytes === 0 ? 'no limit' : `of ${formatBytes(maxBytes)}`,
  },
  {
    id: 'keys-gone',
    title: 'Keys evicted and expired',
    unit: 'keys/s',
    of: ({ evictedPerSecond, expiredPerSecond }) =>
      evictedPerSecond === null || expiredPerSecond === null ? null : evictedPerSecond + expiredPerSecond,
    format: perSecond('keys'),
    beside: ({ evictedPerSecond }) =>
      evictedPerSecond === null ? undefined : formatRate(evictedPerSecond, 'evicted'),
  },
  {
    id: 'clients',
    title: 'Clients',
    unit: 'clients',
    of: ({ clients }) => clients,
    format: formatCompact,
    whole: true,
    beside: ({ blockedClients }) =>
      blockedClients === null || blockedClients === 0 ? undefined : `${blockedClients} blocked`,
  },
  {
    id: 'network',
    title: 'Network, in and out',
    unit: 'bytes/s',
    binary: true,
    of: ({ bytesInPerSecond, bytesOutPerSecond }) =>
      bytesInPerSecond === null || bytesOutPerSecond === null ? null : bytesInPerSecond + bytesOutPerSecond,
    format: (value) => `${formatBytes(value)}/s`,
    beside: ({ bytesOutPerSecond }) =>
      bytesOutPerSecond === null ? undefined : `${formatBytes(bytesOutPerSecond)}/s of it out`,
  },
]

/** A figure over the samples; where the server did not tell there is a gap. */
export function seriesOf(figure: ServerFigure, samples: readonly ServerSample[]): Series {
  return {
    name: figure.title,
    unit: figure.unit,
    format: figure.format,
    ...(figure.max !== undefined && { max: figure.max }),
    ...(figure.whole !== undefined && { whole: figure.whole }),
    ...(figure.binary !== undefined && { binary: figure.binary }),
    spans: samples.flatMap((sample) => {
      const value = figure.of(sample)
      if (value === null || sample.sinceMs === undefined) return []
      return [{ from: sample.at - sample.sinceMs, until: sample.at, value }]
    }),
  }
}
