import type { Plan } from '#shared/contract/plan.ts'
import type { Milliseconds } from '#shared/units.ts'
import type { Session } from '../../session/session.ts'
import type { MeasuringProgress } from '../prove.ts'
import { Failed, type Measurable, tryOut } from './measurable.ts'
import { planOnce, timeOnce } from './run.ts'
import type { Enter } from './state.ts'

/** How much is run. */
export interface Extent {
  /** For all statements of one side together. */
  budgetMs: Milliseconds
  /** Are run even when they take longer than the budget, up to {@link OVERDRAFT} times. */
  fewestRounds: number
  mostRounds: number
}

export const full: Extent = { budgetMs: 10_000, fewestRounds: 5, mostRounds: 25 }
/** To see that nothing is out of order, where the figures come from elsewhere. */
export const brief: Extent = { budgetMs: 5000, fewestRounds: 1, mostRounds: 3 }

/** Five runs of a slow statement may take so many budgets; after that it has as many as it has. */
const OVERDRAFT = 4
/** What is this fast feels the first touch of the catalogue's caches in a new transaction: not timed. */
const FAST: Milliseconds = 5

/** One state of the server: times and plan of one statement in it. */
export interface Runs {
  ms: Milliseconds[]
  plan: Plan
}

export interface Measured {
  statement: Measurable
  /** One for each state, in their order. The runs of one place are of one round. */
  states: Runs[]
}

export interface Measuring {
  session: Session
  report: (progress: MeasuringProgress) => void
  signal: AbortSignal | undefined
}

/**
 * Runs every statement in every state of the server in turn: A B C without, A B C with, then with,
 * then without, so that neither always comes first. The first run of each is not counted: it fills the
 * caches and gives the plan. A statement that fails is left out with its reason.
 */
export async function measureInTurn(
  measuring: Measuring,
  statements: readonly Measurable[],
  states: readonly Enter[],
  extent: Extent,
): Promise<{ measured: Measured[]; failed: { statement: Measurable; why: Failed }[] }> {
  const inOrder = [...states.entries()]
  const tasks = statements.map((statement) => new Task(statement, states.length))
  const lastStart = performance.now() + extent.budgetMs * states.length * OVERDRAFT
  const share = (extent.budgetMs * states.length) / Math.max(1, statements.length)

  await inEachState(measuring, inOrder, tasks, async (task, state) => {
    if (performance.now() > lastStart) {
      task.failed = new Failed('There was no time left: those before it took it all.')
      return
    }
    task.plans[state] = await planOnce(measuring.session, task.statement, measuring.signal)
  })

  for (let round = 0; round < extent.mostRounds; round++) {
    const due = tasks.filter((task) => task.isDue(round, extent, share))
    if (due.length === 0) break
    measuring.report({
      detail: `round ${round + 1}`,
      done: round,
      total: extent.mostRounds,
      unit: 'rounds',
      backendPid: measuring.session.backendPid,
    })
    await inEachState(measuring, round % 2 === 0 ? inOrder : inOrder.toReversed(), due, runOne(measuring))
  }
  await inEachState(
    measuring,
    inOrder,
    tasks.filter((task) => task.spentMs < share),
    async (task, state) => {
      // Once more, now that everything is warm: the plan's own times are then of a kind with the others.
      task.plans[state] = await planOnce(measuring.session, task.statement, measuring.signal)
    },
  )
  return {
    measured: tasks.flatMap((task) => task.result() ?? []),
    failed: tasks.flatMap(({ statement, failed }) => (failed ? [{ statement, why: failed }] : [])),
  }
}

class Task {
  readonly statement: Measurable
  readonly times: Milliseconds[][]
  readonly plans: (Plan | undefined)[]
  spentMs: Milliseconds = 0
  /** Why it is not measured any more. */
  failed: Failed | undefined

  constructor(statement: Measurable, states: number) {
    this.statement = statement
    this.times = Array.from({ length: states }, () => [])
    this.plans = Array.from({ length: states }, () => undefined)
  }

  isDue(round: number, extent: Extent, share: Milliseconds): boolean {
    if (this.failed) return false
    if (round === 0) return true
    return this.spentMs < (round < extent.fewestRounds ? share * OVERDRAFT : share)
  }

  result(): Measured | undefined {
    if (this.failed) return undefined
    const states = this.plans.flatMap((plan, state) => (plan ? [{ plan, ms: this.times[state] ?? [] }] : []))
    return states.length === this.plans.length ? { statement: this.statement, states } : undefined
  }
}

function runOne({ session }: Measuring): (task: Task, state: number) => Promise<void> {
  return async (task, state) => {
    const startedAt = performance.now()
    if ((task.plans[state]?.executionMs ?? 0) < FAST) await timeOnce(session, task.statement)
    task.times[state]?.push(await timeOnce(session, task.statement))
    task.spentMs += performance.now() - startedAt
  }
}

/** Enters each state once and does the work of every task in it; a task that fails is done with. */
async function inEachState(
  { session, signal }: Measuring,
  states: readonly (readonly [number, Enter])[],
  tasks: readonly Task[],
  work: (task: Task, state: number) => Promise<void>,
): Promise<void> {
  for (const [state, enter] of states) {
    await enter(session)
    for (const task of tasks) {
      if (task.failed) continue
      const answer = await tryOut(async () => await work(task, state), signal)
      if (!(answer instanceof Failed)) continue
      task.failed = answer
      // The failure has ended the transaction for those behind it.
      await enter(session)
    }
  }
}
