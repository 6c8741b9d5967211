import {
  type EvictionPolicy,
  evictionPolicySchema,
  type Simulation,
} from '#shared/contract/redis/simulation.ts'
import { Failure } from '#shared/failure.ts'
import { parseMemorySize } from '#shared/redis/memory-size.ts'
import type { Bytes } from '#shared/units.ts'
import { simulate, type SimulationEvent } from '../redis/simulation/index.ts'
import type { AddCommand, Terminal } from './command.ts'
import { simulationAsText } from './simulation-as-text.ts'

interface CacheSimOptions {
  trace: string
  memory?: string
  policy: string
  ttl?: string
  rate?: string
  valueBytes?: string
  serverVersion: string
  json?: boolean
}

/** `pitwall cache-sim`: the hit rates that a trace would have had. */
export const addCacheSim: AddCommand = (program, terminal) => {
  program
    .command('cache-sim')
    .description('the hit rates a recorded trace would have had for memory sizes, eviction policies and TTLs')
    .requiredOption('--trace <file>', 'a trace: of Pitwall, MONITOR, JSON lines, CSV, or a key a line')
    .option(
      '--memory <sizes>',
      'maxmemory, several with commas: 10mb,64mb,1gb as in redis.conf, or bytes; some around what the trace needs without it',
    )
    .option(
      '--policy <policies>',
      'maxmemory-policy, several with commas',
      'allkeys-lru,allkeys-lfu,allkeys-random,volatile-ttl',
    )
    .option(
      '--ttl <seconds>',
      'TTLs that every key is given, several with commas; as in the trace without it',
    )
    .option(
      '--rate <number>',
      'reads and genuine writes a second (not those that fill a miss), evenly spread, instead of the times of the trace',
    )
    .option('--value-bytes <number>', 'size of the values whose size the trace does not tell')
    .option('--server-version <version>', 'of Redis, 6 to 8: what it holds without keys', '7.0')
    .option('--json', 'one JSON document')
    .action(async (options: CacheSimOptions) => {
      const input = {
        policies: listOf(options.policy, '--policy').map(policyOf),
        serverMajor: majorOf(options.serverVersion),
        ...(options.memory === undefined
          ? {}
          : { memoryBytes: listOf(options.memory, '--memory').map(sizeOf) }),
        ...(options.ttl === undefined ? {} : { ttlSeconds: listOf(options.ttl, '--ttl').map(secondsOf) }),
      }
      const trace = {
        id: options.trace,
        file: options.trace,
        accessesPerSecond: rateOf(options.rate),
        ...(options.valueBytes === undefined ? {} : { valueBytes: valueSizeOf(options.valueBytes) }),
      }
      const simulation = await lastOf(simulate(trace, input, terminal.signal), terminal)
      terminal.print(
        options.json === true ? JSON.stringify(asJson(simulation), null, 2) : simulationAsText(simulation),
      )
    })
}

function asJson({ traceId, ...simulation }: Simulation): Omit<Simulation, 'traceId'> & { trace: string } {
  return { trace: traceId, ...simulation }
}

async function lastOf(events: AsyncIterable<SimulationEvent>, terminal: Terminal): Promise<Simulation> {
  let tenth = 0
  for await (const event of events) {
    if (event.type === 'simulation') return event.simulation
    const now = Math.floor((event.done / event.total) * 10)
    if (now > tenth && now < 10) terminal.tell(`${now * 10} % of the simulation done…`)
    tenth = Math.max(tenth, now)
  }
  throw new Error('The simulation ended without a result.')
}

function listOf(text: string, option: string): string[] {
  const list = [...new Set(text.split(',').map((one) => one.trim()))].filter((one) => one !== '')
  if (list.length > 0) return list
  throw new Failure('BAD_INPUT', `${option} is empty.`, { hint: 'Several values are parted by commas.' })
}

function policyOf(text: string): EvictionPolicy {
  const policy = evictionPolicySchema.safeParse(text.toLowerCase())
  if (policy.success) return policy.data
  throw new Failure('BAD_INPUT', `There is no policy ${text}.`, {
    hint: `The policies are ${evictionPolicySchema.options.join(', ')}.`,
  })
}

function sizeOf(text: string): Bytes {
  const bytes = parseMemorySize(text)
  if (bytes !== undefined) return bytes
  throw new Failure('BAD_INPUT', `${text} is no size of memory.`, {
    hint: 'For example --memory 10mb,64mb,1gb: mb is 1024 × 1024 bytes, m a million, a number alone is bytes.',
  })
}

function valueSizeOf(text: string): Bytes {
  const bytes = parseMemorySize(text)
  if (bytes !== undefined) return bytes
  throw new Failure('BAD_INPUT', `--value-bytes is the size of a value from 1 byte on, not ${text}.`, {
    hint: 'For example --value-bytes 500.',
  })
}

function secondsOf(text: string): number {
  const seconds = Number(text)
  if (Number.isInteger(seconds) && seconds >= 1) return seconds
  throw new Failure('BAD_INPUT', `A TTL is a whole number of seconds from 1 on, not ${text}.`, {
    hint: 'For example --ttl 60,300,3600.',
  })
}

function majorOf(version: string): number {
  const major = Number(/^(\d+)(?:\.\d+)*$/.exec(version)?.[1])
  if (major >= 6 && major <= 8) return major
  throw new Failure(
    'BAD_INPUT',
    `--server-version is a version of Redis 6, 7 or 8, whose needs without keys were measured, not ${version}.`,
    { hint: 'For example --server-version 7.0.' },
  )
}

function rateOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const rate = Number(text)
  if (rate > 0 && Number.isFinite(rate)) return rate
  throw new Failure(
    'BAD_INPUT',
    `--rate is a number of reads and genuine writes a second above 0, not ${text}.`,
    {
      hint: 'For example --rate 5000.',
    },
  )
}
