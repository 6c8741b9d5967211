import type { Measurement, Proof } from '#shared/contract/changes.ts'
import type { Runnable } from '#shared/contract/finding.ts'
import type { Session } from '../../session/session.ts'
import type { KnownChange } from '../known-change.ts'
import type { MeasuringProgress } from '../prove.ts'
import { beforeAlone, comparePaired, compareSeparate, samePlan } from './compare.ts'
import { Failed, findMeasurable, type Measurable, tryOut, type ValuesFor } from './measurable.ts'
import { brief, type Extent, full, type Measured, measureInTurn, type Runs } from './rounds.ts'
import { planOnce } from './run.ts'
import { asItIs, type Enter } from './state.ts'
import { beginning, chooseWay, type Switch, type Way } from './way.ts'

export interface ProofOptions {
  /** Fills the parameters of statements that came without values. */
  valuesFor?: ValuesFor
  /** Of the measurement that counts; ten seconds a side and 5 to 25 rounds unless said otherwise. */
  extent?: Extent
}

interface Circumstances extends ProofOptions {
  signal: AbortSignal | undefined
  report: (progress: MeasuringProgress) => void
}

const whatIsMeasured =
  'Times are the server’s own for executing a statement: planning it and sending its rows are not in them.'
const inTurn = 'Both sides were run in turn, so what else the machine did met both alike.'
const oneAfterTheOther =
  'All runs before the change came first, then those after it: what else changed on the machine or in the data meanwhile is in the comparison, too.'

/** The measuring around one change: what is known before it is kept for the comparison after it. */
export class Proving {
  readonly #change: KnownChange
  readonly #given: readonly Runnable[]
  readonly #circumstances: Circumstances
  #way: Way = { kind: 'sequential' }
  readonly #skipped: { statement: Measurable | undefined; sql: string; reason: string; timedOut: boolean }[] =
    []
  #before: Measured[] = []

  constructor(change: KnownChange, given: readonly Runnable[], circumstances: Circumstances) {
    this.#change = change
    this.#given = given
    this.#circumstances = circumstances
  }

