import { constants, setPriority } from 'node:os'
import { InvalidArgumentError } from 'commander'
import type { Analysis, AnalysisEvent } from '#shared/contract/redis/keyspace.ts'
import { Failure } from '#shared/failure.ts'
import { analyse, createControl } from '../redis/keyspace/index.ts'
import type { AddCommand, Terminal } from './command.ts'
import { keyspaceAsJson } from './keyspace-as-json.ts'
import { keyspaceAsText, progressAsText } from './keyspace-as-text.ts'
import { paceOf } from './pace-option.ts'
import { defaultTimeouts } from './pg-target.ts'
import { redisOption, type RedisOptions, targetOfRedisOption } from './redis-target.ts'

interface KeyspaceOptions extends RedisOptions {
  match?: string
  type?: string
  sample?: number
  pace: string
  memorySamples: number
  touch?: boolean
  depth?: number
  json?: boolean
}

/** `pitwall keyspace`: every key looked at, none touched. Ctrl-C prints what was seen until then. */
export const addKeyspace: AddCommand = (program, terminal) => {
  redisOption(program.command('keyspace'))
    .description('analyse the whole keyspace of a Redis without touching a key')
    .option('--match <pattern>', 'only keys that match, as in SCAN MATCH')
    .option('--type <type>', 'only keys of a type: string, hash, list, set, zset, stream…')
    .option('--sample <keys>', 'look at about so many keys only (100 or more), and estimate', sampleOption)
    .option('--pace <pace>', 'full, gentle (other clients hardly notice), or keys a second', 'full')
    .option('--memory-samples <n>', 'elements MEMORY USAGE looks at in a collection; 0: all', wholeOption, 5)
    .option(
      '--touch',
      'count elements also where that resets the idle times of the keys (before Redis 7.2, and in clusters)',
    )
    .option('--depth <n>', 'show namespaces down to this depth', wholeOption)
    .option('--json', 'one JSON document')
    .action(async ({ json, depth, pace, ...options }: KeyspaceOptions) => {
      const target = targetOfRedisOption(options)
      const control = createControl(paceOf(pace) ?? 'full', terminal.signal)
      // Gentle to the other processes of this machine, too: the server's clients may be among them.
      if (control.pace !== 'full') setPriority(constants.priority.PRIORITY_LOW)
      const connecting = new AbortController()
      const events = analyse(target, options, control, defaultTimeouts, connecting.signal)
      const analysis = await lastOf(events, connecting, terminal)
      terminal.print(
        json === true
          ? JSON.stringify(keyspaceAsJson(analysis, depth), null, 2)
          : keyspaceAsText(analysis, depth),
      )
    })
}

/** Ctrl-C ends it with what was seen, where anything was; before, it cancels. */
async function lastOf(
  events: AsyncGenerator<AnalysisEvent>,
  connecting: AbortController,
  terminal: Terminal,
): Promise<Analysis> {
  let toldAt = 0
  const cancel = (): void => connecting.abort()
  terminal.signal.addEventListener('abort', cancel)
  for await (const event of events) {
    if (event.type === 'analysis') return event.analysis
    if (event.total === 0) continue
    terminal.signal.removeEventListener('abort', cancel)
    const now = performance.now()
    if (now - toldAt < 1000) continue
    toldAt = now
    terminal.tell(progressAsText(event))
  }
  throw new Failure('CANCELLED', 'Cancelled.')
}

function sampleOption(text: string): number {
  const keys = Number(text)
  if (Number.isInteger(keys) && keys >= 100) return keys
  throw new InvalidArgumentError('It is a number of keys, 100 or more.')
}

function wholeOption(text: string): number {
  const number = Number(text)
  if (Number.isInteger(number) && number >= 0) return number
  throw new InvalidArgumentError('It is a whole number.')
}
