import type { LeakVerdict } from '#shared/contract/node/leak.ts'
import { type BenchResult, type BenchRow, median } from '../table.ts'
import { type Kind, kinds, runOne } from './run-one.ts'

/** Services of each kind, each with another way to keep, or not to. */
const VARIANTS = 20

interface Outcome {
  kind: Kind
  variant: number
  verdict: LeakVerdict
  seconds: number
}

/**
 * The leak verdict on services that leak, are steady, warm up, and fill a bounded cache: how many of them
 * are called what they are not. Each is a real process, loaded and looked at once. `inconclusive` is wrong
 * for a leak, and not for the others.
 */
export async function benchLeak(): Promise<BenchResult> {
  const outcomes: Outcome[] = []
  for (let variant = 0; variant < VARIANTS; variant++) {
    for (const kind of kinds) {
      const began = performance.now()
      const verdict = await runOne(kind, variant)
      const outcome = { kind, variant, verdict, seconds: (performance.now() - began) / 1000 }
      outcomes.push(outcome)
      if (isWrong(outcome)) console.log(`  wrong: ${kind} ${variant}: ${verdict.verdict}. ${verdict.reason}`)
    }
  }
  const leaks = outcomes.filter(({ kind }) => kind === 'leaking')
  return {
    rows: [
      ...kinds.map((kind) =>
        rowOf(
          kind,
          outcomes.filter((outcome) => outcome.kind === kind),
        ),
      ),
      { name: 'wrong of all', value: `${outcomes.filter(isWrong).length} of ${outcomes.length}` },
      {
        name: 'leaks whose first site is the right function',
        value: `${leaks.filter(hasRightSite).length} of ${leaks.length}`,
      },
      {
        name: 'rounds that counted until a leak was called, at most',
        value: String(Math.max(...leaks.map(({ verdict }) => countedRounds(verdict)))),
      },
    ],
  }
}

function rowOf(kind: Kind, outcomes: readonly Outcome[]): BenchRow {
  const called = (verdict: string): number => outcomes.filter((one) => one.verdict.verdict === verdict).length
  const seconds = median(outcomes.map((outcome) => outcome.seconds))
  return {
    name: kind,
    value: `leak ${called('leak')}, no leak ${called('no leak')}, inconclusive ${called('inconclusive')}: wrong ${outcomes.filter(isWrong).length} of ${outcomes.length}, ${seconds.toFixed(1)} s each`,
  }
}

function isWrong({ kind, verdict }: Outcome): boolean {
  return (kind === 'leaking') !== (verdict.verdict === 'leak')
}

/** All of them keep in a function of that name. */
function hasRightSite({ verdict }: Outcome): boolean {
  return verdict.sites[0]?.name === 'keep'
}

function countedRounds({ rounds }: LeakVerdict): number {
  return rounds.filter(({ warmUp }) => !warmUp).length
}
