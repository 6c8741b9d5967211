import type { Finding } from '#shared/contract/finding.ts'
import { count, counted, duration, percent } from '#main/wording.ts'
import { countAnew } from '../../change-settings.ts'
import type { InfoFigures } from '../../info/info-figures.ts'
import type { Settings } from '../../section.ts'
import type { Server } from '../../server.ts'
import { thresholds } from '../../thresholds.ts'
import { lazyFreeingOff } from '../lazy-freeing.ts'
import { type CommandStat, shownCommand } from './command-stats.ts'
import { type KnownCommand, knownCommands } from './known.ts'

/** Commands that keep everybody waiting, the costliest first. */
export function slowCommands(stats: readonly CommandStat[], server: Server, settings: Settings): Finding[] {
  const all = stats.reduce((total, { totalMs }) => total + totalMs, 0)
  return stats.flatMap((stat) => {
    const known = knownCommands[stat.name]
    if (stat.calls === 0 || stat.isHousekeeping || !isSlow(stat, known)) return []
    return [
      finding(stat, known, all, server),
      ...(known?.freeing === undefined
        ? []
        : lazyFreeingOff(known.freeing, freeingSeen(stat), server, settings)),
    ]
  })
}

function isSlow(stat: CommandStat, known: KnownCommand | undefined): boolean {
  if (known?.always === true) return true
  if (stat.calls < thresholds.fewestCalls) {
    const isCollection = known !== undefined && known.script !== true
    return stat.meanMs >= (isCollection ? thresholds.slowOnce : thresholds.verySlowMean)
  }
  return stat.meanMs >= thresholds.slowMean || (stat.p99Ms ?? 0) >= thresholds.slowestPercentile
}

function finding(stat: CommandStat, known: KnownCommand | undefined, allMs: number, server: Server): Finding {
  const name = shownCommand(stat.name)
  const share = allMs === 0 ? 0 : stat.totalMs / allMs
  return {
    id: `slow-command:${stat.name}`,
    kind: 'slow-command',
    severity: severityOf(stat),
    title:
      stat.meanMs < thresholds.slowMean && (stat.p99Ms ?? 0) < thresholds.slowestPercentile
        ? `${name} is used, ${times(stat.calls)}`
        : `${name} takes ${duration(stat.meanMs)} on average`,
    detail: `${counted(stat.calls, 'call')} took ${duration(stat.totalMs)}${stat.calls === 1 ? '' : ' together'}, ${percent(share)} of the time of all commands${stat.p99Ms === undefined || stat.calls < thresholds.fewestCalls ? '' : `; one in a hundred took ${duration(stat.p99Ms)} or more`}. ${known?.why ?? 'While it runs, every other client waits.'}`,
    advice: `${known?.instead ?? 'Look into the slow log for what it was called with, and give it less at a time.'} Once it is cured, count anew: the counters keep what was.`,
    subject: { kind: 'command', name },
    evidence: [
      { label: 'Calls', value: count(stat.calls) },
      { label: 'Mean of one', value: duration(stat.meanMs) },
      ...(stat.p99Ms === undefined ? [] : [{ label: 'p99', value: duration(stat.p99Ms) }]),
      { label: 'Of the time of all commands', value: percent(share) },
    ],
    evidenceSql: 'INFO commandstats',
    proposals: countAnew(server),
  }
}

function severityOf(stat: CommandStat): Finding['severity'] {
  if (stat.meanMs >= thresholds.verySlowMean && stat.calls >= thresholds.fewestCalls) return 'high'
  const isSlowest = (stat.p99Ms ?? 0) >= thresholds.slowestPercentile
  return stat.meanMs >= thresholds.slowMean || isSlowest ? 'medium' : 'low'
}

function freeingSeen(stat: CommandStat): { detail: string; evidence: Finding['evidence'] } {
  const name = shownCommand(stat.name)
  return {
    detail: `${name} takes ${duration(stat.meanMs)} on average over ${count(stat.calls)} calls; with the setting it frees its memory in another thread, without a change of the application.`,
    evidence: [{ label: `Mean of one ${name}`, value: duration(stat.meanMs) }],
  }
}

/** What replies of error are normal: caches of scripts are filled so, and cluster clients led on. */
const normalErrors = new Set(['NOSCRIPT', 'MOVED', 'ASK', 'LOADING', 'NOAUTH', 'NOPROTO'])

/** Calls that fail: an application that is wrong, and may not know it. */
export function failedCalls(stats: readonly CommandStat[], info: InfoFigures, server: Server): Finding[] {
  const calls = stats.reduce((total, stat) => total + stat.calls, 0)
  const errors = [...info.summed('errorstat_')]
    .map(([name, record]) => ({ name, times: record.get('count') ?? 0 }))
    .filter(({ name }) => !normalErrors.has(name))
    .toSorted((one, other) => other.times - one.times)
  const failed = errors.reduce((total, error) => total + error.times, 0)
  const share = calls === 0 ? 0 : failed / calls
  const [most] = errors
  if (most === undefined || failed < thresholds.fewestFailed || share < thresholds.failedShare) return []
  const commands = stats
    .filter((stat) => !stat.isHousekeeping && (stat.failed ?? 0) + (stat.rejected ?? 0) > 0)
    .toSorted((one, other) => trouble(other) - trouble(one))
    .slice(0, 3)
  return [
    {
      id: 'failed-calls',
      kind: 'failed-calls',
      severity: most.name === 'OOM' || most.name === 'MISCONF' ? 'high' : 'medium',
      title: `${percent(share)} of the calls fail, mostly with ${most.name}`,
      detail: `${count(failed)} of ${count(calls)} calls were answered with an error since the server counts: ${errors
        .slice(0, 4)
        .map(({ name, times: n }) => `${count(n)} × ${name}`)
        .join(
          ', ',
        )}.${commands.length === 0 ? '' : ` Most often failed ${commands.map(({ name }) => shownCommand(name)).join(', ')}.`}`,
      advice: `${meanings[most.name] ?? 'Look into the log of the application for what it sends.'} Once it is cured, count anew.`,
      subject: { kind: 'server', name: server.name },
      evidence: errors.slice(0, 6).map(({ name, times: n }) => ({ label: name, value: count(n) })),
      evidenceSql: 'INFO errorstats',
      proposals: countAnew(server),
    },
  ]
}

function trouble({ failed = 0, rejected = 0 }: CommandStat): number {
  return failed + rejected
}

const meanings: Readonly<Partial<Record<string, string>>> = {
  OOM: 'The memory is full and may not be evicted: see the memory limit.',
  MISCONF: 'Saving to disk fails, so the server takes no writes: see persistence.',
  READONLY: 'Writes are sent to a replica: let the client find the master.',
  WRONGTYPE: 'A command of one type is sent to a key of another: two parts of the application use one name.',
  NOPERM: 'A user may not do what the application does: ACL LOG shows which and what.',
  WRONGPASS: 'Somebody logs in with a wrong password: ACL LOG shows from where.',
  CROSSSLOT: 'Keys of several slots are used in one command: give them a common {hash tag}.',
  BUSY: 'A script runs for too long: see the slow log.',
  EXECABORT: 'Transactions are thrown away because a command in them was wrong.',
}

function times(calls: number): string {
  return calls === 1 ? 'once' : `${count(calls)} times`
}
