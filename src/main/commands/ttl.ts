import type { Command } from 'commander'
import type { ChangePreview } from '#shared/contract/changes.ts'
import { Failure } from '#shared/failure.ts'
import {
  type ChangeOfMany,
  type EachAction,
  type Only,
  parseRedisChange,
  printRedisChange,
} from '#shared/redis/change-text.ts'
import {
  applyChange,
  type ChangesRoom,
  kindName,
  previewChange,
  settleChanges,
} from '../redis/changes/index.ts'
import { tellSettled } from './apply.ts'
import { changeAsText } from './change-as-text.ts'
import { underGuardsOfRedis } from './change-target.ts'
import type { AddCommand, Terminal } from './command.ts'
import { paceOf } from './pace-option.ts'
import { defaultTimeouts } from './pg-target.ts'
import { redisOption, type RedisOptions, targetOfRedisOption } from './redis-target.ts'
import { changeOfTtlAsJson, previewOfTtlAsJson, previewOfTtlAsText } from './ttl-as-text.ts'
import { lastChange, withLedger } from './with-ledger.ts'

interface TtlOptions extends RedisOptions {
  match: string
  set?: string
  extend?: string
  persist?: boolean
  jitter?: string
  only?: string
  except: string[]
  type?: string
  apply?: boolean
  confirm?: string
  pace?: string
  json?: boolean
}

/** `pitwall ttl`: the time to live of all keys that match, counted first, changed with --apply. */
export const addTtl: AddCommand = (program, terminal) => {
  ttlOptions(redisOption(program.command('ttl')))
    .description('set, extend, spread or remove the time to live of keys; without --apply only counted')
    .action(async (options: TtlOptions) => {
      const change = changeOf(options)
      await withLedger(terminal, async (room, database) => {
        const { signal } = terminal
        const given = targetOfRedisOption(options)
        const target = await underGuardsOfRedis(given, database, kindName(change), signal)
        if (options.apply === true) await apply(options, change, target, room, terminal)
        else await preview(options, change, target, terminal)
      })
    })
}

type Target = Awaited<ReturnType<typeof underGuardsOfRedis>>

function ttlOptions(command: Command): Command {
  return command
    .requiredOption('--match <glob>', 'the keys, as in SCAN MATCH')
    .option('--set <seconds>', 'from now on they live so long')
    .option('--extend <seconds>', 'those that expire live so much longer')
    .option('--persist', 'they never expire')
    .option(
      '--jitter <percent>',
      'each up to so many percent shorter or longer; alone it spreads the expiries there are',
    )
    .option('--only <which>', 'with --set: none (without an expiry), longer, or none-or-longer')
    .option(
      '--except <glob>',
      'but not these; may be said again',
      (glob: string, before: string[]) => [...before, glob],
      [],
    )
    .option('--type <type>', 'only keys of this type: string, hash, list, set, zset, stream')
    .option('--apply', 'change them; without it nothing is changed')
    .option('--confirm <name>', "the environment's name, where its guard asks for it")
    .option('--pace <pace>', 'gentle, full, or at most so many keys a second', 'gentle')
    .option('--json', 'one JSON document')
}

async function preview(
  options: TtlOptions,
  change: ChangeOfMany,
  target: Target,
  terminal: Terminal,
): Promise<void> {
  let last: ChangePreview | undefined
  let told = 0
  for await (const event of previewChange(
    target,
    printRedisChange(change),
    defaultTimeouts,
    terminal.signal,
  )) {
    if (event.type === 'preview') {
      last = event.preview
    } else if (event.done !== undefined && event.total !== undefined && event.elapsedMs - told > TELL_EVERY) {
      told = event.elapsedMs
      terminal.tell(
        `looked at ${event.done.toLocaleString('en')} of ${event.total.toLocaleString('en')} keys`,
      )
    }
  }
  if (!last) throw new Error('It ended without a preview.')
  terminal.print(
    options.json === true
      ? JSON.stringify(previewOfTtlAsJson(last), null, 2)
      : previewOfTtlAsText(last, target.environment.name),
  )
  if (last.refusal) terminal.setExitStatus(1)
}

/** Milliseconds. */
const TELL_EVERY = 1000

async function apply(
  options: TtlOptions,
  change: ChangeOfMany,
  target: Target,
  room: ChangesRoom,
  terminal: Terminal,
): Promise<void> {
  const { signal } = terminal
  tellSettled(await settleChanges(room, target, defaultTimeouts, signal), terminal)
  const request = {
    sql: printRedisChange(change),
    pace: paceOf(options.pace),
    ...(options.confirm === undefined ? {} : { confirmation: options.confirm }),
  }
  const done = await lastChange(applyChange(room, target, request, defaultTimeouts, signal), terminal)
  terminal.print(
    options.json === true ? JSON.stringify(changeOfTtlAsJson(done), null, 2) : changeAsText(done),
  )
  if (done.status !== 'applied') terminal.setExitStatus(1)
}

function changeOf(options: TtlOptions): ChangeOfMany {
  const change: ChangeOfMany = {
    kind: 'each',
    match: options.match,
    except: options.except,
    ...(options.type === undefined ? {} : { type: options.type.toLowerCase() }),
    action: actionOf(options),
  }
  // What the text would not take is refused here in its own words.
  parseRedisChange(printRedisChange(change))
  return change
}

function actionOf({ set, extend, persist, jitter, only }: TtlOptions): EachAction {
  const given = [set, extend, persist === true ? '' : undefined].filter((one) => one !== undefined)
  if (given.length > 1 || (given.length === 0 && jitter === undefined)) {
    throw usage('Say one of --set SECONDS, --extend SECONDS, --persist, or --jitter PERCENT alone.')
  }
  if (only !== undefined && set === undefined) throw usage('--only goes with --set.')
  if (persist === true) {
    if (jitter !== undefined) throw usage('--jitter does not go with --persist.')
    return { do: 'persist' }
  }
  const percent = jitter === undefined ? 0 : numberOf('--jitter', jitter)
  if (set !== undefined) {
    return { do: 'expire', seconds: numberOf('--set', set), jitterPercent: percent, only: onlyOf(only) }
  }
  if (extend !== undefined)
    return { do: 'extend', seconds: numberOf('--extend', extend), jitterPercent: percent }
  return { do: 'jitter', percent }
}

function onlyOf(text: string | undefined): Only {
  const only = (['none', 'longer', 'none-or-longer'] as const).find((one) => one === text)
  if (only !== undefined) return only
  if (text === undefined) return 'all'
  throw usage(`--only is none, longer or none-or-longer, not ${text}.`)
}

function numberOf(option: string, text: string): number {
  if (/^\d{1,15}(\.\d+)?$/.test(text)) return Number(text)
  throw usage(`${option} is a number, not ${text}.`)
}

function usage(message: string): Failure {
  return new Failure('BAD_INPUT', message, {
    hint: 'For example: --match "session:*" --set 3600 --jitter 10.',
  })
}
