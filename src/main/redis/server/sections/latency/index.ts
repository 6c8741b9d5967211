import type { Finding, Limitation } from '#shared/contract/finding.ts'
import { printRedisChange } from '#shared/redis/change-text.ts'
import type { Milliseconds } from '#shared/units.ts'
import { count, counted, duration } from '#main/wording.ts'
import { changeSettings } from '../../change-settings.ts'
import { itemsOf, numberIn, textOf } from '../../replies/texts.ts'
import {
  type Answer,
  type Diagnosis,
  figure,
  limitation,
  type Section,
  type Settings,
} from '../../section.ts'
import type { Server } from '../../server.ts'
import { thresholds } from '../../thresholds.ts'
import { lazyFreeingOff } from '../lazy-freeing.ts'
import { kindOf } from './event-kinds.ts'
import { type Spread, spreadsFrom, spreadTable } from './spreads.ts'

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
