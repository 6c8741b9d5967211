import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { constants, createGunzip, createZstdDecompress } from 'node:zlib'
import { Failure, throwIfCancelled } from '#shared/failure.ts'
import type { Bytes } from '#shared/units.ts'
import type { TraceAccount } from './account.ts'
import { WholeLines } from './whole-lines.ts'

const CHUNK: Bytes = 256 * 1024
const NEWLINE = 0x0a
const CUT_OFF = 'The packed file ends early: it was cut off, or is still being written.'

/** A file, the bytes of one, or its lines. */
export type TraceSource = string | AsyncIterable<Uint8Array> | Iterable<string>

/**
 * The bytes of a trace in pieces that end with a whole line, unpacked where it is packed with gzip or
 * zstd. A packed file that is cut off or damaged ends where it does; the account says so.
 *
 * @throws Failure NOT_FOUND or BAD_INPUT where the file cannot be read
 */
export async function* blocksOf(
  source: TraceSource,
  account: TraceAccount,
  signal?: AbortSignal,
): AsyncGenerator<Buffer> {
  const lines = new WholeLines(() => {
    account.lines += 1
    account.broken += 1
  })
  for await (const bytes of chunksOf(source, account, signal)) {
    throwIfCancelled(signal)
    const block = lines.push(Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes))
    if (block) yield block
  }
  throwIfCancelled(signal)
  const last = lines.last()
  if (last) yield last
}

/** Calls `work` with where each line of a block begins and ends, without the line's end. */
export function eachLine(block: Buffer, work: (start: number, end: number) => void): void {
  let start = 0
  while (start < block.length) {
    let end = block.indexOf(NEWLINE, start)
    if (end < 0) end = block.length
    const next = end + 1
    if (end > start && block[end - 1] === 0x0d) end -= 1
    if (end > start) work(start, end)
    start = next
  }
}

async function* chunksOf(
  source: TraceSource,
  account: TraceAccount,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  if (typeof source === 'string') yield* bytesOfFile(source, account, signal)
  else if (Symbol.asyncIterator in source) yield* source
  else yield* bytesOfLines(source)
}

function* bytesOfLines(lines: Iterable<string>): Generator<Buffer> {
  let text = ''
  for (const line of lines) {
    text += `${line}\n`
    if (text.length < CHUNK) continue
    yield Buffer.from(text)
    text = ''
  }
  if (text !== '') yield Buffer.from(text)
}

async function* bytesOfFile(
  file: string,
  account: TraceAccount,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const first = await beginningOf(file)
  const stream = createReadStream(file, { highWaterMark: CHUNK, ...(signal ? { signal } : {}) })
  const unpack = unpackerFor(first, 'anywhere')
  const bytes: Readable = unpack ? stream.pipe(unpack) : stream
  // `pipe` does not pass errors on.
  if (unpack) stream.on('error', (error) => unpack.destroy(error))
  try {
    for await (const chunk of bytes) yield chunk as Buffer // no encoding is set
    if (unpack && !(await isWhole(file, first, signal))) account.note(CUT_OFF)
  } catch (error) {
    throwIfCancelled(signal)
    if (!unpack || !isDataError(error)) throw unreadable(file, error)
    account.note('The packed file is damaged or cut off: what comes after that place could not be read.')
  } finally {
    stream.destroy()
    unpack?.destroy()
  }
}

/** @param end whether a file that was cut off, or is still being written, ends without an error */
function unpackerFor(first: Buffer, end: 'anywhere' | 'whole') {
  if (first[0] === 0x1f && first[1] === 0x8b) {
    const finishFlush = end === 'anywhere' ? constants.Z_SYNC_FLUSH : constants.Z_FINISH
    return createGunzip({ chunkSize: CHUNK, finishFlush })
  }
  if (first.length >= 4 && first.readUInt32LE(0) === 0xfd2fb528) {
    const finishFlush = end === 'anywhere' ? constants.ZSTD_e_flush : constants.ZSTD_e_end
    return createZstdDecompress({ chunkSize: CHUNK, finishFlush })
  }
  return undefined
}

/**
 * Whether a packed file has its end. Unpacks it a second time, which takes little beside reading what is
 * in it: an unpacker that tells of a missing end loses what it had unpacked until then.
 */
async function isWhole(file: string, first: Buffer, signal: AbortSignal | undefined): Promise<boolean> {
  const unpack = unpackerFor(first, 'whole')
  if (!unpack) return true
  try {
    await pipeline(createReadStream(file, { highWaterMark: CHUNK }), unpack, discard, { signal })
    return true
  } catch (error) {
    throwIfCancelled(signal)
    if (isDataError(error)) return false
    throw error
  }
}

async function discard(chunks: AsyncIterable<Buffer>): Promise<void> {
  for await (const chunk of chunks) void chunk
}

async function beginningOf(file: string): Promise<Buffer> {
  try {
    const handle = await open(file)
    try {
      if (!(await handle.stat()).isFile()) {
        throw new Failure('BAD_INPUT', `${file} is not a file.`, { hint: 'Name a file with a trace.' })
      }
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0)
      return buffer.subarray(0, bytesRead)
    } finally {
      await handle.close()
    }
  } catch (error) {
    throw unreadable(file, error)
  }
}

function isDataError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^(?:Z_|ZSTD_|ERR_ZLIB)/.test(String(error.code))
}

function unreadable(file: string, error: unknown): Failure {
  if (error instanceof Failure) return error
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'ENOENT') {
    return new Failure('NOT_FOUND', `There is no file ${file}.`, { hint: 'Check the path.', cause: error })
  }
  const reason = error instanceof Error ? error.message : String(error)
  return new Failure('BAD_INPUT', `${file} could not be read: ${reason}`, { cause: error })
}
