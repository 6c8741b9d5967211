import { cpuSettingsSchema } from '#shared/contract/node/recording.ts'
import { Failure } from '#shared/failure.ts'
import { cpuOverheadPercent } from '#shared/profile/overhead.ts'
import type { AddCommand } from './command.ts'
import { printRecorded } from './print-recorded.ts'
import { type RecordOptions, recordingOptions, recordToFile, secondsOf, secondsOption } from './record.ts'

interface CpuOptions extends RecordOptions {
  seconds: string
  interval: string
}

/** `pitwall cpu`: which functions of a running Node process the CPU is busy with. */
export const addCpu: AddCommand = (program, terminal) => {
  const ending = '.cpuprofile'
  secondsOption(recordingOptions(program.command('cpu'), ending))
    .description('record the CPU of a running Node process, as a .cpuprofile that DevTools opens, too')
    .option('--interval <time>', 'between two samples: 1ms, 250us; without a unit microseconds', '1ms')
    .action(async (options: CpuOptions) => {
      const settings = settingsOf(options)
      const seconds = secondsOf(options.seconds)
      const environments = { list: () => [] }
      const head = await recordToFile(options, { settings, seconds, ending, environments }, terminal)
      await printRecorded(head, cpuOverheadPercent(settings.intervalUs), options, terminal)
    })
}

function settingsOf({ interval }: CpuOptions): ReturnType<typeof cpuSettingsSchema.parse> {
  const found = /^(\d+(?:\.\d+)?)\s*(us|µs|ms)?$/.exec(interval)
  const intervalUs = Math.round(Number(found?.[1]) * (found?.[2] === 'ms' ? 1000 : 1))
  const settings = cpuSettingsSchema.safeParse({ kind: 'cpu', intervalUs })
  if (settings.success) return settings.data
  throw new Failure('BAD_INPUT', `--interval is a time from 50us to 100ms, not ${interval}.`, {
    hint: 'For example --interval 1ms.',
  })
}
