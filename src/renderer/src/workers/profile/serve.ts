/** Answers questions one after the other, in the order they came, except those that were cancelled. */
import { buffersOf, type Question, type Reply, toWire } from './wire.ts'
import type { Room } from './room.ts'

/** The worker's side of the line: a worker's own scope, or one end of a MessageChannel. */
export interface ServerPort {
  postMessage: (message: Reply, options?: StructuredSerializeOptions) => void
  addEventListener: (type: 'message', listener: (event: MessageEvent<Question>) => void) => void
}

export function serve(port: ServerPort, room: Room): void {
  const waiting: Exclude<Question, { cancel: number }>[] = []
  let isWorking = false

  port.addEventListener('message', ({ data }) => {
    if ('cancel' in data) {
      const place = waiting.findIndex(({ id }) => id === data.cancel)
      if (place >= 0) waiting.splice(place, 1)
      return
    }
    waiting.push(data)
    if (!isWorking) void work()
  })

  const work = async (): Promise<void> => {
    isWorking = true
    // What came meanwhile is taken in first: it may cancel what waits.
    for (await turn(); waiting.length > 0; await turn()) {
      const next = waiting.shift()
      if (next !== undefined) await answer(next)
    }
    isWorking = false
  }

  const answer = async (question: Exclude<Question, { cancel: number }>): Promise<void> => {
    const { id } = question
    try {
      const value = await room.work(question.work, question.input, (told) =>
        port.postMessage({ id, kind: 'told', value: told }, { transfer: buffersOf(told) }),
      )
      port.postMessage({ id, kind: 'answer', value }, { transfer: buffersOf(value) })
    } catch (error) {
      port.postMessage({ id, ...toWire(error) })
    }
  }
}

async function turn(): Promise<void> {
  await new Promise((resolve) => {
    setTimeout(resolve)
  })
}
