import type { Finding, Limitation } from '#shared/contract/finding.ts'
import { printRedisChange } from '#shared/redis/change-text.ts'
import type { Milliseconds } from '#shared/units.ts'
import { count, counted, duration } from '#main/wording.ts'
import { changeSettings } from '../change-settings.ts'
import { itemsOf, numberIn, textOf } from '../replies/texts.ts'
import { type Answer, type Diagnosis, figure, limitation, type Section, type Settings } from '../section.ts'
import type { Server } from '../server.ts'
import { thresholds } from '../thresholds.ts'
import { type Freeing, lazyFreeingOff } from './lazy-freeing.ts'

export const latency: Section = {
  id: 'latency',
  title: 'Latency events',
  async examine({ server, ask, settings, limit }) {
    const latest = await ask({
      title: 'Events that made the server wait',
      command: ['LATENCY', 'LATEST'],
      missing: 'What made the server wait',
    })
    const histograms =
      server.facts.major < 7
        ? undefined
        : await ask({
            title: 'How long commands took',
            command: ['LATENCY', 'HISTOGRAM'],
            missing: 'How the times of commands are spread',
            optional: true,
          })
    const known = await settings(
      'latency-monitor-threshold',
      'lazyfree-lazy-eviction',
      'lazyfree-lazy-expire',
    )
    const judged = judgeLatency(
      latest && eventsFrom(latest),
      histograms && spreadsFrom(histograms),
      server,
      known,
      Date.now(),
    )
    for (const each of judged.limitations) limit(each)
    return judged.diagnosis
  },
}

export interface LatencyEvent {
  node: string
  name: string
  at: number
  latestMs: Milliseconds
  longestMs: Milliseconds
}

export function eventsFrom(answers: readonly Answer[]): LatencyEvent[] {
  return answers
    .flatMap(({ node, reply }) =>
      itemsOf(reply).map((event): LatencyEvent => {
        const [name, at, latest, longest] = itemsOf(event)
        return {
          node,
          name: textOf(name),
          at: (numberIn(at) ?? 0) * 1000,
          latestMs: numberIn(latest) ?? 0,
          longestMs: numberIn(longest) ?? 0,
        }
      }),
    )
    .toSorted((one, other) => other.longestMs - one.longestMs)
}

/** Calls of a command by how long they took; the bounds are the server's own, in microseconds. */
export interface Spread {
  command: string
  calls: number
  /** Calls that took longer than about 1, 8 and 67 ms. */
  over: readonly number[]
}

const BOUNDS_USEC = [1_056, 8_454, 67_633] as const

/** Counts of one bound add up over masters, which percentiles do not. */
export function spreadsFrom(answers: readonly Answer[]): Spread[] {
  const spreads = new Map<string, { calls: number; over: number[] }>()
  for (const { reply } of answers) {
    const items = itemsOf(reply)
    for (let at = 0; at + 1 < items.length; at += 2) {
      const command = textOf(items[at])
      const fields = itemsOf(items[at + 1])
      const calls = numberIn(fields[1]) ?? 0
      const buckets = itemsOf(fields[3])
      const spread = spreads.get(command) ?? { calls: 0, over: BOUNDS_USEC.map(() => 0) }
      spreads.set(command, spread)
      spread.calls += calls
      for (const [index, bound] of BOUNDS_USEC.entries()) {
        spread.over[index] = (spread.over[index] ?? 0) + calls - upTo(buckets, bound)
      }
    }
  }
  return [...spreads].map(([command, spread]) => ({ command, ...spread }))
}

/** Bounds and, for each, the calls that took no longer. */
function upTo(buckets: ReturnType<typeof itemsOf>, bound: number): number {
  let within = 0
  for (let at = 0; at + 1 < buckets.length; at += 2) {
    if ((numberIn(buckets[at]) ?? Infinity) <= bound) within = numberIn(buckets[at + 1]) ?? within
  }
  return within
}

