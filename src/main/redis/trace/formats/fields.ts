import type { EpochMilliseconds } from '#shared/units.ts'
import type { Access, AccessKind } from '../access.ts'
import { argumentsOf, ruleOf, type Details } from '../commands/index.ts'
import type { ClientNumbers } from '../read/client-numbers.ts'
import type { Collector } from '../read/collector.ts'
import type { TimeUnit } from './times.ts'

/** An access of a foreign trace, its fields found by their names. */
export interface Fields {
  /** Undefined where the trace has no times. */
  at: EpochMilliseconds | undefined
  client: string | undefined
  op: string | undefined
  key: string
  bytes: number | undefined
  /** Undefined where the trace has no such field; 0 and less mean none, or on a read that it is not known. */
  ttlMs: number | undefined
  outcome: 'hit' | 'miss' | undefined
  /** The command with its arguments, where the trace has them. */
  args?: readonly string[] | undefined
}

export type FieldName = 'time' | 'client' | 'op' | 'key' | 'bytes' | 'ttl' | 'hit' | 'args'

/** What others call the fields; compared without capitals, spaces, dashes and underscores. */
const names: Record<FieldName, readonly string[]> = {
  time: [
    'time',
    't',
    'ts',
    'timestamp',
    'optime',
    'at',
    'timems',
    'timestampms',
    'tsms',
    'timeus',
    'timestampus',
    'timens',
    'timestampns',
    'times',
    'timestamps',
    'timeseconds',
    'timestampseconds',
    'datetime',
    'clocktime',
  ],
  op: ['op', 'operation', 'command', 'cmd', 'method', 'type', 'action'],
  key: ['key', 'anonymizedkey', 'objid', 'objectid', 'object', 'keyname', 'id'],
  bytes: ['valuesize', 'size', 'bytes', 'objsize', 'objectsize', 'valuelength', 'length', 'valuebytes'],
  ttl: ['ttl', 'ttlms', 'ttlseconds', 'ttls', 'expiry', 'expire', 'ex', 'px'],
  hit: ['hit', 'ishit', 'outcome', 'result', 'found', 'cachehit', 'cachehits', 'miss'],
  client: ['client', 'clientid', 'conn', 'connection', 'c'],
  args: ['args', 'argv', 'arguments'],
}

const fieldOfName = new Map<string, FieldName>(
  (Object.keys(names) as FieldName[]) // the keys of a literal above
    .flatMap((field) => names[field].map((name) => [name, field] as const)),
)

/** Which field a name of a foreign trace means. */
export function fieldOf(name: string): FieldName | undefined {
  return fieldOfName.get(folded(name))
}

/** The unit of an expiry, by the name of its field; seconds as everywhere in caches. */
export function millisecondsPerTtl(name: string): number {
  return /^(?:ttlms|px)$/.test(folded(name)) ? 1 : 1000
}

/** The unit of a time where the field's name says it. */
export function unitOfName(name: string): TimeUnit | undefined {
  const unit = /(?:time|stamp|ts)(ms|us|ns|s|seconds)$/.exec(folded(name))?.[1]
  return unit === 'seconds' ? 's' : (unit as TimeUnit | undefined) // one of the others in the group
}

function folded(name: string): string {
  return name.toLowerCase().replaceAll(/[\s_-]/g, '')
}

interface Operation {
  op: AccessKind
  details?: Details
  outcome?: 'hit' | 'miss'
}

/** Operations of caches that are no commands of Redis. */
const operations: Record<string, Operation> = {
  ...all('r read gets gat lookup fetch find load', { op: 'read' }),
  hit: { op: 'read', outcome: 'hit' },
  miss: { op: 'read', outcome: 'miss' },
  ...all('w write put insert store update save cas', { op: 'write' }),
  add: { op: 'write', details: { onlyIf: 'absent' } },
  replace: { op: 'write', details: { onlyIf: 'present' } },
  prepend: { op: 'write', details: { partial: true } },
  ...all('d delete remove invalidate evict rm', { op: 'delete' }),
  ...all('e', { op: 'expire' }),
  // Names that Redis has too, and that need no arguments here.
  get: { op: 'read' },
  ...all('set setex psetex setnx getset', { op: 'write' }),
  ...all('append incr decr incrby decrby hset lpush rpush sadd zadd xadd', {
    op: 'write',
    details: { partial: true },
  }),
  ...all('del unlink', { op: 'delete' }),
  ...all('expire pexpire expireat pexpireat persist', { op: 'expire', details: { onlyIf: 'present' } }),
}

function all<T>(list: string, value: T): Record<string, T> {
  return Object.fromEntries(list.split(' ').map((name) => [name, value]))
}

/** Adds a foreign access; false where what it does is not known. */
export function addFields(
  collector: Collector,
  clients: ClientNumbers,
  fields: Fields,
  lineNumber: number,
): boolean {
  // Without times the accesses stand a millisecond apart.
  const at = fields.at ?? lineNumber
  const client = fields.client === undefined ? 0 : clients.of(fields.client)
  if (fields.args) return addCommand(collector, fields.args, at, client)
  const name = (fields.op ?? 'get').toLowerCase()
  const operation = operations[name] ?? operationOfCommand(name)
  if (!operation) {
    collector.account.countUnknown(name)
    return true
  }
  const { op } = operation
  const details: Details & Pick<Access, 'outcome'> = { ...operation.details, bytes: fields.bytes }
  const whole = op === 'write' && !operation.details?.partial
  // A write without a word about expiry makes a key that stays, as SET does.
  if (whole) details.ttlMs = fields.ttlMs !== undefined && fields.ttlMs > 0 ? fields.ttlMs : null
  // As the size on a read is that of the value that it is filled with, so is the time to live.
  if (op === 'read' && fields.ttlMs !== undefined && fields.ttlMs > 0) details.ttlMs = fields.ttlMs
  if (op === 'expire') details.ttlMs = name === 'persist' ? null : fields.ttlMs
  // A size of 0 on a read is what others write for a miss.
  if (op === 'read' && fields.bytes === 0) details.bytes = undefined
  if (op === 'read') {
    const outcome = fields.outcome ?? operation.outcome
    if (outcome) details.outcome = outcome
  }
  collector.begin(at, client, name)
  collector.add(op, fields.key, details)
  return true
}

function addCommand(collector: Collector, args: readonly string[], at: number, client: number): boolean {
  const command = (args[0] ?? '').toLowerCase()
  const rule = ruleOf(command)
  if (!rule) collector.account.countUnknown(command)
  else if (rule !== 'none') {
    collector.begin(at, client, command)
    collector.apply(rule, argumentsOf(args), at)
  }
  return true
}

/** What another command of Redis does with its key, seen without its arguments. */
function operationOfCommand(command: string): Operation | undefined {
  const rule = ruleOf(command)
  if (!rule || rule === 'none') return undefined
  let found: Operation | undefined
  rule(
    argumentsOf([command, 'key', '1', '1']),
    (op, _index, details) => {
      if (op === 'write') found ??= { op, details: { partial: true } }
      else found ??= { op, ...(details?.noTouch ? { details: { noTouch: true } } : {}) }
    },
    0,
  )
  return found
}
