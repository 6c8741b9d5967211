import type { Finding, Limitation } from '#shared/contract/finding.ts'
import { printRedisChange, quoteArgument } from '#shared/redis/change-text.ts'
import type { Milliseconds } from '#shared/units.ts'
import { count, counted, duration } from '#main/wording.ts'
import { changeSettings } from '../change-settings.ts'
import { itemsOf, numberIn, textOf } from '../replies/texts.ts'
import { type Answer, type Diagnosis, figure, limitation, type Section, type Settings } from '../section.ts'
import type { Server } from '../server.ts'
import { thresholds } from '../thresholds.ts'

/** More is no longer read by people, and each entry is sent whole. */
const MOST_ENTRIES = 256
/** A command may hold whole values; its beginning names it. */
const LONGEST_COMMAND = 160

export const slowLog: Section = {
  id: 'slow-log',
  title: 'Slow log',
  async examine({ server, ask, settings, limit }) {
    const answers = await ask({
      title: 'The latest entries of the slow log',
      command: ['SLOWLOG', 'GET', String(MOST_ENTRIES)],
      missing: 'Which commands were slow',
    })
    const known = await settings('slowlog-log-slower-than', 'slowlog-max-len')
    const judged = judgeSlowLog(answers && entriesFrom(answers), server, known, Date.now())
    for (const each of judged.limitations) limit(each)
    return judged.diagnosis
  },
}

export interface SlowEntry {
  node: string
  at: number
  ms: Milliseconds
  command: string
  /** Its first word, or two, in capitals. */
  name: string
  client: string
}

export function entriesFrom(answers: readonly Answer[]): SlowEntry[] {
  return answers
    .flatMap(({ node, reply }) =>
      itemsOf(reply).map((entry): SlowEntry => {
        const [, at, usec, words, address, clientName] = itemsOf(entry)
        const all = itemsOf(words)
        const text = all.map((word) => (Buffer.isBuffer(word) ? quoteArgument(word) : textOf(word))).join(' ')
        const client = [textOf(address), textOf(clientName)].filter(Boolean).join(' ')
        return {
          node,
          at: (numberIn(at) ?? 0) * 1000,
          ms: (numberIn(usec) ?? 0) / 1000,
          command: text.length > LONGEST_COMMAND ? `${text.slice(0, LONGEST_COMMAND)}…` : text,
          name: textOf(all[0]).toUpperCase(),
          client,
        }
      }),
    )
    .toSorted((one, other) => other.at - one.at || other.ms - one.ms)
}

export function judgeSlowLog(
  entries: readonly SlowEntry[] | undefined,
  server: Server,
  settings: Settings,
  now: number,
): { diagnosis: Diagnosis; limitations: Limitation[] } {
  const limitations: Limitation[] = []
  const findings = [
    ...thresholdFindings(settings, server, limitations),
    ...lengthFindings(entries ?? [], settings, server, now),
    ...entryFindings(entries ?? [], server),
  ]
  const slowerThan = slowerThanMs(settings)
  const figures = [
    ...(slowerThan === undefined
      ? []
      : [figure('Kept are commands from', slowerThan < 0 ? 'none' : duration(slowerThan), 'about 10 ms')]),
    ...(settings.has('slowlog-max-len')
      ? [figure('Entries kept', settings.get('slowlog-max-len') ?? '', 'at least 128')]
      : []),
  ]
  if (entries === undefined) {
    const summary = 'Which commands were slow is not seen.'
    return { diagnosis: { summary, figures, tables: [], findings, unknown: true }, limitations }
  }
  const [longest] = entries.toSorted((one, other) => other.ms - one.ms)
  return {
    diagnosis: {
      summary:
        longest === undefined
          ? slowerThan !== undefined && slowerThan < 0
            ? 'The slow log is turned off, so it says nothing.'
            : `The slow log is empty: since the start, or since it was emptied, no command took ${slowerThan === undefined ? 'as long as its threshold' : duration(slowerThan)}.`
          : `${counted(entries.length, 'entry', 'entries')}, the latest ${duration(Math.max(0, now - (entries[0]?.at ?? now)))} ago; the longest is ${longest.name} with ${duration(longest.ms)}.`,
      figures: [figure('Entries', count(entries.length)), ...figures],
      tables: [
        {
          title: 'Slow commands, the latest first',
          columns: [
            { label: 'Ago', kind: 'text' },
            { label: 'Took', kind: 'ms' },
            { label: 'Command', kind: 'text' },
            { label: 'Client', kind: 'text' },
            { label: 'Server', kind: 'text' },
          ],
          rows: entries
            .slice(0, 100)
            .map((entry) => [
              duration(Math.max(0, now - entry.at)),
              entry.ms,
              entry.command,
              entry.client,
              entry.node,
            ]),
        },
      ],
      findings,
      ...(slowerThan !== undefined && slowerThan < 0 ? { unknown: true } : {}),
    },
    limitations,
  }
}

