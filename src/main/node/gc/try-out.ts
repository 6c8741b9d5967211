import type * as z from 'zod'
import type { gc, GcEvent, GcOption } from '#shared/contract/node/gc.ts'
import { Failure } from '#shared/failure.ts'
import { tellProgress } from '../../progress.ts'
import { requireLoopback } from '../rounds/index.ts'
import { type CommandWords, hasSizes, nodeCommand, requireFlags, withFlags } from './command.ts'
import { conclude } from './conclude.ts'
import { resultOf } from './judge.ts'
import { type RequestLoad, type Run, runOnce } from './run-once.ts'

export type TryOutInput = z.output<NonNullable<(typeof gc.tryOut)['~orpc']['inputSchema']>>

/**
 * Starts the command with each option in turn, as often as told, under the same load, and compares them
 * with the command as it is. What was started is stopped before the next starts, and before this ends,
 * however it ends.
 *
 * @throws Failure BAD_INPUT for a command that does not begin with node, for flags that are none and for
 *   load that is not sent; REFUSED for a port that is taken and for other hosts; SERVER_ERROR where a
 *   process ends or answers with errors; TIMEOUT, CANCELLED
 */
export async function* tryOut(input: TryOutInput, signal?: AbortSignal): AsyncGenerator<GcEvent, void> {
  const command = nodeCommand(input.command)
  const load = requireRequests(input)
  const options = withBaseline(input.options, command)
  for (const option of options) requireFlags(option)
  const total = options.length * input.runs
  let now = { option: options[0]?.title ?? '', run: 1, done: 0 }
  const all = yield* tellProgress(
    signal,
    (elapsedMs): GcEvent => ({
      type: 'progress',
      ...now,
      runs: total,
      elapsedMs,
      done: (now.run - 1 + now.done) / total,
    }),
    async (unheard) => {
      const runs = options.map((): Run[] => [])
      for (let index = 0; index < total; index++) {
        // In turn: what else the machine does then meets all of them alike.
        const place = index % options.length
        const option = options[place]
        if (option === undefined) break
        now = { option: option.title, run: index + 1, done: 0 }
        const onDone = (done: number): void => {
          now.done = done
        }
        runs[place]?.push(
          await runOption(input, withFlags(command, option.flags), option, load, onDone, unheard),
        )
      }
      return runs
    },
  )
  const [baseline = []] = all
  const results = options.map((option, place) =>
    resultOf(option, all[place] ?? [], place === 0 ? null : baseline),
  )
  const { conclusion, option } = conclude(results)
  yield { type: 'results', results, conclusion, command: withFlags(command, option?.flags ?? []) }
}

async function runOption(
  { cwd, env }: TryOutInput,
  command: string,
  option: GcOption,
  load: RequestLoad,
  onDone: (done: number) => void,
  signal: AbortSignal,
): Promise<Run> {
  try {
    return await runOnce({ command, cwd, env }, load, onDone, signal)
  } catch (error) {
    if (!(error instanceof Failure) || option.flags.length === 0 || error.code !== 'SERVER_ERROR') throw error
    // Which of them it was is what there is to know: a heap may be too small for the load.
    throw new Failure(error.code, `With ${option.flags.join(' ')}: ${error.message}`, {
      hint: error.hint,
      facts: error.facts,
      cause: error,
    })
  }
}

/** @throws Failure BAD_INPUT or REFUSED */
function requireRequests({ load }: TryOutInput): RequestLoad {
  if (load.kind !== 'requests') {
    throw new Failure('BAD_INPUT', 'A process that Pitwall starts has no traffic of its own.', {
      hint: 'Give requests that it is to answer.',
    })
  }
  requireLoopback(load.requests)
  return load
}

/** The command without more flags comes first, whether it was asked for or not; each only once. */
function withBaseline(options: readonly GcOption[], command: CommandWords): GcOption[] {
  const baseline = options.find(({ flags }) => flags.length === 0) ?? {
    flags: [],
    title: hasSizes(command) ? 'The sizes of the command' : 'Node’s own sizes',
    reason: 'What the others are compared with.',
  }
  const others = options.filter(
    ({ flags }, index) =>
      flags.length > 0 && options.findIndex((one) => one.flags.join(' ') === flags.join(' ')) === index,
  )
  if (others.length > 0) return [baseline, ...others]
  throw new Failure('BAD_INPUT', 'There is nothing to compare: no option has a flag.', {
    hint: 'Give at least one, such as --max-semi-space-size=32.',
  })
}
