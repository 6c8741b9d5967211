import type { Finding } from '#shared/contract/finding.ts'
import { bytes, count, counted, duration, percent } from '#main/wording.ts'
import type { InfoFigures } from '../../info/info-figures.ts'
import { type Diagnosis, figure, optionalFigure, type Section, type Settings } from '../../section.ts'
import type { Server } from '../../server.ts'
import { thresholds } from '../../thresholds.ts'
import { lazyEviction } from '../lazy-freeing.ts'
import { limitFindings } from './limit.ts'
import { policyFindings } from './policy.ts'
import { pressureFindings } from './pressure.ts'
import { type MemoryUse, memoryUse } from './memory-use.ts'

/** The limit, what happens at it, and how often. */
export const eviction: Section = {
  id: 'eviction',
  title: 'Memory limit and eviction',
  async examine({ server, info, settings }) {
    const figures = info('memory', 'stats', 'keyspace')
    return judgeEviction(
      figures,
      server,
      await settings(
        'maxmemory',
        'maxmemory-policy',
        'maxmemory-samples',
        'maxmemory-eviction-tenacity',
        'lazyfree-lazy-eviction',
        'save',
        'appendonly',
      ),
    )
  },
}

export function judgeEviction(info: InfoFigures, server: Server, settings: Settings): Diagnosis {
  const use = memoryUse(info, settings)
  if (use === undefined) {
    const summary = 'The server does not tell how much memory it may use.'
    return { summary, figures: [], tables: [], findings: [], unknown: true }
  }
  const findings: Finding[] = [
    ...limitFindings(use, info, server),
    ...policyFindings(use, info, server),
    ...pressureFindings(use, info, server, settings),
    ...lazyEviction(use, server, settings),
  ]
  const share = use.share
  return {
    summary: summaryOf(use, info),
    figures: [
      figure('Used', bytes(use.used)),
      figure('Limit (maxmemory)', use.limit === 0 ? 'none' : bytes(use.limit)),
      ...(share === undefined
        ? []
        : [figure('Of the limit, on the fullest master', percent(share), 'below 80 % without eviction')]),
      figure('Policy', use.policy ?? 'not told'),
      figure('Keys that expire', use.keys === 0 ? 'no keys' : percent(use.expires / use.keys)),
      ...optionalFigure('Evicted since the server counts', use.evicted, count),
      figure(
        'Evicted a second now',
        use.evictedPerSecond === undefined ? 'not told' : count(use.evictedPerSecond),
      ),
      ...optionalFigure('Time above the limit', info.sum('total_eviction_exceeded_time'), duration),
      ...settingFigure(settings, 'maxmemory-samples'),
      ...settingFigure(settings, 'maxmemory-eviction-tenacity'),
      ...settingFigure(settings, 'lazyfree-lazy-eviction'),
    ],
    tables: [],
    findings,
  }
}

function settingFigure(settings: Settings, name: string): Diagnosis['figures'] {
  const value = settings.get(name)
  return value === undefined ? [] : [figure(name, value)]
}

function summaryOf(use: MemoryUse, info: InfoFigures): string {
  const limit =
    use.limit === 0
      ? `${bytes(use.used)} are used, and nothing limits it.`
      : `${bytes(use.used)} of ${bytes(use.limit)} are used${use.share === undefined ? '' : ` (${percent(use.share)}${info.nodes.length > 1 ? ' on the fullest master' : ''})`}.`
  const policy = use.policy === undefined ? '' : ` At the limit the policy is ${use.policy}.`
  const now =
    use.evictedPerSecond === undefined || use.evictedPerSecond === 0
      ? `none in the last ${duration(info.windowMs)}`
      : `${count(use.evictedPerSecond)} a second now`
  const evicted =
    use.evicted === undefined
      ? ''
      : use.evicted === 0
        ? ' No key was ever evicted.'
        : ` ${counted(use.evicted, 'key was', 'keys were')} evicted since the server counts, ${now}.`
  const few =
    use.keys < thresholds.fewestKeys ? ` With ${counted(use.keys, 'key')} the policy cannot be judged.` : ''
  return `${limit}${policy}${evicted}${few}`
}