export function judgeLatency(
  events: readonly LatencyEvent[] | undefined,
  spreads: readonly Spread[] | undefined,
  server: Server,
  settings: Settings,
  now: number,
): { diagnosis: Diagnosis; limitations: Limitation[] } {
  const threshold = settings.get('latency-monitor-threshold')
  const isOff = threshold === '0'
  const limitations: Limitation[] = []
  const findings: Finding[] = []
  if (isOff) {
    const change = changeSettings(server, 'Watch for latency from 100 ms on', {
      name: 'latency-monitor-threshold',
      value: String(thresholds.latencyThreshold),
    })
    limitations.push(
      limitation(
        'Nothing is kept of what makes the server wait: latency-monitor-threshold is 0.',
        change.advice,
        change.proposals,
      ),
    )
    findings.push({
      id: 'latency-monitor-off',
      kind: 'latency-monitor-off',
      severity: 'low',
      title: 'The latency monitor is off',
      detail:
        'Forks, slow disks, expiring and evicting make all clients wait, and the slow log does not show it: only the latency monitor does.',
      advice: `${change.advice} It costs nearly nothing.`,
      subject: { kind: 'setting', name: 'latency-monitor-threshold' },
      evidence: [{ label: 'latency-monitor-threshold', value: '0' }],
      evidenceSql: 'CONFIG GET latency-monitor-threshold',
      proposals: change.proposals,
    })
  }
  findings.push(...(events ?? []).flatMap((event) => eventFindings(event, server, settings, now)))
  return {
    diagnosis: {
      summary: summaryOf(events, isOff, now),
      figures: [
        ...(threshold === undefined
          ? []
          : [figure('latency-monitor-threshold', isOff ? 'off' : duration(Number(threshold)))]),
        ...(events === undefined ? [] : [figure('Kinds of events', count(events.length))]),
      ],
      tables: [...eventTable(events ?? [], now), ...spreadTable(spreads ?? [])],
      findings,
      ...(events === undefined || isOff ? { unknown: true } : {}),
    },
    limitations,
  }
}

function eventFindings(event: LatencyEvent, server: Server, settings: Settings, now: number): Finding[] {
  if (now - event.at > thresholds.latencyRecent || event.longestMs < thresholds.slowLogThreshold) return []
  const known = kindOf(event.name)
  const freeing = known?.freeing
  return [
    {
      id:
        server.nodes.length > 1 ? `latency-event:${event.name}:${event.node}` : `latency-event:${event.name}`,
      kind: 'latency-event',
      severity:
        event.longestMs >= thresholds.latencyHigh
          ? 'high'
          : event.longestMs >= thresholds.latencyThreshold
            ? 'medium'
            : 'low',
      title: `${known?.what ?? `The event ${event.name}`} made all clients wait for ${duration(event.longestMs)}`,
      detail: `The latest, ${duration(Math.max(0, now - event.at))} ago, took ${duration(event.latestMs)}, the longest ${duration(event.longestMs)}${server.nodes.length > 1 ? `, on ${event.node}` : ''}.`,
      advice: `${known?.advice ?? 'LATENCY DOCTOR says more about it.'} Once it is cured, forget the events: they keep what was.`,
      subject: { kind: 'server', name: event.node },
      evidence: [
        { label: 'Event', value: event.name },
        { label: 'Latest', value: duration(event.latestMs) },
        { label: 'Longest', value: duration(event.longestMs) },
      ],
      evidenceSql: `LATENCY HISTORY ${event.name}`,
      proposals:
        server.configRefused === undefined
          ? [{ title: 'Forget the events', sql: printRedisChange({ kind: 'latency-reset' }) }]
          : [],
    },
    ...(freeing === undefined
      ? []
      : lazyFreeingOff(
          freeing,
          {
            detail: `The event ${event.name} took up to ${duration(event.longestMs)}; with the setting the memory is freed in another thread.`,
            evidence: [{ label: event.name, value: duration(event.longestMs) }],
          },
          server,
          settings,
        )),
  ]
}

