import { Failure, throwIfCancelled } from '#shared/failure.ts'
import { parseSnapshot } from '#shared/heap-snapshot/index.ts'
import type { ProfileFile } from '#shared/profile/file.ts'
import { readProfile, recogniseProfile } from '#shared/profile/read/index.ts'
import type { AddCommand, Terminal } from './command.ts'
import { targetFormat, writeProfiles } from './profile-convert.ts'
import { profileAsText, shownName } from './profile-as-text.ts'
import { readBytes } from './profile-file.ts'
import { snapshotSummaryOf, summaryOf } from './profile-summary.ts'

interface InfoOptions {
  profile?: string
  json?: boolean
}

interface ConvertOptions extends InfoOptions {
  to?: string
}

/** `pitwall profile`: what a profile of any supported format says, and the same in another format. */
export const addProfile: AddCommand = (program, terminal) => {
  const command = program
    .command('profile')
    .description('profiles of CPU and memory as files: what is in them, and in other formats')
  command
    .command('info <file>')
    .description(
      'totals, and the functions that took most: .cpuprofile, .heapprofile, .heapsnapshot, speedscope, pprof, collapsed stacks, Chrome trace, Firefox Profiler; packed with gzip or not; - is stdin',
    )
    .option('--profile <number>', 'which profile of a file with several, from 1')
    .option('--json', 'one JSON document')
    .action(async (file: string, options: InfoOptions) => {
      const summary = await summaryOfFile(file, options.profile, terminal)
      terminal.print(options.json === true ? JSON.stringify(summary, null, 2) : profileAsText(summary))
    })
  command
    .command('convert <in> <out>')
    .description('write a profile in the format that the name of <out> says; .gz behind it packs it')
    .option('--to <format>', 'cpuprofile, heapprofile, collapsed, speedscope or pprof, whatever the name')
    .option('--profile <number>', 'only this profile of a file with several, from 1')
    .option('--json', 'one JSON document')
    .action(async (from: string, to: string, options: ConvertOptions) => {
      const format = targetFormat(to, options.to)
      const file = await readFile(from, terminal)
      const chosen = options.profile === undefined ? undefined : placeOf(options.profile, file)
      const converted = await writeProfiles(file, { format, file: to, chosen, signal: terminal.signal })
      for (const note of file.notes) terminal.tell(note)
      for (const loss of converted.losses) terminal.tell(`Not kept. ${loss}`)
      if (converted.profiles < converted.of && chosen === undefined) {
        terminal.tell(
          `${format.title} holds one profile a file: ${file.first + 1} of ${converted.of} was written; --profile N writes another.`,
        )
      }
      terminal.print(
        options.json === true ? JSON.stringify(converted, null, 2) : `${to} written: ${format.title}.`,
      )
    })
}

async function summaryOfFile(
  file: string,
  chosen: string | undefined,
  terminal: Terminal,
): Promise<ReturnType<typeof summaryOf>> {
  const unpacked = await recogniseProfile(await readBytes(file, terminal.signal))
  throwIfCancelled(terminal.signal)
  const name = shownName(file)
  if (unpacked.format === 'heapsnapshot') return snapshotSummaryOf(parseSnapshot(unpacked.bytes), name)
  const read = await readProfile(unpacked.bytes, { name })
  const index = chosen === undefined ? read.first : placeOf(chosen, read)
  const profile = read.profiles[index]
  if (profile === undefined) throw new Error('a file without profiles')
  return summaryOf(read, profile, index)
}

async function readFile(file: string, { signal }: Terminal): Promise<ProfileFile> {
  const bytes = await readBytes(file, signal)
  throwIfCancelled(signal)
  try {
    return await readProfile(bytes, { name: shownName(file) })
  } catch (error) {
    if (!(error instanceof Failure) || error.facts['format'] !== 'heapsnapshot') throw error
    throw new Failure(
      'UNSUPPORTED',
      'A heap snapshot has objects, not stacks, so no other format holds it.',
      {
        hint: 'pitwall profile info summarises it.',
        cause: error,
      },
    )
  }
}

/** Of `--profile`: from 1 there, from 0 here. */
function placeOf(text: string, { profiles }: ProfileFile): number {
  const number = Number(text)
  if (Number.isInteger(number) && number >= 1 && number <= profiles.length) return number - 1
  throw new Failure('BAD_INPUT', `--profile is a number from 1 to ${profiles.length}, not ${text}.`, {
    hint: profiles
      .map(({ name }, index) => `${index + 1}: ${name}`)
      .slice(0, 20)
      .join('; '),
  })
}
