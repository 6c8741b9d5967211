import type { PathStep } from './steps.ts'

/** The longest cycle of steps that is looked for: a promise, its reaction and so on. */
const longestCycle = 4
/** A cycle has to be gone through so often before it is shortened. */
const fewestTurns = 3

/**
 * A path through a list goes through the same step again and again: `.next`, `.next`, `.next`. It is told
 * once, with how often: `.next (×1,998)`.
 */
export function shortenRepeats(steps: readonly PathStep[]): PathStep[] {
  const short: PathStep[] = []
  let at = 0
  while (at < steps.length) {
    const cycle = cycleAt(steps, at)
    if (cycle === undefined) {
      const step = steps[at]
      if (step !== undefined) short.push(step)
      at++
      continue
    }
    const last = steps.slice(at + (cycle.turns - 1) * cycle.length, at + cycle.turns * cycle.length)
    const times = ` (×${cycle.turns.toLocaleString('en-US')})`
    short.push(...last.map((step, place) => (place === 0 ? { ...step, edge: step.edge + times } : step)))
    at += cycle.length * cycle.turns
  }
  return short
}

/** The shortest cycle that begins here and is gone through often enough. */
function cycleAt(steps: readonly PathStep[], at: number): { length: number; turns: number } | undefined {
  for (let length = 1; length <= longestCycle; length++) {
    let turns = 1
    while (same(steps, at, { length, turns })) turns++
    if (turns >= fewestTurns) return { length, turns }
  }
  return undefined
}

function same(
  steps: readonly PathStep[],
  at: number,
  { length, turns }: { length: number; turns: number },
): boolean {
  for (let place = 0; place < length; place++) {
    const first = steps[at + place]
    const again = steps[at + turns * length + place]
    if (first === undefined || again === undefined) return false
    if (first.edge !== again.edge || first.node !== again.node || first.edge === '') return false
  }
  return true
}