interface EventKind {
  what: string
  advice: string
  freeing?: Freeing
}

const disk = 'The disk is slow or busy: look what else writes to it, and whether it is a network disk.'

/** By the beginning of the event's name. */
const kinds: readonly (readonly [string, EventKind])[] = [
  ['command', { what: 'A slow command', advice: 'The slow log shows which.' }],
  [
    'fast-command',
    {
      what: 'A command that is always fast',
      advice:
        'It is the machine that was slow: another process, swapping, a virtual machine that was held, huge pages.',
    },
  ],
  [
    'fork',
    {
      what: 'Copying the process for a save',
      advice: 'The more memory, the longer it takes: turn huge pages off, save less often, or on a replica.',
    },
  ],
  ['expire-del', { what: 'Freeing an expired key', advice: 'It was a big one.', freeing: 'expire' }],
  [
    'expire-cycle',
    { what: 'Taking away expired keys', advice: 'Many expire at once: spread their TTLs (jitter).' },
  ],
  ['eviction-del', { what: 'Freeing an evicted key', advice: 'It was a big one.', freeing: 'eviction' }],
  [
    'eviction-cycle',
    { what: 'Evicting', advice: 'More is written than the limit holds: see the memory limit.' },
  ],
  ['aof', { what: 'Writing the AOF', advice: disk }],
  ['rdb', { what: 'Work on the RDB file', advice: disk }],
  ['active-defrag-cycle', { what: 'Active defragmentation', advice: 'Lower active-defrag-cycle-max.' }],
]

function kindOf(name: string): EventKind | undefined {
  return kinds.find(([beginning]) => name === beginning || name.startsWith(`${beginning}-`))?.[1]
}

function summaryOf(events: readonly LatencyEvent[] | undefined, isOff: boolean, now: number): string {
  if (events === undefined) return 'What made the server wait is not seen.'
  const [worst] = events
  if (worst === undefined) {
    return isOff
      ? 'The latency monitor is off, so nothing is known of what makes the server wait.'
      : 'The latency monitor has seen nothing that made the server wait as long as its threshold.'
  }
  return `${counted(events.length, 'kind')} of events made the server wait: ${worst.name} the longest, ${duration(worst.longestMs)}, the latest of it ${duration(Math.max(0, now - worst.at))} ago.${isOff ? ' The monitor is off now.' : ''}`
}

function eventTable(events: readonly LatencyEvent[], now: number): Diagnosis['tables'] {
  if (events.length === 0) return []
  return [
    {
      title: 'Events',
      columns: [
        { label: 'Event', kind: 'text' },
        { label: 'Server', kind: 'text' },
        { label: 'Latest, ago', kind: 'text' },
        { label: 'Latest', kind: 'ms' },
        { label: 'Longest', kind: 'ms' },
      ],
      rows: events.map((event) => [
        event.name,
        event.node,
        duration(Math.max(0, now - event.at)),
        event.latestMs,
        event.longestMs,
      ]),
    },
  ]
}

function spreadTable(spreads: readonly Spread[]): Diagnosis['tables'] {
  const slow = spreads.filter(({ over }) => (over[0] ?? 0) > 0)
  if (slow.length === 0) return []
  return [
    {
      title: 'Commands that took longer than a millisecond',
      columns: [
        { label: 'Command', kind: 'text' },
        { label: 'Calls', kind: 'count' },
        { label: 'Over 1 ms', kind: 'count' },
        { label: 'Over 8.5 ms', kind: 'count' },
        { label: 'Over 68 ms', kind: 'count' },
      ],
      rows: slow
        .toSorted((one, other) => (other.over[0] ?? 0) - (one.over[0] ?? 0))
        .slice(0, 30)
        .map(({ command, calls, over }) => [command, calls, ...over]),
    },
  ]
}
