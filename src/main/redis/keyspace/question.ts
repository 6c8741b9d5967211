import type { Limitation } from '#shared/contract/finding.ts'
import type { RedisFacts, RedisNode } from '../connect/index.ts'
import { type Argument, ReplyError, type Reply } from '../resp/index.ts'
import type { KeyField } from './key-batch.ts'

/** One command that is asked of each key. */
export interface Question {
  field: Exclude<KeyField, 'elements'>
  /** The command's words before and after the key. */
  before: readonly string[]
  after: readonly string[]
}

/** What a server can be asked, as this user. */
export interface Questions {
  /** In the order in which they are asked: what looking might change comes first. */
  asked: Question[]
  /** PEXPIRETIME is there; else PTTL, and the moment of expiry is good to some milliseconds. */
  isExpiryExact: boolean
  access: 'idle' | 'frequency' | 'unknown'
  withElements: boolean
  /** Wanted, and not to be had here. */
  unseen: KeyField[]
  /** What trying them added to the server's own count of hits. */
  hits: number
  limitations: Limitation[]
}

export interface QuestionOptions {
  fields: readonly KeyField[]
  /** Of MEMORY USAGE; 0: every element. */
  memorySamples?: number | undefined
  /** Count elements also where that resets idle times. */
  touch?: boolean | undefined
}

/** Names to try a command on; a key pattern of an ACL may forbid some. */
const TRIED_KEYS = 20

/**
 * Tries each command on a key and leaves out what this server or this user's rights do not allow,
 * with a limitation that names it.
 *
 * @throws Failure where the server does not answer, or SCAN is not allowed
 */
export async function findQuestions(
  node: RedisNode,
  facts: RedisFacts,
  options: QuestionOptions,
): Promise<Questions> {
  const keys = await someKeys(node)
  const wants = new Set(options.fields)
  const limitations: Limitation[] = []
  const asked: Question[] = []
  const unseen: KeyField[] = []
  let hits = 0
  const first = async (field: Question['field'], ways: readonly Way[]): Promise<Way | undefined> => {
    if (!wants.has(field)) return undefined
    const refusals: { way: Way; error: ReplyError }[] = []
    for (const way of ways) {
      const replies = await tried(node, way, keys)
      if (field !== 'memory') hits += replies.filter(isHit).length
      const error = refusalIn(replies)
      if (error === undefined) {
        asked.push({ field, before: way.before, after: way.after ?? [] })
        return way
      }
      refusals.push({ way, error })
    }
    unseen.push(field)
    // A missing right says more than that the other way does not fit this server.
    const told = refusals.find(({ error }) => error.code === 'NOPERM') ?? refusals.at(-1)
    if (told !== undefined) limitations.push(limitationOf(told.way, told.error))
    return undefined
  }

  const access = await first('access', [idle, frequency])
  await first('encoding', [encoding])
  const type = await first('type', [typeOf])
  const ttl = await first('ttl', facts.major >= 7 || facts.version === '' ? [expiry, timeLeft] : [timeLeft])
  await first('memory', [memory(options.memorySamples ?? SERVERS_SAMPLES)])
  const mayTouch = facts.noTouch || options.touch === true
  const withElements = wants.has('elements') && mayTouch && type !== undefined
  if (wants.has('elements') && !mayTouch) limitations.push(untouched(facts))
  return {
    asked,
    isExpiryExact: ttl === expiry,
    access: access === idle ? 'idle' : access === frequency ? 'frequency' : 'unknown',
    withElements,
    unseen,
    hits,
    limitations,
  }
}

interface Way {
  before: readonly string[]
  after?: readonly string[]
  /** What the answer lacks without it. */
  lost: string
  right: string
}

const idle: Way = { before: ['OBJECT', 'IDLETIME'], lost: 'When keys were last used', right: '+object' }
const frequency: Way = { before: ['OBJECT', 'FREQ'], lost: 'How often keys are used', right: '+object' }
const encoding: Way = { before: ['OBJECT', 'ENCODING'], lost: 'Encodings', right: '+object' }
const typeOf: Way = { before: ['TYPE'], lost: 'Types and numbers of elements', right: '+type' }
const expiry: Way = { before: ['PEXPIRETIME'], lost: 'Expiries', right: '+pexpiretime +pttl' }
const timeLeft: Way = { before: ['PTTL'], lost: 'Expiries', right: '+pttl' }