/** Undefined where the settings are not told; below 0 where nothing is kept. */
function slowerThanMs(settings: Settings): Milliseconds | undefined {
  const usec = settings.get('slowlog-log-slower-than')
  return usec === undefined ? undefined : Number(usec) < 0 ? -1 : Number(usec) / 1000
}

function thresholdFindings(settings: Settings, server: Server, limitations: Limitation[]): Finding[] {
  const ms = slowerThanMs(settings)
  if (ms === undefined || (ms >= 0 && ms <= thresholds.slowLogThresholdHighest)) return []
  const change = changeSettings(server, 'Keep commands from 10 ms on', {
    name: 'slowlog-log-slower-than',
    value: String(thresholds.slowLogThreshold * 1000),
  })
  const seen = ms < 0 ? 'The slow log is turned off.' : `The slow log keeps only what takes ${duration(ms)}.`
  limitations.push(limitation(`${seen} What was slow is not seen.`, change.advice, change.proposals))
  return [
    {
      id: 'slow-log-threshold',
      kind: 'slow-log-threshold',
      severity: 'low',
      title: ms < 0 ? 'The slow log is turned off' : `The slow log begins only at ${duration(ms)}`,
      detail: `Every client waits while one command runs, so ${ms < 0 ? 'a slow one' : `one of ${duration(ms / 2)}`} is felt by all, and nothing tells which it was.`,
      advice: `${change.advice} It costs nothing until a command is that slow.`,
      subject: { kind: 'setting', name: 'slowlog-log-slower-than' },
      evidence: [{ label: 'slowlog-log-slower-than', value: settings.get('slowlog-log-slower-than') ?? '' }],
      evidenceSql: 'CONFIG GET slowlog-log-slower-than',
      proposals: change.proposals,
    },
  ]
}

/** Too short: shorter than the default, or all of it is young. */
function lengthFindings(
  entries: readonly SlowEntry[],
  settings: Settings,
  server: Server,
  now: number,
): Finding[] {
  const length = Number(settings.get('slowlog-max-len') ?? Number.NaN)
  const oldest = entries.at(-1)
  const span = oldest === undefined ? Infinity : now - oldest.at
  const overflows = length <= MOST_ENTRIES && entries.length >= length && span < thresholds.slowLogHistory
  if (!(length < thresholds.slowLogLength || overflows)) return []
  const wanted = length < thresholds.slowLogLength ? thresholds.slowLogLength : Math.max(1024, length * 4)
  const change = changeSettings(server, `Keep ${count(wanted)} entries`, {
    name: 'slowlog-max-len',
    value: String(wanted),
  })
  return [
    {
      id: 'slow-log-short',
      kind: 'slow-log-short',
      severity: 'low',
      title: `The slow log keeps only ${counted(length, 'entry', 'entries')}`,
      detail:
        length === 0
          ? 'It keeps nothing.'
          : overflows
            ? `They reach back ${duration(Math.max(0, span))}: what was slow before is overwritten.`
            : 'What was slow is overwritten before somebody looks.',
      advice: `${change.advice} An entry takes about a kilobyte at most.`,
      subject: { kind: 'setting', name: 'slowlog-max-len' },
      evidence: [
        { label: 'slowlog-max-len', value: count(length) },
        { label: 'Entries', value: count(entries.length) },
      ],
      evidenceSql: 'CONFIG GET slowlog-max-len',
      proposals: change.proposals,
    },
  ]
}

function entryFindings(entries: readonly SlowEntry[], server: Server): Finding[] {
  const slow = entries
    .filter(({ ms }) => ms >= thresholds.slowLogThreshold)
    .toSorted((one, other) => other.ms - one.ms)
  const [worst] = slow
  if (worst === undefined) return []
  const names = Map.groupBy(slow, ({ name }) => name)
  return [
    {
      id: 'slow-log-entries',
      kind: 'slow-log-entries',
      severity:
        worst.ms >= thresholds.slowLogHigh ? 'high' : worst.ms >= thresholds.slowLogMedium ? 'medium' : 'low',
      title: `${counted(slow.length, 'command')} took 10 ms or more, up to ${duration(worst.ms)}`,
      detail: `The longest was ${worst.command}${worst.client === '' ? '' : ` from ${worst.client}`}. By command: ${[
        ...names,
      ]
        .slice(0, 4)
        .map(([name, list]) => `${name} ${count(list.length)} ×`)
        .join(', ')}. Every other client waited meanwhile.`,
      advice:
        'Give such a command less at a time, or make what it works on smaller. Once it is cured, empty the slow log: it keeps what was.',
      subject: { kind: 'command', name: worst.name },
      evidence: slow.slice(0, 5).map(({ ms, command }) => ({ label: duration(ms), value: command })),
      evidenceSql: `SLOWLOG GET ${MOST_ENTRIES}`,
      proposals:
        server.configRefused === undefined
          ? [{ title: 'Empty the slow log', sql: printRedisChange({ kind: 'slowlog-reset' }) }]
          : [],
    },
  ]
}
