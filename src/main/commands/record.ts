import type { Command } from 'commander'
import type { RecordingEvent, RecordingSettings } from '#shared/contract/node/recording.ts'
import type { ProfileHead } from '#shared/contract/profiles.ts'
import { Failure } from '#shared/failure.ts'
import { createRecordings, type KeptEnvironments } from '../node/recording/index.ts'
import { bytes } from '../wording.ts'
import type { Terminal } from './command.ts'
import { keepInFile } from './keep-in-file.ts'
import { type NodeOptions, nodeOption, withNodeProcess } from './node-target.ts'

/** What {@link recordingOptions} adds to a command's options. */
export interface RecordOptions extends NodeOptions {
  thread: string
  out?: string
  json?: boolean
}

const LONGEST = 3600

/** Adds what all commands have that record a Node process. */
export function recordingOptions(command: Command, ending: string): Command {
  return nodeOption(command)
    .option('--thread <id>', 'a worker thread instead of the main one, by its number', 'main')
    .option('--out <file>', `write it there; without, into a new file of this folder, …${ending}`)
    .option('--json', 'one JSON document')
}

export function secondsOption(command: Command): Command {
  return command.option('--seconds <number>', `for so long, 1 to ${LONGEST}; Ctrl-C ends it before`, '10')
}

/** Of `--seconds`. Throws BAD_INPUT. */
export function secondsOf(text: string): number {
  const seconds = Number(text)
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= LONGEST) return seconds
  throw new Failure('BAD_INPUT', `--seconds is a whole number from 1 to ${LONGEST}, not ${text}.`, {
    hint: 'For example --seconds 30.',
  })
}

export interface ToRecord {
  settings: RecordingSettings
  seconds: number
  /** Of the file's name where the user gives none. */
  ending: string
  environments: KeptEnvironments
  confirmation?: string | undefined
}

/** Attaches, records into the file, and detaches. Ctrl-C ends a recording that samples, and keeps it. */
export async function recordToFile(
  options: RecordOptions,
  { settings, seconds, ending, environments, confirmation }: ToRecord,
  terminal: Terminal,
): Promise<ProfileHead> {
  const profiles = await keepInFile(options.out ?? newName(ending))
  return await withNodeProcess(options, terminal, async (attachments, { id }) => {
    const threadId = options.thread
    const recordings = createRecordings({ attachments, profiles, environments })
    const cancel = new AbortController()
    const end = (): void => {
      if (settings.kind === 'snapshot') cancel.abort()
      else recordings.stop({ attachmentId: id, threadId, kind: settings.kind })
    }
    let isListening = false
    try {
      const input = { attachmentId: id, threadId, settings, seconds, confirmation }
      const tell = tellEachSecond(terminal)
      for await (const event of recordings.start(input, cancel.signal)) {
        if (event.type === 'profile') return event.head
        if (!isListening) {
          isListening = true
          terminal.signal.addEventListener('abort', end, { once: true })
          if (terminal.signal.aborted) end()
        }
        tell(event)
      }
      throw new Error('The recording ended without a profile.')
    } finally {
      terminal.signal.removeEventListener('abort', end)
    }
  })
}

function tellEachSecond(terminal: Terminal): (event: Extract<RecordingEvent, { type: 'progress' }>) => void {
  let told = 0
  return (event) => {
    if (event.elapsedMs - told < 1000) return
    told = event.elapsedMs
    terminal.tell(progressInWords(event))
  }
}

function progressInWords({
  phase,
  elapsedMs,
  totalMs,
  done,
  fileBytes,
}: Extract<RecordingEvent, { type: 'progress' }>): string {
  if (phase === 'recording' && totalMs !== undefined) {
    return `Recording, ${Math.max(0, Math.round((totalMs - elapsedMs) / 1000))} s left`
  }
  if (phase === 'writing') return `Writing, ${bytes(fileBytes)}`
  if (done === undefined) return 'Collecting what was recorded…'
  return `Looking through the heap, ${Math.floor(done * 100)} %`
}

/** `cpu-2026-11-21-015501.cpuprofile`, in UTC: sorts as it was recorded. */
function newName(ending: string): string {
  const [day = '', time = ''] = new Date().toISOString().split('T')
  const kind = ending.slice(1).replace('profile', '').replace('snapshot', '')
  return `${kind}-${day}-${time.slice(0, 8).replaceAll(':', '')}${ending}`
}
