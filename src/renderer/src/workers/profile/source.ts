/** Bytes of a profile as they come in: from a file, or in pieces from the workbench. */
import { Failure } from '#shared/failure.ts'
import type { Bytes } from '#shared/units.ts'

/**
 * Up to here a file is read in one go, which takes half the time: its bytes are not copied together, and
 * the memory for them is touched once.
 */
const atOnceBytes: Bytes = 512 * 1024 * 1024
const sliceBytes: Bytes = 128 * 1024 * 1024

/** All bytes of a file. Fails with NOT_FOUND when it is gone or changed since it was chosen. */
export async function bytesOfFile(
  file: Blob,
  onProgress: (done: Bytes) => void,
  { atOnce = atOnceBytes, slice = sliceBytes } = {},
): Promise<Uint8Array> {
  if (file.size <= atOnce) return new Uint8Array(await bytesOf(file))
  const bytes = roomFor(file.size)
  for (let offset = 0; offset < file.size; offset += slice) {
    const part = await bytesOf(file.slice(offset, offset + slice))
    bytes.set(new Uint8Array(part), offset)
    onProgress(offset + part.byteLength)
  }
  return bytes
}

async function bytesOf(part: Blob): Promise<ArrayBuffer> {
  try {
    return await part.arrayBuffer()
  } catch (error) {
    throw new Failure('NOT_FOUND', 'The file can no longer be read.', {
      hint: 'It was changed, moved or deleted since it was chosen: choose it again.',
      cause: error,
    })
  }
}

/** Puts the pieces of a file together, in the order they come. */
export class Pieces {
  readonly #bytes: Uint8Array
  #length = 0

  constructor(totalBytes: Bytes) {
    this.#bytes = roomFor(totalBytes)
  }

  /** How much has come. */
  get length(): Bytes {
    return this.#length
  }

  /** Adds a piece in base64. */
  add(base64: string): void {
    const text = atob(base64)
    if (this.#length + text.length > this.#bytes.length)
      throw new Failure('BAD_INPUT', 'More of the profile came than it was said to have.')
    for (let i = 0; i < text.length; i++) this.#bytes[this.#length + i] = text.charCodeAt(i)
    this.#length += text.length
  }

  finish(): Uint8Array {
    if (this.#length !== this.#bytes.length)
      throw new Failure(
        'BAD_INPUT',
        `Only ${this.#length.toLocaleString('en')} of the profile's ${this.#bytes.length.toLocaleString('en')} bytes came.`,
        { hint: 'Open it again.' },
      )
    return this.#bytes
  }
}

function roomFor(size: Bytes): Uint8Array {
  try {
    return new Uint8Array(size)
  } catch (error) {
    throw new Failure(
      'UNSUPPORTED',
      `A file of ${size.toLocaleString('en')} bytes does not fit into memory.`,
      {
        hint: 'Record for a shorter time or less often.',
        cause: error,
      },
    )
  }
}
