import type { TraceEvent, TraceSummary } from '#shared/contract/redis/traces.ts'
import { Failure } from '#shared/failure.ts'
import { parseMemorySize } from '#shared/redis/memory-size.ts'
import { addressesOf } from '../redis/changes/index.ts'
import { expectedCost, recordTrace, type RedisTarget, traceSummary } from '../redis/index.ts'
import type { RecordOptions } from '../redis/trace/index.ts'
import type { AddCommand, Terminal } from './command.ts'
import { defaultTimeouts } from './pg-target.ts'
import { redisOption, type RedisOptions, targetOfRedisOption, underRedisGuard } from './redis-target.ts'
import { traceAsText } from './trace-as-text.ts'
import { withLedger } from './with-ledger.ts'

interface TraceCommandOptions extends RedisOptions {
  seconds: string
  out?: string
  maxBytes: string
  statistics?: boolean
  confirm?: string
  json?: boolean
}

const LONGEST = 3600

/** `pitwall trace`: records what clients of a Redis access, or says what a trace file says. */
export const addTrace: AddCommand = (program, terminal) => {
  redisOption(program.command('trace [file]'))
    .description('record which keys the clients of a Redis use, for a stated time; or what a trace file says')
    .option('--seconds <number>', `record for so long, 1 to ${LONGEST}`, '30')
    .option('--out <file>', 'record into this file')
    .option('--max-bytes <size>', 'end before the file is larger', '1gb')
    .option(
      '--statistics',
      "the server's counters once a second instead of MONITOR: no keys, next to no cost",
    )
    .option('--confirm <name>', "the environment's name, where its guard asks for it before MONITOR")
    .option('--json', 'one JSON document')
    .action(async (file: string | undefined, options: TraceCommandOptions) => {
      const print = (summary: TraceSummary): void =>
        terminal.print(
          options.json === true ? JSON.stringify(asJson(summary), null, 2) : traceAsText(summary),
        )
      if (file !== undefined) {
        print(await traceSummary(fileAlone(file, options), { signal: terminal.signal }))
        return
      }
      const recording = recordingOf(options)
      const target = targetOfRedisOption(options)
      if (recording.mode === 'statistics') {
        print(await record(target, recording, terminal))
        return
      }
      await withLedger(terminal, async (_room, database) => {
        // All databases of a server feel MONITOR.
        const masters = await addressesOf(target, defaultTimeouts, terminal.signal)
        const guarded = underRedisGuard(target, database, 'server', masters)
        print(await record(guarded, recording, terminal))
      })
    })
}

function fileAlone(file: string, { out }: TraceCommandOptions): string {
  if (out === undefined) return file
  throw new Failure('BAD_INPUT', `Either read ${file} or record into ${out}.`, {
    hint: 'To record, leave the file out: pitwall trace --redis URL --seconds 30 --out FILE.',
  })
}

type Recording = Pick<RecordOptions, 'mode' | 'seconds' | 'maxBytes' | 'file' | 'confirmation'>

function recordingOf(options: TraceCommandOptions): Recording {
  const file = options.out
  if (file === undefined) {
    throw new Failure('BAD_INPUT', 'Say which trace to read, or where to record one: --out FILE.', {
      hint: 'For example pitwall trace --redis redis://localhost:6379 --seconds 30 --out trace.jsonl.gz.',
    })
  }
  return {
    mode: options.statistics === true ? 'statistics' : 'monitor',
    seconds: secondsOf(options.seconds),
    maxBytes: sizeOf(options.maxBytes),
    file,
    confirmation: options.confirm,
  }
}

async function record(target: RedisTarget, recording: Recording, terminal: Terminal): Promise<TraceSummary> {
  if (recording.mode === 'monitor') {
    const { message } = await expectedCost(target, defaultTimeouts, terminal.signal)
    terminal.tell(message)
  }
  const stop = new AbortController()
  const cancel = new AbortController()
  const state: { phase: string } = { phase: '' }
  // What was recorded until Ctrl-C is kept; before that there is nothing to keep.
  const end = (): void => (state.phase === 'recording' ? stop : cancel).abort()
  terminal.signal.addEventListener('abort', end, { once: true })
  try {
    let told = 0
    for await (const event of recordTrace(
      target,
      { ...recording, stop: stop.signal },
      defaultTimeouts,
      cancel.signal,
    )) {
      if (event.type === 'trace') return event.summary
      state.phase = event.phase
      if (event.elapsedMs - told < 1000) continue
      told = event.elapsedMs
      terminal.tell(progressInWords(event))
    }
    throw new Error('The recording ended without a trace.')
  } finally {
    terminal.signal.removeEventListener('abort', end)
  }
}

function progressInWords(event: Extract<TraceEvent, { type: 'progress' }>): string {
  const { phase, elapsedMs, totalMs, accesses, fileBytes } = event
  if (phase === 'measuring') return 'Measuring the server before MONITOR…'
  const left = Math.max(0, Math.round((totalMs - elapsedMs) / 1000))
  return `${accesses.toLocaleString('en-US')} accesses, ${(fileBytes / 1e6).toFixed(1)} MB written, ${left} s left`
}

/** Without what only the workbench knows of a trace. */
function asJson({ head, ...summary }: TraceSummary): object {
  const { id: _id, targetId: _targetId, ...known } = head
  return { ...known, ...summary }
}

function secondsOf(text: string): number {
  const seconds = Number(text)
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= LONGEST) return seconds
  throw new Failure('BAD_INPUT', `--seconds is a whole number from 1 to ${LONGEST}, not ${text}.`, {
    hint: 'For example --seconds 30.',
  })
}

function sizeOf(text: string): number {
  const bytes = parseMemorySize(text)
  if (bytes !== undefined && bytes >= 1_000_000) return bytes
  throw new Failure('BAD_INPUT', `--max-bytes is a size from 1m on, not ${text}.`, {
    hint: 'For example --max-bytes 500mb.',
  })
}
