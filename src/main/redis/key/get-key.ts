import { failureFromRedisReply } from '#main/environments/index.ts'
import type { Limitation } from '#shared/contract/finding.ts'
import type { KeyHead } from '#shared/contract/redis/key.ts'
import { throwIfCancelled } from '#shared/failure.ts'
import type { EpochMilliseconds, Milliseconds } from '#shared/units.ts'
import { type RedisFacts, slotOfKey, withRedis } from '../connect/index.ts'
import { lengthCommands } from '../length-commands.ts'
import type { RedisTarget } from '../redis-target.ts'
import { type Argument, ReplyError, type Reply } from '../resp/index.ts'
import { findKey, type FoundKey, type KeyTimeouts, notThere } from './find-key.ts'

/**
 * What is known of a key, without counting as use of it: how long it has been idle is asked before
 * anything else, and how much it holds only where the server leaves the idle time alone.
 *
 * @throws Failure NOT_FOUND where it is not there (any more), PERMISSION where TYPE or PTTL is not allowed
 */
export async function getKey(
  target: RedisTarget,
  keyName: string,
  timeouts: KeyTimeouts,
  signal?: AbortSignal,
): Promise<KeyHead> {
  return await withRedis(target, { timeouts, signal }, async (server) => {
    const found = await findKey(server, keyName)
    throwIfCancelled(signal)
    const { facts } = server
    const questions = questionsFor(found, facts)
    const replies = await found.node.pipeline(questions.map(({ command }) => command))
    const answers = new Answers(found, questions, replies)
    const expiry = answers.expiry()
    return {
      facts: {
        key: found.name,
        type: found.type,
        encoding: answers.text('encoding'),
        bytes: answers.number('memory'),
        ttlMs: expiry.ttlMs,
        idleSeconds: answers.number('idle'),
        frequency: answers.number('frequency'),
        elements: answers.number('elements'),
      },
      expiresAt: expiry.expiresAt,
      slot: facts.topology === 'cluster' ? slotOfKey(found.key) : null,
      node: found.node.name,
      lookingTouches: !facts.noTouch,
      limitations: [...server.limitations, ...answers.limitations()],
    }
  })
}

/**
 * Elements that MEMORY USAGE looks at in a collection: exact up to so many, and quick beyond. With the
 * server's own 5 a field of 100 MB among small ones is easily not seen.
 */
const MEMORY_SAMPLES = 1000

interface Question {
  fact: 'idle' | 'frequency' | 'time' | 'ttl' | 'expiry' | 'memory' | 'encoding' | 'elements'
  command: readonly [string, ...Argument[]]
  /** As a sentence names it. */
  name: string
  /** What is not known without it; absent where that is a failure. */
  lost?: string
}

function questionsFor({ key, type }: FoundKey, facts: RedisFacts): Question[] {
  const length = lengthCommands[type]
  return [
    {
      fact: 'idle',
      command: ['OBJECT', 'IDLETIME', key],
      name: 'OBJECT IDLETIME',
      lost: 'When it was last used',
    },
    {
      fact: 'frequency',
      command: ['OBJECT', 'FREQ', key],
      name: 'OBJECT FREQ',
      lost: 'How often it is used',
    },
    // One after the other on the server, so that no time passes between them.
    ...(facts.major >= 7
      ? ([
          {
            fact: 'expiry',
            command: ['PEXPIRETIME', key],
            name: 'PEXPIRETIME',
            lost: 'The exact moment it expires',
          },
        ] as const)
      : ([{ fact: 'time', command: ['TIME'], name: 'TIME', lost: 'The exact moment it expires' }] as const)),
    { fact: 'ttl', command: ['PTTL', key], name: 'PTTL' },
    {
      fact: 'memory',
      command: ['MEMORY', 'USAGE', key, 'SAMPLES', MEMORY_SAMPLES],
      name: 'MEMORY USAGE',
      lost: 'Its memory',
    },
    { fact: 'encoding', command: ['OBJECT', 'ENCODING', key], name: 'OBJECT ENCODING', lost: 'Its encoding' },
    ...(facts.noTouch && length !== undefined
      ? ([{ fact: 'elements', command: [length, key], name: length, lost: 'How much it holds' }] as const)
      : []),
  ]
}

class Answers {
  readonly #found: FoundKey
  readonly #questions: readonly Question[]
  readonly #replies: readonly Reply[]

  constructor(found: FoundKey, questions: readonly Question[], replies: readonly Reply[]) {
    this.#found = found
    this.#questions = questions
    this.#replies = replies
  }

  number(fact: Question['fact']): number | null {
    const reply = this.#of(fact)
    return typeof reply === 'number' || typeof reply === 'bigint' ? Number(reply) : null
  }

  text(fact: Question['fact']): string | null {
    const reply = this.#of(fact)
    return Buffer.isBuffer(reply) ? reply.toString() : null
  }

  /** @throws Failure where the time left may not be asked for: a key without is something else */
  expiry(): { ttlMs: Milliseconds | null; expiresAt: EpochMilliseconds | null } {
    const reply = this.#of('ttl')
    if (reply instanceof ReplyError) {
      throw failureFromRedisReply(reply.message, this.#found.node.address, 'PTTL')
    }
    const ttlMs = this.number('ttl')
    // It went between two questions.
    if (ttlMs === -2) throw notThere(this.#found.name)
    if (ttlMs === null || ttlMs < 0) return { ttlMs: null, expiresAt: null }
    const exact = this.number('expiry')
    return {
      ttlMs,
      expiresAt: exact !== null && exact > 0 ? exact : (this.#serverTime() ?? Date.now()) + ttlMs,
    }
  }

  /** Of what the user or the server does not allow. Another error says that there is nothing to know. */
  limitations(): Limitation[] {
    return this.#questions.flatMap(({ fact, name, lost }) => {
      const reply = this.#of(fact)
      if (lost === undefined || !(reply instanceof ReplyError)) return []
      const { code, message, hint } = failureFromRedisReply(reply.message, this.#found.node.address, name)
      if (code !== 'PERMISSION') return []
      return [
        {
          message: `${lost} is not known. ${message}`,
          hint: hint ?? 'Connect as a user who may.',
          proposals: [],
        },
      ]
    })
  }

  #serverTime(): EpochMilliseconds | undefined {
    const reply = this.#of('time')
    if (!Array.isArray(reply)) return undefined
    const [seconds, microseconds] = reply.map(Number)
    // As the server itself counts them.
    return (seconds ?? 0) * 1000 + Math.floor((microseconds ?? 0) / 1000)
  }

  #of(fact: Question['fact']): Reply | undefined {
    const place = this.#questions.findIndex((question) => question.fact === fact)
    return place === -1 ? undefined : this.#replies[place]
  }
}
