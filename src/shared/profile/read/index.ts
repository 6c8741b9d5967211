/**
 * A profile from the bytes of a file of any format that Pitwall reads. What it is shows from its
 * content, whatever its name: packed with gzip, UTF-16 as Windows' programs write it, the keys of a
 * JSON in any order. formats.ts is the table of formats; each is read by its own file in importers/.
 */
import { Failure } from '../../failure.ts'
import type { Bytes } from '../../units.ts'
import type { ProfileFormat } from '../../contract/profiles.ts'
import type { ProfileFile } from '../file.ts'
import type { Profile } from '../model.ts'
import { type FormatReader, formatReaders, readableFormats } from './formats.ts'
import { looksLike } from './looks-like.ts'
import { recogniseBytes } from './recognise.ts'
import { unpack } from './unpack.ts'

export { readableFormats } from './formats.ts'

export interface ReadOptions {
  /** The file's name, for what is shown; the format does not depend on it. */
  name?: string
  /** How far it came; the unit is bytes of the file or what was unpacked of it, only the share counts. */
  onProgress?: (done: Bytes, total: Bytes) => void
}

/** A file unpacked, in UTF-8 where it is text, and what it is. */
export interface UnpackedFile {
  format: ProfileFormat
  bytes: Uint8Array
}

/**
 * Reads a profile. Fails with BAD_INPUT and one sentence where the file is none or is broken, naming the
 * byte, line or node; with UNSUPPORTED where it is a heap snapshot, which src/shared/heap-snapshot reads.
 */
export async function readProfile(bytes: Uint8Array, options: ReadOptions = {}): Promise<ProfileFile> {
  const progress = options.onProgress
  const plain = await unpack(bytes, (done, total) => progress?.(done, 2 * total))
  const half = plain === bytes ? 0 : plain.length
  const told = (done: Bytes): void => progress?.(half + done, half + plain.length)
  const reader = readerOf(plain)
  if (reader === 'heapsnapshot') {
    throw new Failure('UNSUPPORTED', 'This file is a heap snapshot, not a profile.', {
      hint: 'Open it where heap snapshots are read and compared.',
      facts: { format: 'heapsnapshot' },
    })
  }
  const file = reader.read(plain, { name: options.name ?? reader.title, onProgress: told })
  for (const profile of file.profiles) checkTotal(profile)
  progress?.(half + plain.length, half + plain.length)
  return file
}

/** Unpacks a file and says what it is, a heap snapshot included, without reading it; fails like {@link readProfile}. */
export async function recogniseProfile(bytes: Uint8Array): Promise<UnpackedFile> {
  const plain = await unpack(bytes, () => {})
  const reader = readerOf(plain)
  return { format: reader === 'heapsnapshot' ? reader : reader.format, bytes: plain }
}

function checkTotal({ name, samples }: Profile): void {
  let total = 0
  for (let sample = 0; sample < samples.length; sample++) total += samples.weight[sample] ?? 0
  if (total < Infinity) return
  throw new Failure('BAD_INPUT', `The samples of “${name}” add up to more than can be counted.`, {
    hint: 'No profiler writes this; the file was changed or is damaged.',
  })
}

function readerOf(bytes: Uint8Array): FormatReader | 'heapsnapshot' {
  const found = recogniseBytes(bytes, formatReaders)
  if ('reader' in found) return found.reader
  if (found.shape.has('snapshot.meta') || (found.shape.has('snapshot') && found.shape.has('strings'))) {
    return 'heapsnapshot'
  }
  if (found.broken !== undefined) throw found.broken
  throw new Failure('BAD_INPUT', `This is no profile: ${looksLike(bytes, found.shape)}.`, {
    hint: `What can be read: ${readableFormats()}.`,
  })
}
