/** What the Leak page knows of a run. Pure. */
import type { LeakEvent, LeakRound, LeakVerdict, RoundLoad } from '#shared/contract/node/leak.ts'
import type { Failure } from '#shared/failure.ts'
import type { EpochMilliseconds } from '#shared/units.ts'
import { emptyLoad, type LoadComplaints, type LoadForm, loadOf } from '../node-load/form.ts'
import type { ThreadRef } from '../node-live/store.ts'

export type LeakProgress = Extract<LeakEvent, { type: 'progress' }>

/** How to look, as typed. */
export interface LeakForm {
  load: LoadForm
  /** Rounds that count. */
  rounds: string
  snapshots: boolean
}

export const emptyForm: LeakForm = { load: emptyLoad, rounds: '8', snapshots: true }

export interface LeakRun extends ThreadRef {
  id: string
  /** What was looked at, for people. */
  title: string
  startedAt: EpochMilliseconds
  load: RoundLoad
  /** Those that count, as they were asked for. */
  rounds: number
  points: readonly LeakRound[]
  progress: LeakProgress | undefined
  state:
    | { kind: 'running' }
    | { kind: 'ended'; verdict: LeakVerdict }
    | { kind: 'cancelled' }
    | { kind: 'failed'; failure: Failure }
}

export interface LeakQuestion {
  load: RoundLoad
  rounds: number
  snapshots: boolean
}

export type FormComplaints = LoadComplaints & { rounds?: string }

/** What to ask the main process for, or what is wrong with the form. */
export function questionOf(form: LeakForm): { question: LeakQuestion } | { complaints: FormComplaints } {
  const load = loadOf(form.load)
  const rounds = Number(form.rounds)
  const roundsFit = Number.isInteger(rounds) && rounds >= 4 && rounds <= 100
  if ('load' in load && roundsFit) {
    return { question: { load: load.load, rounds, snapshots: form.snapshots } }
  }
  return {
    complaints: {
      ...('complaints' in load && load.complaints),
      ...(!roundsFit && { rounds: 'From 4 to 100' }),
    },
  }
}
