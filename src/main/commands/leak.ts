import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LeakVerdict, RoundLoad } from '#shared/contract/node/leak.ts'
import { Failure } from '#shared/failure.ts'
import { ALL_THREADS, createLeak, type LeakOptions, type LeakRunInput } from '../node/leak/index.ts'
import { loadOfScenario } from '../node/rounds/index.ts'
import type { AddCommand, Terminal } from './command.ts'
import { leakAsText, roundAsText } from './leak-as-text.ts'
import { type NodeOptions, nodeOption, withNodeProcess } from './node-target.ts'

interface LeakCommandOptions extends NodeOptions {
  load?: string
  rounds: string
  perRound?: string
  concurrency?: string
  seconds?: string
  thread: string
  snapshots: boolean
  json?: boolean
}

/** `pitwall leak`: whether a running Node process leaks, where, and what holds it. */
export const addLeak: AddCommand = (program, terminal) => {
  nodeOption(program.command('leak'))
    .description(
      'rounds of equal load on a running Node process, then whether it leaks; exit status 1 for a leak, 0 for none, and 0 with a notice where it cannot be told',
    )
    .option(
      '--load <scenario>',
      'what to send: a URL of this machine, or a YAML file with requests, perRound and concurrency; without it, the traffic that is there',
    )
    .option('--rounds <number>', 'rounds that count, after the warm-up: 4 to 100', '8')
    .option('--per-round <number>', 'requests in a round; 2000 unless the scenario says')
    .option('--concurrency <number>', 'requests under way at once; 10 unless the scenario says')
    .option('--seconds <number>', 'of traffic in a round, where nothing is sent; 20 unless told')
    .option('--thread <id>', 'one thread: main, or a worker by its number; all of them without', ALL_THREADS)
    .option(
      '--no-snapshots',
      'take no heap snapshots, which stop the process for a while: what holds the growth is not told',
    )
    .option('--json', 'one JSON document')
    .action(async (options: LeakCommandOptions) => {
      const load = await loadOf(options)
      const rounds = numberOf(options.rounds, '--rounds', 4, 100)
      const verdict = await inTemporaryFolder(
        async (profiles) =>
          await withNodeProcess(options, terminal, async (attachments, { id }) => {
            const leak = createLeak({ attachments, profiles, live: nothingLive })
            const input = {
              attachmentId: id,
              threadId: options.thread,
              load,
              rounds,
              snapshots: options.snapshots,
            }
            return await follow(leak.run(input, terminal.signal), input, terminal)
          }),
      )
      terminal.print(options.json === true ? JSON.stringify(asJson(verdict), null, 2) : leakAsText(verdict))
      if (verdict.verdict === 'leak') terminal.setExitStatus(1)
      if (verdict.verdict === 'inconclusive') {
        terminal.tell(`It cannot be told whether it leaks. ${verdict.hint ?? ''}`.trim())
      }
    })
}

async function follow(
  events: ReturnType<ReturnType<typeof createLeak>['run']>,
  { rounds }: Pick<LeakRunInput, 'rounds'>,
  terminal: Terminal,
): Promise<LeakVerdict> {
  let phase = ''
  for await (const event of events) {
    if (event.type === 'verdict') return event.verdict
    if (event.type === 'round') terminal.tell(roundAsText(event.round, rounds))
    else if (event.phase !== phase) {
      phase = event.phase
      const said = phases[phase]
      if (said !== undefined) terminal.tell(said)
    }
  }
  throw new Error('The run ended without a verdict.')
}

/** What takes long, and is no round. */
const phases: Record<string, string> = {
  snapshot: 'Taking a heap snapshot…',
  explain: 'Comparing the snapshots…',
  idle: 'Waiting, with nothing sent…',
}

/** Watching is for the workbench. */
const nothingLive: LeakOptions['live'] = {
  async *watch() {},
}

async function loadOf(options: LeakCommandOptions): Promise<RoundLoad> {
  const { load, seconds, perRound, concurrency } = options
  if (load === undefined) {
    for (const [option, value] of [
      ['--per-round', perRound],
      ['--concurrency', concurrency],
    ] as const) {
      if (value === undefined) continue
      throw new Failure('BAD_INPUT', `${option} is of requests that are sent: say which with --load.`, {
        hint: 'For example --load http://127.0.0.1:3000/.',
      })
    }
    return { kind: 'traffic', secondsPerRound: numberOf(seconds ?? '20', '--seconds', 1, 3600) }
  }
  if (seconds !== undefined) {
    throw new Failure('BAD_INPUT', '--seconds is of the traffic that is there, and --load sends its own.', {
      hint: 'Say how many requests a round has with --per-round.',
    })
  }
  return await loadOfScenario(load, {
    perRound: perRound === undefined ? undefined : numberOf(perRound, '--per-round', 1, 10_000_000),
    concurrency: concurrency === undefined ? undefined : numberOf(concurrency, '--concurrency', 1, 1000),
  })
}

function numberOf(text: string, option: string, least: number, most: number): number {
  const number = Number(text)
  if (Number.isInteger(number) && number >= least && number <= most) return number
  throw new Failure('BAD_INPUT', `${option} is a whole number from ${least} to ${most}, not ${text}.`, {
    hint: `For example ${option} ${Math.max(least, 8)}.`,
  })
}

/** Profiles behind the verdict are needed while it is made, and by nobody afterwards. */
async function inTemporaryFolder<T>(work: (profiles: LeakOptions['profiles']) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'pitwall-leak-'))
  let kept = 0
  try {
    return await work({
      async keep(draft, write) {
        const id = String(kept++)
        const file = join(folder, `${id}.${draft.format}`)
        const more = await write(file)
        return { ...draft, ...more, id, file, fileBytes: 0 }
      },
      async remove(id) {
        for (const format of ['heapsnapshot', 'heapprofile']) {
          await rm(join(folder, `${id}.${format}`), { force: true })
        }
      },
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Figures that there are none of are left out. */
function asJson({ rounds, ...verdict }: LeakVerdict): object {
  // Ids of profiles that are kept in the workbench; here none are.
  const known = Object.fromEntries(
    Object.entries(verdict).filter(([name, value]) => value !== null && name !== 'profileIds'),
  )
  return { ...known, series: rounds }
}
