/** A worker of the tests: the real room behind the real line, in this process. */
import { linkTo } from '../line/link.ts'
import { serve } from '../line/serve.ts'
import { buffersOf } from '../line/buffers.ts'
import { createRoom } from './room.ts'
import type { SnapshotLink } from './start.ts'

export function inProcessSnapshotWorker(): SnapshotLink & { isClosed: () => boolean } {
  const { port1, port2 } = new MessageChannel()
  let closed = false
  serve(port2, createRoom(), buffersOf)
  port1.start()
  port2.start()
  const terminate = (): void => {
    closed = true
    port1.close()
  }
  return { ...linkTo(Object.assign(port1, { terminate })), isClosed: () => closed }
}
