/** A worker of the tests: the real room behind the real line, in this process. */
import { buffersOf } from '../line/buffers.ts'
import { linkTo } from '../line/link.ts'
import { serve } from '../line/serve.ts'
import { createRoom } from './room.ts'
import type { ProfileLink } from './start.ts'

export function inProcessWorker(): ProfileLink & { isClosed: () => boolean } {
  const { port1, port2 } = new MessageChannel()
  let closed = false
  serve(port2, createRoom(), buffersOf)
  port1.start()
  port2.start()
  const terminate = (): void => {
    closed = true
    port1.close()
  }
  const link = linkTo(Object.assign(port1, { terminate }))
  return { ...link, isClosed: () => closed }
}
