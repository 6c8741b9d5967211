import type { ConnectionStep } from '#shared/contract/environments.ts'
import { Failure } from '#shared/failure.ts'
import type { StageName, StageReport, Stages } from '../clients/stages.ts'

/** Writes down the stages of a connection attempt as the steps of a diagnosis. */
export interface Recorder extends Stages {
  /** Each step of the list once, in its order; those never reached say so. */
  steps(): ConnectionStep[]
}

/**
 * @param names the steps there are for this kind of target
 * @param onStart told when a stage begins
 */
export function createRecorder(
  names: readonly StageName[],
  onStart: (stage: StageName) => void = () => {},
): Recorder {
  // A second attempt (plain text after TLS) takes the place of the first.
  const recorded = new Map<StageName, ConnectionStep>()
  return {
    run: async (stage, work, report) => {
      const begin = performance.now()
      const write = (status: ConnectionStep['status'], detail: string) =>
        recorded.set(stage, { step: stage, status, detail, elapsedMs: performance.now() - begin })
      onStart(stage)
      try {
        const result = await work()
        const { status, detail } = read(report(result))
        write(status, detail)
        return result
      } catch (error) {
        write('failed', error instanceof Failure ? error.message : 'Failed unexpectedly.')
        throw error
      }
    },
    steps: () =>
      names.map(
        (step) => recorded.get(step) ?? { step, status: 'skipped', detail: 'Not reached.', elapsedMs: 0 },
      ),
  }
}

function read(report: StageReport): { status: ConnectionStep['status']; detail: string } {
  if (typeof report === 'string') return { status: 'ok', detail: report }
  if ('warning' in report) return { status: 'warning', detail: report.warning }
  return { status: 'skipped', detail: report.skipped }
}