  async before(session: Session): Promise<Proof> {
    const { valuesFor, signal } = this.#circumstances
    const { measurable, skipped } = await findMeasurable(session, this.#given, valuesFor, signal)
    for (const one of skipped) this.#skipped.push({ ...one, statement: undefined, timedOut: false })
    this.#way = await chooseWay(session, this.#change)
    this.#before = await this.#measureBefore(session, measurable)
    return this.#proof(
      'sequential',
      this.#before.flatMap(({ statement, states: [before] }) =>
        before ? [beforeAlone(statement, before)] : [],
      ),
      [],
    )
  }

  async #measureBefore(session: Session, measurable: readonly Measurable[]): Promise<Measured[]> {
    const way = this.#way
    if (way.kind === 'switch-after') return await this.#measure(session, measurable, [asItIs], brief)
    if (way.kind === 'switch-before') {
      const measured = await this.#inTurn(session, measurable, way.change)
      if (measured) return measured
      this.#way = { kind: 'sequential', why: 'The change could not be tried before it was made.' }
    }
    return await this.#measure(session, measurable, [asItIs], this.#extent)
  }

  async after(session: Session): Promise<Proof> {
    const statements = this.#before.map(({ statement }) => statement)
    await this.#tryThoseThatTimedOut(session)
    const way = this.#way
    if (way.kind === 'switch-after') {
      const change = await way.prepare(session)
      const measured = change && (await this.#inTurn(session, statements, change))
      if (measured) return this.#interleaved(measured, change, this.#surprises(measured))
      this.#way = { kind: 'sequential', why: 'The change could not be taken back for a trial.' }
    }
    if (way.kind === 'switch-before') {
      const sanity = await this.#measure(session, statements, [asItIs], brief)
      if (sanity.every((now) => this.#isAsForeseen(now))) {
        return this.#interleaved(this.#before, way.change, [])
      }
      this.#way = { kind: 'sequential', why: 'The plans are others than in the trial before the change.' }
    }
    return this.#sequential(await this.#measure(session, statements, [asItIs], this.#extent))
  }

  get #extent(): Extent {
    return this.#circumstances.extent ?? full
  }

  /** Undefined where the switch does not do what it should; nothing of the attempt is kept then. */
  async #inTurn(
    session: Session,
    statements: readonly Measurable[],
    change: Switch,
  ): Promise<Measured[] | undefined> {
    const skippedBefore = this.#skipped.length
    const measured = await tryOut(
      async () => await this.#measure(session, statements, [change.before, change.after], this.#extent),
      this.#circumstances.signal,
    )
    if (!(measured instanceof Failed) && change.worked(measured)) return measured
    this.#skipped.length = skippedBefore
    await asItIs(session)
    return undefined
  }

  async #measure(
    session: Session,
    statements: readonly Measurable[],
    states: readonly Enter[],
    extent: Extent,
  ): Promise<Measured[]> {
    const { report, signal } = this.#circumstances
    const { measured, failed } = await measureInTurn({ session, report, signal }, statements, states, extent)
    for (const { statement, why } of failed) {
      const { reason, timedOut } = why
      this.#skipped.push({ statement, sql: statement.given.sql, reason, timedOut })
    }
    return measured
  }

  /** What did not end in time before the change may end now: worth saying, though it gives no ratio. */
  async #tryThoseThatTimedOut(session: Session): Promise<void> {
    const { signal } = this.#circumstances
    for (const skipped of this.#skipped) {
      const { statement, timedOut } = skipped
      if (!statement || !timedOut) continue
      await asItIs(session)
      const plan = await tryOut(async () => await planOnce(session, statement, signal), signal)
      skipped.reason +=
        plan instanceof Failed
          ? ' The same after the change.'
          : ` With the change it ended after ${(plan.executionMs ?? 0).toFixed(1)} ms.`
    }
    await asItIs(session)
  }

  #runsBefore(statement: Measurable): Measured['states'] {
    return this.#before.find((measured) => measured.statement === statement)?.states ?? []
  }

  #isAsForeseen({ statement, states: [now] }: Measured): boolean {
    const [, foreseen] = this.#runsBefore(statement)
    return !now || !foreseen || samePlan(now.plan, foreseen.plan)
  }

  /** The plan with the change taken back should be the one that there was before it. */
  #surprises(measured: readonly Measured[]): string[] {
    return measured.flatMap(({ statement, states: [takenBack] }) => {
      const [earlier] = this.#runsBefore(statement)
      if (!takenBack || !earlier || samePlan(takenBack.plan, earlier.plan)) return []
      return [
        `Without the change the plan is another than it was before it, so statistics or settings changed meanwhile: ${beginning(statement.given.sql)}`,
      ]
    })
  }

  #interleaved(measured: readonly Measured[], change: Switch, notes: string[]): Proof {
    const measurements = measured.flatMap(({ statement, states: [before, after] }) =>
      before && after ? [change.judge(this.#judged(comparePaired(statement, before, after)))] : [],
    )
    const found = measurements.flatMap((measurement) => change.notesOn(measurement))
    return this.#proof('interleaved', measurements, [inTurn, change.how, ...found, ...notes])
  }

  #sequential(measured: readonly Measured[]): Proof {
    const measurements = measured.flatMap(({ statement, states: [after] }) => {
      const before: Runs | undefined = this.#runsBefore(statement)[0]
      return before && after ? [this.#judged(compareSeparate(statement, before, after))] : []
    })
    const why = this.#way.kind === 'sequential' ? this.#way.why : undefined
    return this.#proof('sequential', measurements, [oneAfterTheOther, ...(why === undefined ? [] : [why])])
  }

  /** An index that no plan has anything to do with makes nothing faster or slower: that was chance. */
  #judged(measurement: Measurement): Measurement {
    const { kind } = this.#change
    const isOfIndex = kind === 'create-index' || kind === 'drop-index'
    const isCertain = measurement.verdict === 'faster' || measurement.verdict === 'slower'
    if (!isOfIndex || !isCertain || measurement.planChanged === true) return measurement
    return { ...measurement, verdict: 'unclear' }
  }

  #filled(): string[] {
    return this.#before.flatMap(({ statement: { filled, given } }) =>
      filled
        ? [`Its parameters were filled with the commonest values of their columns: ${beginning(given.sql)}`]
        : [],
    )
  }

  #proof(method: Proof['method'], measurements: Measurement[], notes: string[]): Proof {
    return {
      method,
      measurements,
      skipped: this.#skipped.map(({ sql, reason }) => ({ sql, reason })),
      notes:
        measurements.length === 0
          ? []
          : [whatIsMeasured, ...this.#filled(), ...notes, ...measurements.flatMap(fewRuns)],
    }
  }
}

function fewRuns({ sql, before, after }: Measurement): string[] {
  if (!after || Math.min(before.runs, after.runs) >= 5) return []
  return [`A side was run fewer than five times, so only a plain difference is called one: ${beginning(sql)}`]
}
