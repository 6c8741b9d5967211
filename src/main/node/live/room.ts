import type { NodeSample } from '#shared/contract/node/live.ts'
import type { Bytes, Milliseconds } from '#shared/units.ts'

/** What attached threads do, once a second. */
export interface LiveRoom {
  /**
   * First what was seen before (up to 10 minutes), then each new sample, until the signal fires. However
   * many watch, the thread is asked once a second. Ends with the Failure that tells why the thread was
   * lost.
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
   * @throws Failure REFUSED where the environment's guard wants its name typed
   */
  collect(
    attachmentId: string,
    threadId: string,
    options?: { confirmation?: string | undefined; signal?: AbortSignal | undefined },
  ): Promise<Collection>
  /** Ends all watching and takes the agents out. Call it before the attachments are closed. */
  close(): Promise<void>
}

/** Of V8's heap alone: buffers outside it are not counted. */
export interface Collection {
  heapBeforeBytes: Bytes
  heapAfterBytes: Bytes
  elapsedMs: Milliseconds
}
