import { createWriteStream } from 'node:fs'
import { PassThrough } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { Agent, request } from 'undici'
import type { PprofKind } from '#shared/contract/profiles.ts'
import { Failure, throwIfCancelled } from '#shared/failure.ts'
import type { Bytes, Milliseconds } from '#shared/units.ts'
import { failureFromNetwork, startDeadline } from '../environments/index.ts'
import type { PprofAddress } from './address.ts'
import { failureOfAnswer, requireProfile } from './answers.ts'
import { connectNear } from './near.ts'

/** Profiles of large services are some megabytes. */
const LARGEST: Bytes = 256 * 1024 * 1024
/** Enough to tell a web page from a profile, and to show what a text says. */
const LOOKED_AT: Bytes = 512
const MOST_OF_A_REFUSAL: Bytes = 4096

export interface Download {
  address: PprofAddress
  kind: PprofKind
  timeoutMs: Milliseconds
  mustBeNear: boolean
  onBytes: (bytes: Bytes) => void
}

/**
 * Streams a profile into a file, whatever its size is, and never more than 256 MiB.
 *
 * @returns what the answer calls the profile
 * @throws Failure as `fetchPprof`; errors of the disk
 */
export async function downloadTo(
  file: string,
  { address, kind, timeoutMs, mustBeNear, onBytes }: Download,
  signal: AbortSignal,
): Promise<{ fileName: string | undefined }> {
  using deadline = startDeadline(timeoutMs, signal)
  // The deadline is the only clock: a CPU profile says nothing until it is recorded.
  const agent = new Agent({
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: mustBeNear ? connectNear : {},
  })
  try {
    const answer = await deadline.race(
      request(address.url, {
        dispatcher: agent,
        signal: deadline.signal,
        headers: {
          'accept-encoding': 'identity',
          ...(address.authorization === undefined ? {} : { authorization: address.authorization }),
        },
      }),
    )
    const { statusCode, headers, body } = answer
    if (statusCode !== 200) {
      throw failureOfAnswer(answer, await beginningOf(body), address, kind)
    }
    // Asked for as it is; a proxy in between may pack it all the same.
    const isPacked = headers['content-encoding'] === 'gzip'
    const check = (beginning: Buffer): void => requireProfile(answer, beginning, address)
    await pipeline(
      body,
      isPacked ? createGunzip() : new PassThrough(),
      async function* (source: AsyncIterable<Buffer>) {
        let bytes = 0
        for await (const piece of checkedFirst(source, check)) {
          bytes += piece.length
          if (bytes > LARGEST) throw tooLarge(address)
          onBytes(bytes)
          yield piece
        }
      },
      createWriteStream(file, { mode: 0o600 }),
      { signal: deadline.signal },
    )
    return { fileName: /filename="([^"]*)"/.exec(String(headers['content-disposition'] ?? ''))?.[1] }
  } catch (error) {
    throwIfCancelled(signal)
    throw failureOf(error, deadline.signal, address, timeoutMs)
  } finally {
    await agent.destroy()
  }
}

/** Passes the pieces on, once the first bytes are looked at. */
async function* checkedFirst(
  source: AsyncIterable<Buffer>,
  check: (beginning: Buffer) => void,
): AsyncGenerator<Buffer> {
  let beginning: Buffer | undefined = Buffer.alloc(0)
  for await (const piece of source) {
    if (beginning === undefined) {
      yield piece
      continue
    }
    beginning = Buffer.concat([beginning, piece])
    if (beginning.length < LOOKED_AT) continue
    check(beginning.subarray(0, LOOKED_AT))
    yield beginning
    beginning = undefined
  }
  if (beginning === undefined) return
  check(beginning)
  yield beginning
}

async function beginningOf(body: AsyncIterable<Buffer>): Promise<string> {
  let read = Buffer.alloc(0)
  for await (const piece of body) {
    read = Buffer.concat([read, piece])
    if (read.length >= MOST_OF_A_REFUSAL) break
  }
  return read.toString('utf8', 0, MOST_OF_A_REFUSAL)
}

function tooLarge({ service }: PprofAddress): Failure {
  return new Failure(
    'BAD_INPUT',
    `${service} sent more than ${LARGEST / 1024 / 1024} MiB, which is no profile.`,
    {
      hint: 'Is it the address of a Go service?',
    },
  )
}

function failureOf(
  error: unknown,
  deadline: AbortSignal,
  { url, service }: PprofAddress,
  timeoutMs: Milliseconds,
): unknown {
  if (error instanceof Failure) return error
  // undici wraps what the connector says.
  if (error instanceof Error && error.cause instanceof Failure) return error.cause
  if (deadline.aborted) {
    return new Failure('TIMEOUT', `${service} did not finish its profile within ${timeoutMs / 1000} s.`, {
      hint: 'Record for a shorter time, or try when the service is less busy.',
    })
  }
  // A full disk is not the network's fault; the room of profiles names it.
  if (
    error instanceof Error &&
    'syscall' in error &&
    (error.syscall === 'write' || error.syscall === 'open')
  ) {
    return error
  }
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80))
  return failureFromNetwork(error, { service: 'the Go service', host: url.hostname, port }, timeoutMs)
}