/** What the server itself takes where it is not told. */
const SERVERS_SAMPLES = 5

const memory = (samples: number): Way => ({
  before: ['MEMORY', 'USAGE'],
  after: samples === SERVERS_SAMPLES ? [] : ['SAMPLES', String(samples)],
  lost: 'The memory of keys',
  right: '+memory|usage (before Redis 7: +memory)',
})

async function someKeys(node: RedisNode): Promise<Argument[]> {
  const reply = await node.call('SCAN', '0', 'COUNT', TRIED_KEYS)
  const names = Array.isArray(reply) ? reply[1] : undefined
  const keys = Array.isArray(names) ? names.filter((name) => Buffer.isBuffer(name)) : []
  // Nothing there to try it on: any name does, MEMORY USAGE of none is null.
  const short = keys.slice(0, TRIED_KEYS).filter(({ length }) => length < 4096)
  return short.length === 0 ? ['pitwall'] : short
}

async function tried(node: RedisNode, way: Way, keys: readonly Argument[]): Promise<Reply[]> {
  return await node.pipeline(keys.map((key) => [...way.before, key, ...(way.after ?? [])]))
}

/** The key was found, which all these questions but MEMORY USAGE count as a hit. */
function isHit(reply: Reply): boolean {
  // "An LFU maxmemory policy is selected, idle time not tracked" comes after the key was looked up.
  if (reply instanceof ReplyError) return /maxmemory policy/i.test(reply.message)
  return reply !== null && reply !== 'none' && reply !== -2
}

/** The error of the command where every key meets one; undefined where one key's answer is none. */
function refusalIn(replies: readonly Reply[]): ReplyError | undefined {
  let refusal: ReplyError | undefined
  for (const reply of replies) {
    if (!(reply instanceof ReplyError)) return undefined
    // A key outside of the user's key patterns says nothing about the command.
    if (!isAboutKey(reply)) return reply
    refusal = reply
  }
  // No key may be seen: the scan itself will tell.
  return refusal === undefined || isAboutKey(refusal) ? undefined : refusal
}

/** "…no permissions to access one of the keys used as arguments", "No permissions to access a key". */
export function isAboutKey({ code, message }: ReplyError): boolean {
  return code === 'NOPERM' && /access .*key/i.test(message)
}

function limitationOf(way: Way, refusal: ReplyError): Limitation {
  const command = way.before.join(' ')
  const isRight = refusal.code === 'NOPERM'
  return {
    message: `${way.lost} could not be seen: ${command} is ${isRight ? 'not allowed to this user' : 'not available on this server'}.`,
    hint: isRight ? `Grant it: ACL SETUSER … ${way.right}.` : `The server says: ${refusal.message}`,
    proposals: [],
  }
}

function untouched(facts: RedisFacts): Limitation {
  const { product, version, topology } = facts
  const where = topology === 'cluster' ? 'in a cluster' : `on ${product} ${version}`
  return {
    message: `Numbers of elements were not asked for: ${where} that would reset the idle time of every key.`,
    hint: `Allow it with the option to count elements (in the terminal --touch)${insteadOfTouching(facts)}.`,
    proposals: [],
  }
}

/** Why CLIENT NO-TOUCH, which leaves idle times alone, is off here, and what would turn it on. */
function insteadOfTouching({ product, topology, major, minor }: RedisFacts): string {
  if (topology === 'cluster') {
    return '. CLIENT NO-TOUCH, which prevents it elsewhere, is left off: a node of a cluster that is just moving a slot can end over it'
  }
  const knowsNoTouch = product === 'Valkey' || major > 7 || (major === 7 && minor >= 2)
  return knowsNoTouch
    ? ', or grant ACL SETUSER … +client|no-touch, which prevents it'
    : ', or use Redis 7.2 or newer, where CLIENT NO-TOUCH prevents it'
}
