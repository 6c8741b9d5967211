/** How far a change is, in words and figures. Pure. */
import type { ChangeProgress, ChangeRun, ProgressEvent } from '#renderer/stores/changes/model.ts'
import { speedOf } from '#renderer/stores/changes/progress.ts'
import { formatCount, formatElapsed, formatPercent, formatRate } from '#renderer/ui/format.ts'

const applying: Record<ProgressEvent['phase'], string> = {
  connecting: 'Connecting',
  'measuring before': 'Measuring the statements before',
  waiting: 'Waiting for others',
  running: 'Changing the server',
  'measuring after': 'Measuring the statements after',
  'cleaning up': 'Taking away what is left',
}

/** The step it is in. */
export function phaseWords({ task, state }: ChangeRun): string {
  if (state.kind === 'ending') {
    return state.cause.code === 'CANCELLED'
      ? 'Cancelling: what was begun is taken away'
      : 'The connection was lost: looking what became of it'
  }
  const phase = state.kind === 'running' ? state.progress?.event.phase : undefined
  if (phase === undefined) return 'Beginning'
  if (phase === 'running' && task === 'undo') return 'Taking it back'
  return phase === 'running' && task === 'resume' ? 'Going on' : applying[phase]
}

/** Up to here a number says more than a share of it. */
const mostCounted = 20

/** `42 % of 12,345 blocks · 3 k blocks/s · 0:12 left`; undefined where nothing is counted. */
export function progressFigures(progress: ChangeProgress): string | undefined {
  const { done, total, unit, phase } = progress.event
  if (done === undefined) return undefined
  // Nobody knows when others will be done.
  const speed = phase === 'waiting' ? undefined : speedOf(progress)
  const figures = [
    total === undefined || total <= 0
      ? formatCount(done, unit)
      : total <= mostCounted
        ? `${formatCount(done)} of ${formatCount(total, unit)}`
        : `${formatPercent(Math.min(1, done / total))} of ${formatCount(total, unit)}`,
    // A rate of single runs or steps says less than their number.
    speed && unit !== undefined && speed.perSecond >= 1 ? formatRate(speed.perSecond, unit) : undefined,
    speed?.remainingMs === undefined ? undefined : `${formatElapsed(speed.remainingMs)} left`,
  ]
  return figures.filter((figure) => figure !== undefined).join(' · ')
}
