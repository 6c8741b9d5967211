import { type FileHandle, open } from 'node:fs/promises'
import type { Bytes } from '#shared/units.ts'

/** Writes text into a file as it comes, piece after piece. */
export class ChunkWriter {
  bytes: Bytes = 0
  private readonly file: FileHandle
  private readonly onFailure: (error: unknown) => void
  private written: Promise<void> = Promise.resolve()
  private isOver = false

  private constructor(file: FileHandle, onFailure: (error: unknown) => void) {
    this.file = file
    this.onFailure = onFailure
  }

  /**
   * @param onFailure hears that the disk takes no more; what comes later is dropped
   * @throws errors of the system where the file cannot be made
   */
  static async open(file: string, onFailure: (error: unknown) => void): Promise<ChunkWriter> {
    return new ChunkWriter(await open(file, 'w', 0o600), onFailure)
  }

  /** Resolves when it is written: who sends only then has no more than one piece in memory. Never rejects. */
  async write(text: string): Promise<void> {
    const piece = Buffer.from(text, 'utf8')
    this.written = this.written.then(async () => {
      if (this.isOver) return
      try {
        let from = 0
        while (from < piece.length) {
          const { bytesWritten } = await this.file.write(piece, from)
          from += bytesWritten
          this.bytes += bytesWritten
        }
      } catch (error) {
        this.isOver = true
        this.onFailure(error)
      }
    })
    await this.written
  }

  /** Resolves when all that was taken is written. */
  async flush(): Promise<void> {
    await this.written
  }

  /** Closes the file with whatever is in it; what waits is dropped. To be called once. */
  async close(): Promise<void> {
    this.isOver = true
    await this.written
    await this.file.close()
  }
}
