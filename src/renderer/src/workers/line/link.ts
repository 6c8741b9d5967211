/** The page's end of the line to a worker. */
import { Failure } from '#shared/failure.ts'
import { fromWire, type Question, type Reply, type Works } from './wire.ts'

/** A worker, or in tests one end of a MessageChannel. */
export interface WorkerPort<Table extends Works<Table>> {
  postMessage: (message: Question<Table>, options?: StructuredSerializeOptions) => void
  /** An error: the worker could not be loaded, or one in it was not caught. */
  addEventListener: ((
    type: 'message',
    listener: (event: MessageEvent<Reply>) => void,
    options: { signal: AbortSignal },
  ) => void) &
    ((type: 'error', listener: (event: ErrorEvent) => void, options: { signal: AbortSignal }) => void)
  terminate: () => void
}

export interface AskOptions<Told> {
  /** What comes before the answer: progress. */
  onTold?: (told: Told) => void
  /** Nobody waits for the answer any more. */
  signal?: AbortSignal
  /** What of the input is handed over. */
  transfer?: Transferable[]
}

export interface WorkerLink<Table extends Works<Table>> {
  /** Throws the worker's Failure; CANCELLED when the signal fired or the link was closed. */
  ask: <Name extends keyof Table>(
    work: Name,
    input: Table[Name]['input'],
    options?: AskOptions<Table[Name]['told']>,
  ) => Promise<Table[Name]['answer']>
  /** Ends the worker at once, whatever it does, and with it all it holds. */
  close: () => void
}

interface Asked {
  told: (value: unknown) => void
  answer: (value: unknown) => void
  fail: (error: unknown) => void
}

export function linkTo<Table extends Works<Table>>(port: WorkerPort<Table>): WorkerLink<Table> {
  const asked = new Map<number, Asked>()
  const listening = new AbortController()
  const { signal: whileOpen } = listening
  let count = 0
  let ended: Error | null = null

  const end = (error: Error): void => {
    if (ended !== null) return
    ended = error
    listening.abort()
    port.terminate()
    for (const { fail } of asked.values()) fail(error)
    asked.clear()
  }

  port.addEventListener(
    'message',
    ({ data }) => {
      const waiting = asked.get(data.id)
      if (waiting === undefined) return
      if (data.kind === 'told') return waiting.told(data.value)
      asked.delete(data.id)
      if (data.kind === 'answer') return waiting.answer(data.value)
      waiting.fail(data.kind === 'failed' ? fromWire(data.failure) : new Error(data.message))
    },
    { signal: whileOpen },
  )
  port.addEventListener(
    'error',
    (event) => {
      event.preventDefault()
      end(new Error(`a worker ended: ${event.message}`))
    },
    { signal: whileOpen },
  )

  return {
    ask: async (work, input, { onTold, signal, transfer = [] } = {}) => {
      if (ended !== null) throw ended
      if (signal?.aborted === true) throw cancelled()
      const id = ++count
      const onAbort = (): void => {
        port.postMessage({ cancel: id })
        const waiting = asked.get(id)
        asked.delete(id)
        waiting?.fail(cancelled())
      }
      signal?.addEventListener('abort', onAbort, { once: true })
      try {
        return await new Promise((resolve, reject) => {
          asked.set(id, {
            // The other side answers by the same table of types.
            told: (value) => onTold?.(value),
            answer: (value) => resolve(value),
            fail: reject,
          })
          // A name goes with its own input, which TypeScript does not see in a generic function.
          port.postMessage({ id, work, input } as unknown as Question<Table>, { transfer })
        })
      } finally {
        signal?.removeEventListener('abort', onAbort)
      }
    },
    close: () => end(cancelled()),
  }
}

function cancelled(): Failure {
  return new Failure('CANCELLED', 'Cancelled.')
}
