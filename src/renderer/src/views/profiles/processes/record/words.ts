/** What the page says of a recording. Pure. */
import {
  figureOf,
  type RecordingChoice,
  type RecordingKind,
  type RecordingProgress,
} from '#renderer/stores/node-recording/model.ts'
import { formatBytes, formatElapsed, formatMs } from '#renderer/ui/format.ts'
import { cpuOverheadPercent, heapOverheadPercent } from '#shared/profile/overhead.ts'

const space = '\u00a0'

/** What sampling is expected to take of the throughput: `≈ 4 %`; undefined where the interval cannot be used. */
export function overheadOf(kind: 'cpu' | 'heap', choice: RecordingChoice): string | undefined {
  const interval = figureOf(choice, kind === 'cpu' ? 'cpuInterval' : 'heapInterval')
  if (interval === undefined) return undefined
  const percent = kind === 'cpu' ? cpuOverheadPercent(interval * 1000) : heapOverheadPercent(interval * 1024)
  // These are expectations: more than two digits would promise too much.
  const figure = percent < 0.1 ? '<' + space + '0.1' : `≈${space}${Number(percent.toPrecision(2))}`
  return `${figure}${space}%`
}

/** How it would be recorded: `10 s, every 1 ms`. */
export function settingsWords(kind: 'cpu' | 'heap', choice: RecordingChoice): string {
  const seconds = figureOf(choice, 'seconds')
  const interval = figureOf(choice, kind === 'cpu' ? 'cpuInterval' : 'heapInterval')
  if (seconds === undefined || interval === undefined) return 'see the settings'
  const every = kind === 'cpu' ? formatMs(interval) : formatBytes(interval * 1024)
  return `${formatMs(seconds * 1000)}, every ${every}`
}

export const recordingTitles: Readonly<Record<RecordingKind, string>> = {
  cpu: 'Recording the CPU',
  heap: 'Recording allocations',
  snapshot: 'Taking a heap snapshot',
}

/** Where a recording is: `0:04 of 0:10`. */
export function progressWords(progress: RecordingProgress | undefined): string {
  if (progress === undefined) return 'Starting…'
  const { phase, elapsedMs, totalMs, done, fileBytes } = progress
  const written = fileBytes > 0 ? ` · ${formatBytes(fileBytes)}` : ''
  if (phase === 'writing') return `Writing the file…${written}`
  if (phase === 'collecting') return `Collecting what was seen…${written}`
  if (totalMs !== undefined) return `${formatElapsed(elapsedMs)} of ${formatElapsed(totalMs)}${written}`
  const share = done === undefined ? '' : `${Math.round(done * 100)}${space}% · `
  return `${share}${formatElapsed(elapsedMs)}${written}`
}
