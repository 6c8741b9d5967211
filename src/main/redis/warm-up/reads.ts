import { bytesOfKeyName } from '#shared/redis/key-name.ts'
import { Failure } from '#shared/failure.ts'
import { matcher } from '../glob.ts'
import { readTrace } from '../trace/index.ts'

/** A read to be sent again. */
export interface Read {
  key: string
  /** The command as it was recorded, in small letters. */
  command: string
  /** The path it becomes, where it goes through HTTP. */
  path: string
}

/** So many reads are kept in memory; longer traces are read from their file again each time round. */
const KEPT = 500_000

/** The reads of a trace in their order, and from the beginning again when they are all through. */
export class Reads {
  /** Reads of keys that no route matches, of those that the trace was gone through. */
  unmatched = 0
  /** How often the end was reached. */
  rounds = 0
  /** Of one round; known after the first. */
  perRound = 0
  private readonly file: string
  private readonly matches: (key: Buffer) => boolean
  private readonly pathOf: ((key: string) => string | undefined) | undefined

  /** @param pathOf where the reads go through HTTP */
  constructor(file: string, match: string | undefined, pathOf?: (key: string) => string | undefined) {
    this.file = file
    this.matches = match === undefined || match === '' ? () => true : matcher(match)
    this.pathOf = pathOf
  }

  /**
   * Batches without an end, until the signal fires.
   *
   * @throws Failure BAD_INPUT where the trace has no such read, and as `readTrace`
   */
  async *batches(signal: AbortSignal): AsyncGenerator<readonly Read[]> {
    let kept: Read[][] | undefined = []
    for await (const batch of this.round(signal)) {
      this.perRound += batch.length
      if (this.perRound > KEPT) kept = undefined
      kept?.push(batch)
      yield batch
    }
    if (this.perRound === 0) {
      throw new Failure('BAD_INPUT', 'The trace has no read that would be sent.', {
        hint: this.pathOf
          ? 'Check the pattern, and that a route matches the keys.'
          : 'Check the pattern; recordings of statistics have no keys.',
      })
    }
    for (;;) {
      this.rounds += 1
      if (kept) yield* kept
      else yield* this.round(signal)
    }
  }

  private async *round(signal: AbortSignal): AsyncGenerator<Read[]> {
    for await (const accesses of readTrace(this.file, signal)) {
      const reads: Read[] = []
      for (const { op, key, command } of accesses) {
        if (op !== 'read' || !this.matches(Buffer.from(bytesOfKeyName(key)))) continue
        const path = this.pathOf ? this.pathOf(key) : ''
        if (path !== undefined) reads.push({ key, command, path })
        else if (this.rounds === 0) this.unmatched += 1
      }
      if (reads.length > 0) yield reads
    }
  }
}
