import * as z from 'zod'
import { Failure, throwIfCancelled } from '#shared/failure.ts'
import type { Bytes, Milliseconds } from '#shared/units.ts'
import type { AttachedThread } from '../attachments/index.ts'
import { ChunkWriter } from './chunk-writer.ts'
import { claim } from './claims.ts'
import { sourceName } from './words.ts'

export interface SnapshotOptions {
  signal?: AbortSignal | undefined
  /** How much of the heap was looked through, 0 to 1, then 1 while it is written; and bytes of the file. */
  onProgress?: ((done: number, bytes: Bytes) => void) | undefined
}

const chunkSchema = z.object({ chunk: z.string() })
const progressSchema = z.object({ done: z.number(), total: z.number() })

/**
 * Nothing is heard while V8 collects the garbage before, which takes seconds with gigabytes; a thread
 * that says nothing for so long stands still.
 */
const LONGEST_SILENCE: Milliseconds = 120_000

/**
 * Takes a heap snapshot and streams it into the file, exactly as V8 writes it. V8 collects the garbage
 * first; the thread stands still until it has sent everything. It cannot be told to stop: when the
 * signal fires, what it still sends is thrown away.
 *
 * @returns the size of the file; where it throws, the file is not whole
 * @throws Failure REFUSED where one is being taken, CONNECTION_LOST, TIMEOUT, CANCELLED; errors of the disk
 */
export async function takeSnapshot(
  thread: AttachedThread,
  file: string,
  { signal, onProgress }: SnapshotOptions = {},
): Promise<Bytes> {
  throwIfCancelled(signal)
  const { inspector } = thread
  const release = claim(thread, 'snapshot')
  const failed = Promise.withResolvers<never>()
  let writer: ChunkWriter
  try {
    writer = await ChunkWriter.open(file, failed.reject)
  } catch (error) {
    release()
    throw error
  }
  if (signal?.aborted) {
    release()
    await writer.close()
    throwIfCancelled(signal)
  }
  const cancel = (): void => failed.reject(new Failure('CANCELLED', 'Cancelled.'))
  signal?.addEventListener('abort', cancel, { once: true })
  const silence = setTimeout(() => failed.reject(silent(thread)), LONGEST_SILENCE)
  const unlisten = [
    inspector.on('HeapProfiler.addHeapSnapshotChunk', chunkSchema, async ({ chunk }) => {
      await writer.write(chunk)
      silence.refresh()
      onProgress?.(1, writer.bytes)
    }),
    inspector.on('HeapProfiler.reportHeapSnapshotProgress', progressSchema, ({ done, total }) => {
      silence.refresh()
      onProgress?.(total > 0 ? Math.min(1, done / total) : 0, writer.bytes)
    }),
  ]
  const answered = inspector
    .send('HeapProfiler.takeHeapSnapshot', { reportProgress: true }, { timeoutMs: Infinity })
    .finally(release)
  try {
    // Its answer comes after all pieces.
    await Promise.race([answered.then(async () => await writer.flush()), failed.promise])
    return writer.bytes
  } finally {
    clearTimeout(silence)
    signal?.removeEventListener('abort', cancel)
    for (const stop of unlisten) stop()
    await writer.close()
  }
}

function silent(thread: AttachedThread): Failure {
  return new Failure(
    'TIMEOUT',
    `${sourceName(thread)} has sent nothing of its heap for ${LONGEST_SILENCE / 1000} s.`,
    {
      hint: 'Is it stopped in a debugger, or waiting for another program? A heap of many gigabytes may not fit into its memory twice.',
    },
  )
}
