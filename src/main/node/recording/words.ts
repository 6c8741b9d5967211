import type { RecordingSettings } from '#shared/contract/node/recording.ts'
import type { AttachedThread } from '../attachments/index.ts'

/** What is recorded: `server.mjs, main thread`. */
export function sourceName({ attachment, thread }: AttachedThread): string {
  return `${attachment.title}, ${thread.title}`
}

/** A name for a profile that was given none: `CPU of server.mjs`. */
export function profileName(kind: RecordingSettings['kind'], { attachment, thread }: AttachedThread): string {
  const what = { cpu: 'CPU', heap: 'Allocations', snapshot: 'Heap' }[kind]
  return `${what} of ${attachment.title}${thread.kind === 'main' ? '' : `, ${thread.title}`}`.slice(0, 200)
}

/** How it was recorded: `every 1 ms`. */
export function settingsInWords(settings: RecordingSettings): string {
  switch (settings.kind) {
    case 'cpu':
      return `every ${amount(settings.intervalUs, 1_000, ['µs', 'ms'])}`
    case 'heap': {
      const which = settings.includeCollected ? 'all allocations' : 'what is alive'
      return `every ${amount(settings.intervalBytes, 1_024, ['B', 'KiB', 'MiB'])}, ${which}, up to ${settings.depth} frames`
    }
    case 'snapshot':
      return 'all objects'
  }
}

/** In the largest unit that is a whole number of at most two decimals. */
function amount(value: number, step: number, units: readonly string[]): string {
  let shown = value
  let unit = 0
  while (unit + 1 < units.length && shown >= step && Number.isInteger((shown / step) * 100)) {
    shown /= step
    unit += 1
  }
  return `${shown} ${units[unit] ?? ''}`
}
