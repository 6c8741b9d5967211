import type * as z from 'zod'
import type { Failure } from '#shared/failure.ts'
import type { Milliseconds } from '#shared/units.ts'

export interface CallOptions {
  /** How long the thread may take to answer; 15 s unless told. `Infinity` for work without an end of its own. */
  timeoutMs?: Milliseconds
  /** Stops waiting. The thread still does what it was asked: there is no taking back. */
  signal?: AbortSignal | undefined
}

/** The inspector of one thread of a Node process: Chrome's DevTools protocol. */
export interface Inspector {
  /**
   * Asks one thing, `Runtime.evaluate` or the like, and has the answer checked.
   *
   * @throws Failure SERVER_ERROR where the inspector says no, TIMEOUT where the thread does not answer,
   *   CONNECTION_LOST, CANCELLED, UNSUPPORTED where the answer has another form
   */
  call<T>(method: string, params: object, schema: z.ZodType<T>, options?: CallOptions): Promise<T>
  /** As {@link call}, where nothing of the answer matters but that it came. */
  send(method: string, params?: object, options?: CallOptions): Promise<void>
  /**
   * As {@link call}, for answers of hundreds of megabytes: the JSON of the result as UTF-8 bytes, as it
   * came, not parsed (`{"profile":{…}}` for `Profiler.stop`).
   */
  callForBytes(method: string, params?: object, options?: CallOptions): Promise<Uint8Array>
  /**
   * Listens to an event, such as `HeapProfiler.addHeapSnapshotChunk`; returns what ends the listening.
   * While a promise that the listener returned is pending, no further message is read, so that a slow
   * disk does not fill the memory; therefore it must not wait for an answer of this inspector. What a
   * listener throws ends the connection and is what {@link closed} tells.
   */
  on<T>(event: string, schema: z.ZodType<T>, listener: (params: T) => void | Promise<void>): () => void
  /** Why the connection ended; waits as long as it lives. Never rejects. */
  closed: Promise<Failure>
  /** Ends the connection, or the session where it is a worker's. */
  close(): void
}
