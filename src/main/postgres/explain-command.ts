/** How a statement is put behind EXPLAIN. */
interface ExplainForm {
  analyze: boolean
  /** Plan `$n` as placeholders, by the server's own option. */
  genericPlan: boolean
}

/** The first server that has EXPLAIN (GENERIC_PLAN). */
export const GENERIC_PLAN_SINCE = 160_000

/**
 * `EXPLAIN (…) ` with every option of this server version that tells more and costs little.
 *
 * SERIALIZE is left out: it makes the run slower by what it measures. TIMING is on: exclusive times
 * are what Pitwall shows.
 *
 * @param versionNumber `server_version_num`, at least 120000
 */
export function explainPrefix(versionNumber: number, { analyze, genericPlan }: ExplainForm): string {
  const options: [option: string, wanted: boolean][] = [
    ['ANALYZE', analyze],
    ['GENERIC_PLAN', genericPlan],
    ['FORMAT JSON', true],
    ['VERBOSE', true],
    ['COSTS', true],
    ['SETTINGS', true],
    // Before 13 only with ANALYZE; since 13 planning has buffers of its own.
    ['BUFFERS', analyze || versionNumber >= 130_000],
    ['WAL', analyze && versionNumber >= 130_000],
    ['TIMING', analyze],
    ['SUMMARY', true],
    ['MEMORY', versionNumber >= 170_000],
  ]
  return `EXPLAIN (${options
    .filter(([, wanted]) => wanted)
    .map(([option]) => option)
    .join(', ')}) `
}
