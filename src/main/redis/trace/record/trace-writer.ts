import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gzip as gzipWithCallback } from 'node:zlib'
import { Failure } from '#shared/failure.ts'
import type { Bytes } from '#shared/units.ts'

const gzip = promisify(gzipWithCallback)

/** Text that is packed together; each piece can be read for itself if the rest is lost. */
const PIECE: Bytes = 256 * 1024
/** Kept free for the last line. */
const RESERVE: Bytes = 64 * 1024
/** The fastest levels pack lines like these nearly as well as the slow ones. */
const LEVEL = 3

/**
 * Writes the lines of a trace, packed, into a file beside the wanted one that gets its name at the
 * end: a file under that name is whole.
 */
export class TraceWriter {
  bytes: Bytes = 0
  /** The next piece would make the file too large: nothing more is written. */
  isFull = false
  /** Text that waits to be packed and written. */
  waiting: Bytes = 0
  private readonly file: string
  private readonly partial: string
  private readonly handle: FileHandle
  private readonly maxBytes: Bytes
  private text = ''
  private written: Promise<void> = Promise.resolve()
  private failure: unknown

  private constructor(file: string, handle: FileHandle, maxBytes: Bytes) {
    this.file = file
    this.partial = partialName(file)
    this.handle = handle
    this.maxBytes = maxBytes
  }

  /** @throws Failure BAD_INPUT where the file cannot be made */
  static async open(file: string, maxBytes: Bytes): Promise<TraceWriter> {
    try {
      // Names of keys may be secrets of the application: for the user alone.
      return new TraceWriter(file, await open(partialName(file), 'w', 0o600), maxBytes)
    } catch (error) {
      throw unwritable(file, error)
    }
  }

  line(line: string): void {
    if (this.isFull) return
    this.text += `${line}\n`
    if (this.text.length >= PIECE) this.flush(RESERVE)
  }

  /** Ends the file with this line, and gives it its name. */
  async finish(lastLine: string): Promise<void> {
    this.flush(RESERVE)
    await this.written
    this.isFull = false
    this.text = `${lastLine}\n`
    this.flush(0)
    await this.written
    this.isFull = true
    await this.handle.close()
    if (this.failure !== undefined) {
      await rm(this.partial, { force: true })
      throw unwritable(this.file, this.failure)
    }
    await rename(this.partial, this.file)
  }

  /** Nothing is left of it. */
  async discard(): Promise<void> {
    this.isFull = true
    await this.written
    await this.handle.close().catch(() => {})
    await rm(this.partial, { force: true })
  }

  private flush(reserve: Bytes): void {
    const { text } = this
    this.text = ''
    if (text === '') return
    this.waiting += text.length
    this.written = this.written.then(async () => {
      try {
        if (!this.isFull) await this.writePiece(text, reserve)
      } catch (error) {
        // A full disk: told at the end, with what there is thrown away.
        this.failure ??= error
        this.isFull = true
      }
      this.waiting -= text.length
    })
  }

  private async writePiece(text: string, reserve: Bytes): Promise<void> {
    const packed = await gzip(text, { level: LEVEL })
    if (this.bytes + packed.length + reserve > this.maxBytes) {
      this.isFull = true
      return
    }
    await this.handle.write(packed)
    this.bytes += packed.length
  }
}

export function partialName(file: string): string {
  return `${file}.partial`
}

function unwritable(file: string, error: unknown): Failure {
  const reason = error instanceof Error ? error.message : String(error)
  return new Failure('BAD_INPUT', `${file} could not be written: ${reason}`, {
    hint: 'Check the folder, its permissions and the free space.',
    cause: error,
  })
}
