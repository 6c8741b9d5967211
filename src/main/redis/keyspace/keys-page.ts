import type { KeyFacts } from '#shared/contract/redis/keyspace.ts'
import { Failure } from '#shared/failure.ts'
import { keyNameOf } from '#shared/redis/key-name.ts'
import type { RedisNode, RedisServer } from '../connect/index.ts'
import { lengthCommands } from '../length-commands.ts'
import { ReplyError, type Reply } from '../resp/index.ts'
import { findQuestions, type Questions } from './question.ts'

export interface PageOptions {
  match: string
  type?: string | undefined
  /** Only keys that never expire. */
  withoutTtl?: boolean | undefined
  /** Of the page before. */
  cursor?: string | undefined
  limit: number
}

export interface KeysPage {
  keys: KeyFacts[]
  /** Null at the end. */
  cursor: string | null
  scanned: number
}

/** Keys looked through for one page: a pattern that matches little must not keep its caller waiting. */
const MOST_SCANNED = 200_000
const BATCH = 1000
/** Names of so few are asked about at once that they come back to the page of which they are part. */
const LONGEST_NAME = 1 << 20

/**
 * A page of keys across the masters, with what is known of each without touching it. A page holds at
 * least `limit` keys unless it is the last or much was looked through in vain; it may hold some more,
 * as SCAN's own batches are not cut.
 *
 * @throws Failure BAD_INPUT for a cursor of something else; PERMISSION, CONNECTION_LOST
 */
export async function keysPage(server: RedisServer, options: PageOptions): Promise<KeysPage> {
  let place = parseCursor(options.cursor, server)
  const found: KeyFacts[] = []
  let scanned = 0
  while (place !== null && found.length < options.limit && scanned < MOST_SCANNED) {
    const node = server.masters[place.node]
    if (node === undefined) break
    const count = Math.min(BATCH, Math.max(10, options.limit - found.length))
    const { cursor, names } = await scanOnce(node, place.cursor, count, options, server)
    scanned += Math.max(count, names.length)
    if (names.length > 0) found.push(...(await factsOfNames(node, server, names, options)))
    place = next(place, cursor, server)
  }
  return { keys: found, cursor: place === null ? null : printCursor(place), scanned }
}

interface Place {
  node: number
  cursor: string
}

function next({ node }: Place, cursor: string, server: RedisServer): Place | null {
  if (cursor !== '0') return { node, cursor }
  return node + 1 < server.masters.length ? { node: node + 1, cursor: '0' } : null
}

const printCursor = ({ node, cursor }: Place) => `${node}.${cursor}`

function parseCursor(text: string | undefined, server: RedisServer): Place | null {
  if (text === undefined) return server.masters.length === 0 ? null : { node: 0, cursor: '0' }
  const [, node, cursor] = /^(\d{1,4})\.(\d{1,20})$/.exec(text) ?? []
  if (node === undefined || cursor === undefined || Number(node) >= server.masters.length) {
    throw new Failure('BAD_INPUT', 'This page cannot be continued: its place is not one of this server.', {
      hint: 'Begin again with the first page.',
    })
  }
  return { node: Number(node), cursor }
}

async function scanOnce(
  node: RedisNode,
  cursor: string,
  count: number,
  { match, type }: PageOptions,
  { facts }: RedisServer,
): Promise<{ cursor: string; names: Buffer[] }> {
  const byType = type !== undefined && facts.major >= 6 ? ['TYPE', type] : []
  const reply = await node.call('SCAN', cursor, 'MATCH', match, 'COUNT', count, ...byType)
  const [after, names]: Reply[] = Array.isArray(reply) ? reply : []
  if (!Buffer.isBuffer(after) || !Array.isArray(names)) {
    throw new Failure('SERVER_ERROR', 'The server answered something else than keys.')
  }
  return {
    cursor: after.toString('latin1'),
    names: names.filter((name) => Buffer.isBuffer(name)).filter(({ length }) => length <= LONGEST_NAME),
  }
}

async function factsOfNames(
  node: RedisNode,
  server: RedisServer,
  names: readonly Buffer[],
  options: PageOptions,
): Promise<KeyFacts[]> {
  const questions = await questionsOf(node, server)
  const replies = await node.pipeline(
    names.flatMap((name) => questions.asked.map(({ before, after }) => [...before, name, ...after])),
  )
  const width = questions.asked.length
  const facts = names.map((name, at) => factsOf(name, questions, replies.slice(at * width, (at + 1) * width)))
  const kept = facts.filter(
    (one) =>
      one !== undefined &&
      (options.type === undefined || one.facts.type === options.type) &&
      (options.withoutTtl !== true || one.facts.ttlMs === null),
  )
  if (questions.withElements) await addElements(node, kept)
  return kept.flatMap((one) => (one === undefined ? [] : [one.facts]))
}

interface Named {
  name: Buffer
  facts: KeyFacts
}

/** Undefined where the key has gone. */
function factsOf(name: Buffer, { asked, access }: Questions, replies: readonly Reply[]): Named | undefined {
  const of = (field: string): Reply | undefined => replies[asked.findIndex((one) => one.field === field)]
  const type = textOf(of('type'))
  const ttl = of('ttl')
  if (type === 'none' || ttl === -2) return undefined
  const used = numberOf(of('access'))
  return {
    name,
    facts: {
      key: keyNameOf(name),
      type: type ?? 'unknown',
      encoding: textOf(of('encoding')),
      bytes: numberOf(of('memory')),
      ttlMs: typeof ttl === 'number' && ttl >= 0 ? ttl : null,
      idleSeconds: access === 'idle' ? used : null,
      frequency: access === 'frequency' ? used : null,
      elements: null,
    },
  }
}

async function addElements(node: RedisNode, keys: readonly (Named | undefined)[]): Promise<void> {
  const asked = keys.flatMap((one) => {
    const command = one && lengthCommands[one.facts.type]
    return one === undefined || command === undefined ? [] : [{ one, command }]
  })
  const replies = await node.pipeline(asked.map(({ one, command }) => [command, one.name]))
  for (const [at, { one }] of asked.entries()) one.facts.elements = numberOf(replies[at])
}

/** What may be asked is found once for each node while its connection lives. */
const found = new WeakMap<RedisNode, Promise<Questions>>()

async function questionsOf(node: RedisNode, server: RedisServer): Promise<Questions> {
  // PTTL rather than the moment of expiry: a page shows the time left.
  const facts = { ...server.facts, major: Math.min(6, server.facts.major), version: 'any' }
  const known =
    found.get(node) ??
    findQuestions(node, facts, { fields: ['access', 'encoding', 'type', 'ttl', 'memory', 'elements'] })
  found.set(node, known)
  return await known
}

const textOf = (reply: Reply | undefined): string | null =>
  typeof reply === 'string' ? reply : Buffer.isBuffer(reply) ? reply.toString('latin1') : null

const numberOf = (reply: Reply | undefined): number | null =>
  reply instanceof ReplyError || typeof reply !== 'number' ? null : reply
