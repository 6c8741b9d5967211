import { createServer } from 'node:net'
import {
  createAttachments,
  type AttachmentsOptions,
  type AttachmentsRoom,
} from '#main/node/attachments/index.ts'
import { Failure } from '#shared/failure.ts'

/** A room of attachments that detaches from everything when it is disposed of. */
export type TestAttachments = AttachmentsRoom & AsyncDisposable

export function openAttachments(options: Partial<AttachmentsOptions> = {}): TestAttachments {
  const room = createAttachments({
    resolveTarget: async () => await Promise.reject(new Failure('NOT_FOUND', 'There is no such target.')),
    ...options,
  })
  return { ...room, [Symbol.asyncDispose]: async () => await room.closeAll() }
}

/** Whether anybody listens on a port of 127.0.0.1. */
export async function isTaken(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(true))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(false)))
  })
}

/** A port of 127.0.0.1 that nobody listens on. */
export async function freePort(): Promise<number> {
  return await new Promise((resolve) => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(address === null || typeof address === 'string' ? 0 : address.port))
    })
  })
}

/** What is thrown, which is a Failure. */
export async function failureOf(work: Promise<unknown>): Promise<Failure> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (error instanceof Failure) return error
  throw new Error(`There was no failure, but ${String(error)}.`, { cause: error })
}
