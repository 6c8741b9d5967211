import { open } from 'node:fs/promises'
import { buffer as readAll } from 'node:stream/consumers'
import { addAbortSignal } from 'node:stream'
import { Failure, throwIfCancelled } from '#shared/failure.ts'
import type { Bytes } from '#shared/units.ts'

/** What is read at once; Node reads no more than 2 GiB. */
const pieceLength: Bytes = 64 << 20
/** The longest array of bytes that is made. */
const longest: Bytes = 4 * 1024 ** 3

/** All bytes of a file, or of standard input for `-`. Throws BAD_INPUT where they cannot be read. */
export async function readBytes(file: string, signal: AbortSignal): Promise<Uint8Array> {
  throwIfCancelled(signal)
  try {
    if (file === '-') return await readAll(addAbortSignal(signal, process.stdin))
    return await readWhole(file, signal)
  } catch (cause) {
    throwIfCancelled(signal)
    if (cause instanceof Failure) throw cause
    const name = file === '-' ? 'Standard input' : file
    throw new Failure('BAD_INPUT', `${name} cannot be read: ${reasonOf(cause)}.`, {
      hint: 'Check the name of the file, and that you may read it.',
      cause,
    })
  }
}

async function readWhole(file: string, signal: AbortSignal): Promise<Uint8Array> {
  const handle = await open(file)
  try {
    const stat = await handle.stat()
    if (stat.isDirectory())
      throw new Failure('BAD_INPUT', `${file} is a folder.`, { hint: 'Name a file in it.' })
    // A pipe does not know its length.
    if (!stat.isFile()) return await readAll(handle.createReadStream({ signal, autoClose: false }))
    if (stat.size > longest) {
      throw new Failure('BAD_INPUT', `${file} is larger than 4 GiB, which is more than can be read.`, {
        hint: 'Record a shorter time, or with a longer interval.',
      })
    }
    const bytes = new Uint8Array(stat.size)
    let at = 0
    while (at < bytes.length) {
      throwIfCancelled(signal)
      const { bytesRead } = await handle.read(bytes, at, Math.min(pieceLength, bytes.length - at), at)
      if (bytesRead === 0) break
      at += bytesRead
    }
    return bytes.subarray(0, at)
  } finally {
    await handle.close()
  }
}

const reasons: Record<string, string> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
}

/** Why a file could not be read or written, as the end of a sentence. */
export function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  return (
    ('code' in cause && typeof cause.code === 'string' ? reasons[cause.code] : undefined) ?? cause.message
  )
}
