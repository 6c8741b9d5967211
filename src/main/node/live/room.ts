import type { NodeSample } from '#shared/contract/node/live.ts'
import type { Bytes, Milliseconds } from '#shared/units.ts'

/** What attached threads do, once a second. */
export interface LiveRoom {
  /**
   * First what was seen before (up to 10 minutes), then each new sample, until the signal fires. However
   * many watch, the thread is asked once a second. One that is blocked in native code answers after that:
   * its samples then have a gap, and the next one tells how long it was.
   *
   * @throws Failure that tells why the thread was lost; what was seen of it stays with the attachment
   */
  watch(
    attachmentId: string,
    threadId: string,
    signal?: AbortSignal,
  ): AsyncGenerator<{ samples: NodeSample[] }, void>
  /** What was seen of the thread, oldest first, up to 10 minutes; empty where nobody watched. */
  recent(attachmentId: string, threadId: string): NodeSample[]
  /**
   * Makes the thread collect its garbage, fully, which stops it meanwhile.
   *
   * @throws Failure REFUSED where the environment is not open and its name was not typed
   */
  collect(
    attachmentId: string,
    threadId: string,
    options?: { confirmation?: string | undefined; signal?: AbortSignal | undefined },
  ): Promise<Collection>
  /** Ends all watching. The agents are taken out by detaching, and end by themselves where it is not done. */
  close(): void
}

/** Of V8's heap alone: buffers outside it are not counted. */
export interface Collection {
  heapBeforeBytes: Bytes
  heapAfterBytes: Bytes
  elapsedMs: Milliseconds
}
