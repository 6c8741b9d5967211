import { Pool } from 'undici'
import type { LoadRequest } from '#shared/contract/node/leak.ts'
import { throwIfCancelled } from '#shared/failure.ts'
import type { Milliseconds } from '#shared/units.ts'
import { errorKindOf, errorKindOfStatus } from './error-kind.ts'
import { requireLoopback } from './hosts.ts'

export interface SendOptions {
  /** How many to send; each is answered or fails. */
  count: number
  /** Under way at once. */
  concurrency: number
  /** Begin no request later than this. */
  longestMs?: Milliseconds
  signal?: AbortSignal | undefined
  /** After each end of a request: how many have ended. */
  onProgress?: (ended: number) => void
  /** How long each answered request took. */
  onAnswer?: (time: Milliseconds) => void
}

export interface SentLoad {
  /** Answered and failed together. */
  sent: number
  /** With whatever status. */
  answered: number
  /** By kind, those answered with a status from 400 on included. */
  errors: Record<string, number>
  elapsedMs: Milliseconds
}

/** A service that does not answer for so long is not going to. */
const LONGEST_SILENCE: Milliseconds = 60_000

/**
 * Sends the requests in turn until so many are answered or failed, over connections that are kept alive and closed at the
 * end, so that each round leaves the service without one.
 *
 * @throws Failure REFUSED for hosts that are not this machine; CANCELLED when the signal fires, and then
 *   nothing is under way any more
 */
export async function sendRequests(
  requests: readonly LoadRequest[],
  options: SendOptions,
): Promise<SentLoad> {
  requireLoopback(requests)
  throwIfCancelled(options.signal)
  const pools = openPools(requests, options.concurrency)
  const abort = (): void => void destroyAll(pools)
  options.signal?.addEventListener('abort', abort, { once: true })
  try {
    const load = await sendOver(pools, requests, options)
    throwIfCancelled(options.signal)
    return load
  } finally {
    options.signal?.removeEventListener('abort', abort)
    await destroyAll(pools)
  }
}

type Pools = ReadonlyMap<string, Pool>

function openPools(requests: readonly LoadRequest[], connections: number): Pools {
  const pools = new Map<string, Pool>()
  for (const { url } of requests) {
    const { origin } = new URL(url)
    if (pools.has(origin)) continue
    const pool = new Pool(origin, {
      connections,
      pipelining: 1,
      headersTimeout: LONGEST_SILENCE,
      bodyTimeout: LONGEST_SILENCE,
      // Development services sign their own certificates, and it is this machine.
      connect: { rejectUnauthorized: false },
    })
    pools.set(origin, pool)
  }
  return pools
}

async function destroyAll(pools: Pools): Promise<void> {
  await Promise.all([...pools.values()].map(async (pool) => await pool.destroy()))
}

async function sendOver(
  pools: Pools,
  requests: readonly LoadRequest[],
  options: SendOptions,
): Promise<SentLoad> {
  const { count, concurrency, longestMs = Infinity, signal, onProgress, onAnswer } = options
  const prepared = requests.map((request) => prepare(request, pools))
  const errors: Record<string, number> = {}
  const countError = (kind: string): void => {
    errors[kind] = (errors[kind] ?? 0) + 1
  }
  const began = performance.now()
  const { promise, resolve } = Promise.withResolvers<void>()
  let begun = 0
  let ended = 0
  let answered = 0
  let underWay = 0

  const next = (): void => {
    const isLast =
      begun >= count || signal?.aborted === true || (begun > 0 && performance.now() - began >= longestMs)
    if (isLast) {
      if (underWay === 0) resolve()
      return
    }
    const send = prepared[begun % prepared.length]
    if (!send) return resolve()
    begun++
    underWay++
    const at = performance.now()
    let isOver = false
    const end = (outcome: Outcome): void => {
      // undici tells an error after an end where a pool is destroyed.
      if (isOver) return
      isOver = true
      underWay--
      ended++
      if ('status' in outcome) {
        answered++
        const kind = errorKindOfStatus(outcome.status)
        if (kind !== undefined) countError(kind)
        onAnswer?.(performance.now() - at)
      } else {
        countError(errorKindOf(outcome.error))
      }
      onProgress?.(ended)
      next()
    }
    let isSending = true
    // Thousands of requests that cannot even be sent must not pile up on the stack.
    send((outcome) => (isSending ? void setImmediate(end, outcome) : end(outcome)))
    isSending = false
  }
  for (let lane = 0; lane < Math.min(concurrency, count); lane++) next()
  await promise
  return { sent: ended, answered, errors, elapsedMs: performance.now() - began }
}

type Outcome = { status: number } | { error: unknown }
type Send = (end: (outcome: Outcome) => void) => void

function prepare({ method, url, headers, body }: LoadRequest, pools: Pools): Send {
  const { origin, pathname, search } = new URL(url)
  const pool = pools.get(origin)
  if (!pool) throw new Error(`There is no pool for ${origin}.`)
  const options = {
    path: pathname + search,
    method,
    headers: headers ?? null,
    body: body ?? null,
  }
  return (end) => {
    let status = 0
    try {
      pool.dispatch(options, {
        // Without it undici takes the handler for one of its old kind.
        onRequestStart: () => {},
        onResponseStart: (_, code) => {
          status = code
        },
        onResponseData: () => {},
        onResponseEnd: () => end({ status }),
        onResponseError: (_, error) => end({ error }),
      })
    } catch (error) {
      // A header that cannot be sent, or a pool that was destroyed meanwhile.
      end({ error })
    }
  }
}
