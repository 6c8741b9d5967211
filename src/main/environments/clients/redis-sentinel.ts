import { setTimeout as wait } from 'node:timers/promises'
import type { RedisAddress } from '#shared/contract/environments.ts'
import { Failure } from '#shared/failure.ts'
import { startDeadline, type Deadline } from './deadline.ts'
import { failureFromNetwork, placeName } from './network.ts'
import { openRedis, type RedisClient } from './redis.ts'
import { announcedBy } from './redis-cluster.ts'
import { placeOfRedis } from './redis-failure.ts'
import { authenticate } from './redis-login.ts'

type Sentinels = NonNullable<RedisAddress['sentinel']>

/** During a failover the Sentinels may still name the old master for a moment. */
const ASK_AGAIN_MS = 200

/**
 * The address behind the Sentinels: theirs are asked in turn for the master, and it is asked whether
 * it is one. An address without Sentinels stays as it is.
 *
 * @throws Failure as a connection does; NOT_FOUND where no Sentinel knows a master of this name
 */
export async function findMaster(
  address: RedisAddress,
  password: string | undefined,
  deadline: Deadline,
): Promise<RedisAddress> {
  const { sentinel, ...rest } = address
  if (sentinel === undefined) return address
  const places = [{ host: address.host, port: address.port }, ...sentinel.others]
  for (;;) {
    const failures: Failure[] = []
    let isInFailover = false
    for (const place of places) {
      using part = startDeadline(deadline.timeoutMs / (places.length + 1), deadline.signal)
      try {
        const master = await askSentinel({ ...rest, ...place }, sentinel, password, part)
        if (await isMaster({ ...rest, ...master }, password, part)) return { ...rest, ...master }
        isInFailover = true
      } catch (error) {
        if (deadline.signal.aborted) throw whyOver(deadline, address)
        if (!(error instanceof Failure)) throw error
        failures.push(error)
      }
    }
    const [first] = failures
    if (!isInFailover && first !== undefined) throw ofAll(first, places.length)
    await wait(ASK_AGAIN_MS, undefined, { signal: deadline.signal }).catch(() => {
      throw noMaster(deadline, sentinel)
    })
  }
}

async function askSentinel(
  address: RedisAddress,
  { master }: Sentinels,
  password: string | undefined,
  deadline: Deadline,
): Promise<{ host: string; port: number }> {
  const client = await openRedis(address, deadline)
  try {
    const found = await asked(client, address, password, ['get-master-addr-by-name', master])
    if (Array.isArray(found)) {
      const [host, port]: unknown[] = found
      if (typeof host === 'string' && /^\d{1,5}$/.test(String(port))) return { host, port: Number(port) }
    }
    const names = namesOf(await client.ask('SENTINEL', 'masters'))
    throw new Failure(
      'NOT_FOUND',
      `The Sentinel at ${placeName(address)} watches no master named ${master}.`,
      {
        hint: names.length === 0 ? 'It watches none at all.' : `It watches ${names.join(', ')}.`,
      },
    )
  } finally {
    client.close()
  }
}

/** Sentinels mostly want no password: theirs is only given to one that asks for it. */
async function asked(
  { ask }: RedisClient,
  address: RedisAddress,
  password: string | undefined,
  question: string[],
): Promise<unknown> {
  try {
    return await ask('SENTINEL', ...question)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    if (error.facts['reason'] === 'unknown-command') {
      throw new Failure('UNSUPPORTED', `${placeName(address)} is no Sentinel.`, {
        hint: 'Give the port of a Sentinel (26379 mostly), or connect to the server without Sentinel.',
      })
    }
    if (error.facts['reply'] !== 'NOAUTH') throw error
  }
  try {
    if (password === undefined) await ask('PING')
    // Its users are not those of the servers it watches; most have only a password.
    else await authenticate(ask, { ...address, user: undefined }, password)
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'AUTHENTICATION') throw error
    if (password === undefined || address.user === undefined) throw wantsOwn(address, error)
    await authenticate(ask, address, password).catch((again: unknown) => {
      throw wantsOwn(address, again)
    })
  }
  return await ask('SENTINEL', ...question)
}

function wantsOwn(address: RedisAddress, cause: unknown): unknown {
  if (!(cause instanceof Failure) || cause.code !== 'AUTHENTICATION') return cause
  return new Failure('AUTHENTICATION', `The Sentinel at ${placeName(address)} wants another password.`, {
    hint: 'Pitwall gives a Sentinel the password of the target or none: set the same one (requirepass) for both.',
    cause,
  })
}

/** A user who may not call ROLE is believed to have been told the truth. */
async function isMaster(
  address: RedisAddress,
  password: string | undefined,
  deadline: Deadline,
): Promise<boolean> {
  const client = await openRedis(address, deadline).catch((error: unknown) => {
    throw announcedBy('The Sentinel', address, error)
  })
  try {
    await authenticate(client.ask, address, password)
    const role = await client.ask('ROLE')
    return !Array.isArray(role) || role[0] === 'master'
  } catch (error) {
    if (error instanceof Failure && error.code === 'PERMISSION') return true
    throw error
  } finally {
    client.close()
  }
}

function ofAll(failure: Failure, count: number): Failure {
  if (count === 1) return failure
  return new Failure(failure.code, `None of the ${count} Sentinels led to the master. ${failure.message}`, {
    hint: failure.hint,
    facts: failure.facts,
    cause: failure,
  })
}

function noMaster(deadline: Deadline, { master }: Sentinels): unknown {
  if (deadline.signal.reason instanceof Failure) return deadline.signal.reason
  return new Failure(
    'UNREACHABLE',
    `The Sentinels name a master of ${master}, but it says that it is none.`,
    {
      hint: 'A failover may be under way: try again in a moment.',
    },
  )
}

function whyOver(deadline: Deadline, address: RedisAddress): Failure {
  return failureFromNetwork(deadline.signal.reason, placeOfRedis(address), deadline.timeoutMs)
}

function namesOf(masters: unknown): string[] {
  if (!Array.isArray(masters)) return []
  return masters.flatMap((fields: unknown) => {
    if (!Array.isArray(fields)) return []
    const name: unknown = fields[fields.indexOf('name') + 1]
    return typeof name === 'string' ? [name] : []
  })
}
