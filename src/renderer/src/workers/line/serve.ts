/** The worker's end: answers questions one after the other, in the order they came, except cancelled ones. */
import { type Asking, type Question, type Reply, toWire, type Works } from './wire.ts'

/** A worker's own scope, or one end of a MessageChannel. */
export interface ServerPort<Table extends Works<Table>> {
  postMessage: (message: Reply, options?: StructuredSerializeOptions) => void
  addEventListener: (type: 'message', listener: (event: MessageEvent<Question<Table>>) => void) => void
}

/** How each work of a table is done. */
export type Doing<Table extends Works<Table>> = {
  [Name in keyof Table]: (
    input: Table[Name]['input'],
    tell: (told: Table[Name]['told']) => void,
  ) => Table[Name]['answer'] | Promise<Table[Name]['answer']>
}

/** `buffersOf` names what of a telling or an answer is handed over rather than copied: it must own that. */
export function serve<Table extends Works<Table>>(
  port: ServerPort<Table>,
  doing: Doing<Table>,
  buffersOf: (said: unknown) => ArrayBuffer[],
): void {
  const waiting: Asking<Table>[] = []
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

  const answer = async ({ id, work: name, input }: Asking<Table>): Promise<void> => {
    try {
      const value = await doing[name](input, (told) =>
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
