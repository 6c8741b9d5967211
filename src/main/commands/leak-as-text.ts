import type { LeakRound, LeakVerdict } from '#shared/contract/node/leak.ts'
import { bytes, count, duration, percent } from '../wording.ts'

/** One line for each round, as it is measured. */
export function roundAsText(round: LeakRound, rounds: number): string {
  const what = round.warmUp ? 'warm-up' : `of up to ${rounds} that count`
  const requests = round.requests === null ? '' : `, ${count(round.requests)} requests`
  const errors = round.errors === 0 ? '' : `, ${count(round.errors)} with an error`
  return `Round ${round.round} (${what}): ${bytes(round.heapBytes + round.externalBytes)} held${requests}${errors}, ${duration(round.loadMs)} of load`
}

const titles = { leak: 'Leak', 'no leak': 'No leak', inconclusive: 'Inconclusive' } as const

/** The verdict for people. */
export function leakAsText(verdict: LeakVerdict): string {
  return [
    `${titles[verdict.verdict]}. ${verdict.reason}`,
    ...(verdict.hint === undefined ? [] : [verdict.hint]),
    ...section('Growth', growth(verdict)),
    ...section('Rounds', table(roundRows(verdict.rounds))),
    ...section('Allocated by', sites(verdict)),
    ...section('Held by', retainers(verdict)),
    ...section(
      'Note',
      verdict.limitations.map(({ message, hint }) => `${message} ${hint}`),
    ),
  ].join('\n')
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)]
}

function growth({
  bytesPerRequest,
  bytesPerSecond,
  bytesPerHour,
  hoursToHeapLimit,
  heapLimitBytes,
}: LeakVerdict): string[] {
  const rates = [
    ...(bytesPerRequest === null ? [] : [`${bytes(bytesPerRequest)} per request`]),
    ...(bytesPerSecond === null ? [] : [`${bytes(bytesPerSecond)} per second at this load`]),
    ...(bytesPerHour === null ? [] : [`${bytes(bytesPerHour)} per hour`]),
  ]
  return [
    ...(rates.length === 0 ? [] : [rates.join(', ')]),
    ...(hoursToHeapLimit === null
      ? []
      : [`${duration(hoursToHeapLimit * 3_600_000)} until the heap's limit of ${bytes(heapLimitBytes)}`]),
  ]
}

function roundRows(rounds: readonly LeakRound[]): string[][] {
  const rows = rounds.map((round) => [
    String(round.round),
    bytes(round.heapBytes),
    bytes(round.externalBytes),
    bytes(round.residentBytes),
    round.requests === null ? '–' : count(round.requests),
    count(round.errors),
    round.warmUp ? 'warm-up' : '',
  ])
  return rows.length === 0
    ? []
    : [['round', 'heap', 'outside', 'resident', 'requests', 'errors', ''], ...rows]
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  )
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padStart(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

function sites({ sites }: LeakVerdict): string[] {
  return sites.flatMap(({ name, file, line, share, bytes: grown, stack }) => [
    `${percent(share).padStart(7)}  ${bytes(grown)} by ${name}${file === '' ? '' : ` (${file}${line > 0 ? `:${line}` : ''})`}`,
    ...(share < 0.1
      ? []
      : stack
          .slice(-4, -1)
          .toReversed()
          .map((caller) => `           called by ${caller}`)),
  ])
}

function retainers({ retainers }: LeakVerdict): string[] {
  return retainers.map(
    ({ name, addedCount, addedBytes, path }) =>
      `${count(addedCount)} more of ${name}, ${bytes(addedBytes)}: ${path.map(({ edge, node }) => (edge === '' ? node : `${edge} → ${node}`)).join(' → ')}`,
  )
}
