/** Bytes of a profile as they come in: from a file, or in pieces from the workbench. */
import { Failure } from '#shared/failure.ts'
import type { Bytes } from '#shared/units.ts'

/** Large enough that asking costs nothing, small enough that progress is seen. */
const sliceBytes: Bytes = 8 * 1024 * 1024

/** All bytes of a file. Fails with NOT_FOUND when it is gone or changed since it was chosen. */
export async function bytesOfFile(file: Blob, onProgress: (done: Bytes) => void): Promise<Uint8Array> {
  const bytes = roomFor(file.size)
  let next = sliceOf(file, 0)
  for (let offset = 0; offset < file.size; offset += sliceBytes) {
    const slice = await next
    // The next one is read while this one is copied.
    next = sliceOf(file, offset + sliceBytes)
    bytes.set(new Uint8Array(slice), offset)
    onProgress(offset + slice.byteLength)
  }
  return bytes
}

async function sliceOf(file: Blob, offset: Bytes): Promise<ArrayBuffer> {
  if (offset >= file.size) return new ArrayBuffer(0)
  try {
    return await file.slice(offset, offset + sliceBytes).arrayBuffer()
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
