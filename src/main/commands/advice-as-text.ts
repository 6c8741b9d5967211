import type { Advice, IndexProposal } from '#shared/contract/advisor.ts'

/** Rejected ones that people look at; the JSON has more. */
const SHOWN_REJECTED = 10

/** Advice for people: the proposals with their figures, the queries that change, what could go, what was left out. */
export function adviceAsText(advice: Advice): string {
  const { baselineCost, cost, indexes, method } = advice
  return [
    `Estimated cost of the workload: ${figure(baselineCost)} → ${figure(cost)} (${percent(cost, baselineCost)} of it)`,
    `${advice.whatIfCalls} plans asked for in ${(advice.elapsedMs / 1000).toFixed(1)} s, ${method === 'hypopg' ? 'with HypoPG' : 'with trial indexes'}`,
    '',
    ...(indexes.length === 0
      ? ['No index is worth its keep.']
      : indexes.flatMap((index) => proposal(index, baselineCost))),
    ...queries(advice),
    ...section(
      'Indexes that could go',
      advice.drops.flatMap(({ sql, detail, warnings }) => [
        `  ${sql};`,
        `    ${[detail, ...warnings].join(' ')}`,
      ]),
    ),
    ...section(
      'Not proposed, the most promising',
      advice.rejected.slice(0, SHOWN_REJECTED).flatMap(({ sql, reason }) => [`  ${sql}`, `    ${reason}`]),
    ),
    ...section(
      'Left out',
      advice.skipped.map(({ id, reason }) => `  ${id}: ${reason}`),
    ),
    ...section('Notes', [
      ...advice.notes.map((note) => `  ${note}`),
      ...advice.limitations.map(({ message, hint }) => `  ${message} ${hint}`),
    ]),
  ].join('\n')
}

function proposal(index: IndexProposal, baseline: number): string[] {
  const { sql, sizeBytes, benefit, writeCost, writeNote, verdict, note } = index
  const gain =
    verdict === 'inconclusive'
      ? 'inconclusive'
      : `saves ${figure(benefit)} (${percent(benefit, baseline)}), writes cost ${figure(writeCost)}`
  return [
    `${sql};`,
    `  ${megabytes(sizeBytes)}, ${gain}`,
    `  ${writeNote}`,
    ...(note === undefined ? [] : [`  ${note}`]),
  ]
}

function queries(advice: Advice): string[] {
  const changed = advice.queries
    .filter(({ costBefore, costAfter }) => costBefore !== costAfter)
    .toSorted((a, b) => b.weight * (b.costBefore - b.costAfter) - a.weight * (a.costBefore - a.costAfter))
  return section(
    'Queries',
    changed.map(({ id, costBefore, costAfter, uses }) =>
      [
        `  ${id}: ${figure(costBefore)} → ${figure(costAfter)}`,
        ...(uses.length > 0 ? [`with ${uses.join(', ')}`] : []),
      ].join('  '),
    ),
  )
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines]
}

function figure(cost: number): string {
  return cost.toLocaleString('en-US', { maximumFractionDigits: cost < 100 ? 2 : 0 })
}

function percent(part: number, whole: number): string {
  return whole > 0 ? `${((100 * part) / whole).toFixed(1)} %` : '–'
}

function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toLocaleString('en-US', { maximumFractionDigits: 1 })} MB`
}
