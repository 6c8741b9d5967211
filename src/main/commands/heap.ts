import { heapSettingsSchema } from '#shared/contract/node/recording.ts'
import { Failure } from '#shared/failure.ts'
import { heapOverheadPercent } from '#shared/profile/overhead.ts'
import { parseMemorySize } from '#shared/redis/memory-size.ts'
import type { AddCommand } from './command.ts'
import { printRecorded } from './print-recorded.ts'
import { type RecordOptions, recordingOptions, recordToFile, secondsOf, secondsOption } from './record.ts'

interface HeapOptions extends RecordOptions {
  seconds: string
  interval: string
  depth: string
  all?: boolean
}

/** `pitwall heap`: which functions of a running Node process allocate what stays. */
export const addHeap: AddCommand = (program, terminal) => {
  const ending = '.heapprofile'
  secondsOption(recordingOptions(program.command('heap'), ending))
    .description(
      'sample the allocations of a running Node process, as a .heapprofile that DevTools opens, too',
    )
    .option('--interval <size>', 'mean bytes allocated between two samples', '128kb')
    .option('--depth <number>', 'frames kept of each stack; Node keeps up to 128', '128')
    .option('--all', 'also what was collected again: who allocates, not only what stays')
    .action(async (options: HeapOptions) => {
      const settings = settingsOf(options)
      const seconds = secondsOf(options.seconds)
      const environments = { list: () => [] }
      const head = await recordToFile(options, { settings, seconds, ending, environments }, terminal)
      await printRecorded(head, heapOverheadPercent(settings.intervalBytes), options, terminal)
    })
}

function settingsOf({
  interval,
  depth,
  all = false,
}: HeapOptions): ReturnType<typeof heapSettingsSchema.parse> {
  const draft = {
    kind: 'heap',
    // What is no size must not become the default.
    intervalBytes: parseMemorySize(interval) ?? 0,
    depth: Number(depth),
    includeCollected: all,
  }
  const settings = heapSettingsSchema.safeParse(draft)
  if (settings.success) return settings.data
  if (settings.error.issues.some(({ path }) => path[0] === 'depth')) {
    throw new Failure('BAD_INPUT', `--depth is a whole number from 1 to 512, not ${depth}.`, {
      hint: 'For example --depth 64.',
    })
  }
  throw new Failure('BAD_INPUT', `--interval is a size from 1kb to 16mb, not ${interval}.`, {
    hint: 'For example --interval 128kb.',
  })
}
