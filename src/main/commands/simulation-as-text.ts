import type { Simulated, Simulation } from '#shared/contract/redis/simulation.ts'

/** Hit rates for people: a line for each memory size (and TTL), a column for each policy, what is best. */
export function simulationAsText({ results, best, proposals, notes }: Simulation): string {
  const policies = [...new Set(results.map(({ policy }) => policy))]
  const groups = [
    ...Map.groupBy(results, ({ memoryBytes, ttlSeconds }) => `${memoryBytes} ${ttlSeconds ?? ''}`),
  ]
  const withTtl = results.some(({ ttlSeconds }) => ttlSeconds !== undefined)
  const title = ['maxmemory', 'bytes', ...(withTtl ? ['TTL'] : []), ...policies]
  const rows = groups.flatMap(([, group]) => {
    const [first] = group
    if (!first) return []
    return [
      [
        mebibytes(first.memoryBytes),
        first.memoryBytes.toLocaleString('en-US'),
        ...(withTtl ? [`${first.ttlSeconds ?? 0} s`] : []),
        ...policies.map((policy) => percent(group.find((one) => one.policy === policy))),
      ],
    ]
  })
  return [
    `Hit rates of ${(results[0]?.reads ?? 0).toLocaleString('en-US')} reads, beginning with an empty cache`,
    '',
    ...aligned([title, ...rows]),
    '',
    // Of one there is nothing to choose.
    ...(policies.length > 1 ? [bestInWords(best)] : []),
    ...proposals.map(({ title: what, sql }) => `${what}:  ${sql}`),
    ...notes.map((note) => `Note: ${note}`),
  ].join('\n')
}

function bestInWords(best: Simulation['best']): string {
  const wins = [...Map.groupBy(best, ({ policy }) => policy)].toSorted(([, x], [, y]) => y.length - x.length)
  if (wins.length === 0) return 'No policy is named the best; the notes say why.'
  const parts = wins.map(([policy, where]) => `${policy} at ${listed(where)}`)
  return `Best: ${parts.join('; ')}.`
}

function listed(where: Simulation['best']): string {
  return where
    .map(({ memoryBytes, ttlSeconds }) =>
      ttlSeconds === undefined ? mebibytes(memoryBytes) : `${mebibytes(memoryBytes)} (TTL ${ttlSeconds} s)`,
    )
    .join(', ')
}

function percent(simulated: Simulated | undefined): string {
  return simulated ? `${(simulated.hitRate * 100).toFixed(2)} %` : '–'
}

function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toLocaleString('en-US', { maximumFractionDigits: 2 })} MiB`
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)))
  return rows.map((row) => row.map((cell, at) => cell.padStart(widths[at] ?? 0)).join('  '))
}
