import type * as z from 'zod'
import type { Environment, Guard } from '#shared/contract/environments.ts'
import type { Attachment, AttachInput, Thread } from '#shared/contract/node/attachments.ts'
import type { Failure } from '#shared/failure.ts'
import type { ResolvedTarget } from '../../environments/index.ts'
import type { CallOptions, Inspector } from '../inspector/index.ts'

/** What Pitwall is attached to. */
export interface AttachmentsRoom {
  /** At once, then after each change, until the signal fires. */
  watch(signal?: AbortSignal): AsyncGenerator<Attachment[], void>
  list(): Attachment[]
  /**
   * Attaches, or answers the attachment that is there already for the same process.
   *
   * @throws Failure with what to try; nothing stays behind
   */
  open(input: AttachInput, options?: { signal?: AbortSignal | undefined }): Promise<Attachment>
  /** Again, to one that was lost and is back. The attachment keeps its id. */
  reattach(id: string, options?: { signal?: AbortSignal | undefined }): Promise<Attachment>
  /** Detaches; ends a process that Pitwall started. One that is not there is no error. */
  close(id: string): Promise<void>
  closeAll(): Promise<void>
  /**
   * A thread to work with. What is got stays bound to this connection: after a loss and a reattach ask again.
   *
   * @param threadId `main` unless told
   * @throws Failure NOT_FOUND, or CONNECTION_LOST while the attachment is lost
   */
  use(id: string, threadId?: string): AttachedThread
}

/** One thread of an attached process. */
export interface AttachedThread {
  /** As it is now; asked each time. */
  readonly attachment: Attachment
  readonly thread: Thread
  /** Of the thread: a worker has an inspector of its own. */
  readonly inspector: Inspector
  /**
   * Whose guard counts: that of the target it was attached by, or the strictest that keeps its address;
   * undefined for others.
   */
  readonly environment: { name: string; guard: Guard } | undefined
  /**
   * Runs `(functionSource)(builtin, ...args)` in the thread and answers its JSON value, awaited where it
   * is a promise. `builtin('node:v8')` gives Node's own modules. Write the function for Node 18.
   *
   * @throws Failure SERVER_ERROR with the message of what it threw, and what {@link Inspector.call} throws
   */
  evaluate<T>(
    schema: z.ZodType<T>,
    functionSource: string,
    args?: readonly unknown[],
    options?: CallOptions,
  ): Promise<T>
  /**
   * Has something taken out of the thread again before Pitwall detaches: a stopped sampler, a removed
   * hook. Runs once, for at most a second or so, and not at all where the thread is lost. Returns what takes the
   * wish back.
   */
  beforeDetach(work: () => Promise<void>): () => void
  /** Why the thread can no longer be reached; waits as long as it can. Never rejects. */
  readonly lost: Promise<Failure>
}

export interface AttachmentsOptions {
  /** A target of an environment by its id. Throws NOT_FOUND. */
  resolveTarget: (targetId: string) => Promise<ResolvedTarget>
  /** All environments: what is attached to by its address or pid may be a target of one. */
  environments?: { list: () => readonly Environment[] }
}
