import type { GcOption, GcResult } from '#shared/contract/node/gc.ts'
import { MINIMUM_EFFECT, verdictOf } from '#shared/stats/verdict.ts'
import { bytes, list, percent } from '../../wording.ts'

type Against = NonNullable<GcResult['against']>
type Compared = GcResult & { against: Against }

/** With fewer runs the interval is a rule of caution, which hardly anything gets out of. */
const ENOUGH_RUNS = 5

/**
 * Which to take, one sentence, and its option.
 *
 * @param results the baseline first
 */
export function conclude(results: readonly GcResult[]): { conclusion: string; option: GcOption | undefined } {
  const [baseline] = results
  const compared = results.filter((result): result is Compared => result.against !== null)
  const having = (verdict: Against['verdict']): Compared[] =>
    compared.filter(({ against }) => against.verdict === verdict)
  const [best] = having('better').toSorted((one, other) => gainOf(other) - gainOf(one))
  if (best !== undefined && baseline !== undefined) {
    return { conclusion: takes(best, baseline), option: best.option }
  }
  const own = baseline?.option
  const name = within(own?.title ?? '')
  if (having('same').length === compared.length) {
    return {
      conclusion: `It does not matter: with ${names(compared)} throughput, the 99th percentile and CPU differ by less than ${percent(MINIMUM_EFFECT)} from ${name}.`,
      option: own,
    }
  }
  if (having('unclear').length === 0) {
    const worse = having('worse')
    return { conclusion: `Keep ${name}: ${names(worse)} did worse, and nothing did better.`, option: own }
  }
  const few = compared.some(({ runs }) => runs < ENOUGH_RUNS)
  return {
    conclusion: `Keep ${name}: nothing is shown to be better, and ${names(having('unclear'))} stayed unclear; ${few ? `at least ${ENOUGH_RUNS} runs` : 'more runs, or longer ones,'} may tell.`,
    option: own,
  }
}

/** What is shown first; what is not is not told as if it were. */
function takes({ option, against, residentBytes }: Compared, baseline: GcResult): string {
  const figures = [
    { of: 'the requests a second', ratio: against.requestsPerSecond },
    { of: 'the 99th percentile', ratio: against.p99 },
    { of: 'the CPU a request', ratio: against.cpuMsPerRequest },
  ]
  const shown = figures.filter(({ ratio }) => isShown(ratio))
  const others = figures.filter(({ ratio }) => !isShown(ratio))
  const memory = `${bytes(residentBytes)} resident instead of ${bytes(baseline.residentBytes)}`
  const rest = others.length === 0 ? '' : `; of ${list(others.map(({ of }) => of))} no difference is shown`
  return `Take ${within(option.title)}: ${list(shown.map(({ of, ratio }) => `${told(ratio)} ${of}`))}, with ${memory}${rest}.`
}

function isShown({ estimate, low, high }: Against['p99']): boolean {
  return ['faster', 'slower'].includes(verdictOf({ median: estimate, low, high }))
}

function told({ estimate, low, high }: Against['p99']): string {
  return `${estimate.toFixed(2)}× (${low.toFixed(2)} to ${high.toFixed(2)})`
}

/** All three together, as a factor. */
function gainOf({ against }: Compared): number {
  return against.requestsPerSecond.estimate / against.p99.estimate / against.cpuMsPerRequest.estimate
}

function names(results: readonly GcResult[]): string {
  return list(
    results.map(({ option }) => within(option.title)),
    6,
  )
}

/** `Semi-space of 64 MiB` within a sentence; flags and names as they are. */
function within(title: string): string {
  if (title.startsWith('Semi-space of')) return `a s${title.slice(1)}`
  if (title.startsWith('Old space of')) return `an o${title.slice(1)}`
  return title.startsWith('The ') ? `t${title.slice(1)}` : title
}
