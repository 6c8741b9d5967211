import { count, counted, duration, list, percent } from '#main/wording.ts'
import { changeSettings } from '../../change-settings.ts'
import type { InfoFigures } from '../../info/info-figures.ts'
import {
  type Diagnosis,
  figure,
  limitation,
  optionalFigure,
  type Section,
  type Settings,
} from '../../section.ts'
import type { Server } from '../../server.ts'
import { commandStats, shownCommand } from './command-stats.ts'
import { knownCommands } from './known.ts'
import { failedCalls, slowCommands } from './findings.ts'

const MOST_ROWS = 40

/** What is called, how often, and how long everybody waits for it. */
export const commands: Section = {
  id: 'commands',
  title: 'Commands',
  async examine({ server, info, settings, limit }) {
    const figures = info('commandstats', 'errorstats', 'latencystats', 'stats')
    const names =
      server.facts.major >= 7
        ? (['lazyfree-lazy-user-del', 'lazyfree-lazy-user-flush', 'latency-tracking'] as const)
        : (['lazyfree-lazy-user-del', 'lazyfree-lazy-user-flush'] as const)
    const known = await settings(...names)
    if (server.facts.major < 7) {
      limit(
        limitation(
          `How long the slowest calls take is not told: ${server.facts.product} keeps percentiles from 7.0 on.`,
          'The mean and the slow log have to do.',
        ),
      )
    } else if (known.get('latency-tracking') === 'no') {
      const change = changeSettings(server, 'Keep percentiles', { name: 'latency-tracking', value: 'yes' })
      limit(
        limitation(
          'How long the slowest calls take is not told: latency-tracking is off.',
          change.advice,
          change.proposals,
        ),
      )
    }
    if (countsScriptsWrong(server, figures)) {
      limit(
        limitation(
          'The times of commands that scripts call are too long: this version counts them from the start of the script.',
          'It is so in Redis 6.0; later ones count right.',
        ),
      )
    }
    return judgeCommands(figures, server, known)
  },
}

export function judgeCommands(info: InfoFigures, server: Server, settings: Settings): Diagnosis {
  const stats = commandStats(info)
  const calls = stats.reduce((total, stat) => total + stat.calls, 0)
  const totalMs = stats.reduce((total, stat) => total + stat.totalMs, 0)
  const own = stats.filter((stat) => !stat.isHousekeeping)
  const timed = countsScriptsWrong(server, info) ? stats.filter(({ name }) => name in knownCommands) : stats
  const findings = [...slowCommands(timed, server, settings), ...failedCalls(stats, info, server)]
  const [costliest] = own
  const errors = [...info.summed('errorstat_')].map(
    ([name, record]) => [name, record.get('count') ?? 0] as const,
  )
  if (stats.length === 0) {
    const summary = 'The server counts no commands, or does not tell them.'
    return { summary, figures: [], tables: [], findings, unknown: true }
  }
  const uptimeMs = (info.max('uptime_in_seconds') ?? 0) * 1000
  return {
    summary: `${count(calls)} calls since the server counts took ${duration(totalMs)}${costliest === undefined ? '' : `; ${shownCommand(costliest.name)} has most of it, ${percent(totalMs === 0 ? 0 : costliest.totalMs / totalMs)} in ${counted(costliest.calls, 'call')} of ${duration(costliest.meanMs)}`}. ${findings.length === 0 ? 'None of them keeps the others waiting.' : `Worth a look: ${list(findings.map(({ subject }) => subject?.name ?? ''))}.`}`,
    figures: [
      figure('Calls since the server counts', count(calls)),
      ...optionalFigure('Commands a second now', commandsPerSecond(info), count),
      figure('Time of all commands', duration(totalMs)),
      ...(uptimeMs === 0 || info.nodes.length > 1
        ? []
        : [figure('Of the time since the start', percent(totalMs / uptimeMs))]),
      ...optionalFigure('Answers with an error', info.sum('total_error_replies'), count),
    ],
    tables: [
      {
        title: 'Commands by time',
        columns: [
          { label: 'Command', kind: 'text' },
          { label: 'Calls', kind: 'count' },
          { label: 'Time', kind: 'ms' },
          { label: 'Of all', kind: 'percent' },
          { label: 'Mean', kind: 'ms' },
          { label: 'p50', kind: 'ms' },
          { label: 'p99', kind: 'ms' },
          { label: 'p99.9', kind: 'ms' },
          { label: 'Failed', kind: 'count' },
          { label: 'Rejected', kind: 'count' },
        ],
        rows: stats
          .slice(0, MOST_ROWS)
          .map((stat) => [
            shownCommand(stat.name),
            stat.calls,
            stat.totalMs,
            totalMs === 0 ? null : (stat.totalMs / totalMs) * 100,
            stat.meanMs,
            stat.p50Ms ?? null,
            stat.p99Ms ?? null,
            stat.p999Ms ?? null,
            stat.failed ?? null,
            stat.rejected ?? null,
          ]),
      },
      ...(errors.length === 0
        ? []
        : [
            {
              title: 'Answers with an error',
              columns: [
                { label: 'Error', kind: 'text' as const },
                { label: 'Times', kind: 'count' as const },
              ],
              rows: errors.toSorted((one, other) => other[1] - one[1]).map((row) => [...row]),
            },
          ]),
    ],
    findings,
  }
}

/** Pitwall's own look, one on each master, is not counted. */
function commandsPerSecond(info: InfoFigures): number | undefined {
  const grown = info.grown('total_commands_processed')
  if (grown === undefined || info.windowMs === 0) return undefined
  return (Math.max(0, grown - info.nodes.length) * 1000) / info.windowMs
}

/** In 6.0 the clock stands still while a script runs (seen on 6.0.16: 2,000 SET in 7 ms counted 7 s). */
function countsScriptsWrong({ facts }: Server, info: InfoFigures): boolean {
  const calls = info.summed('cmdstat_')
  return facts.major === 6 && facts.minor === 0 && ['eval', 'evalsha'].some((name) => calls.has(name))
}
