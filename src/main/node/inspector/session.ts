import * as z from 'zod'
import { Failure } from '#shared/failure.ts'
import type { CallOptions, Inspector } from './inspector.ts'

/** What carries the messages: a WebSocket, or the session of the main thread for a worker's. */
export interface Transport {
  send: (message: string) => void
  /** Stops the flow of messages while a listener is not done, and lets it go on. */
  pause: () => void
  resume: () => void
  close: () => void
  /** For sentences: `The main thread of 127.0.0.1:9229`, `Worker 3 of 127.0.0.1:9229`. */
  name: string
}

/** The protocol's side of a connection: which answer belongs to which question. */
export interface Session extends Inspector {
  receive(message: Buffer): void
  /** The transport has ended; everything that waits fails with it. */
  end(why: Failure): void
}

/** Work that takes longer says so. A thread that is busy in JavaScript answers meanwhile; one in native code does not. */
const PATIENCE_MS = 15_000

interface Question {
  method: string
  /** The whole message where `asBytes`, else the result. */
  resolve: (answer: unknown) => void
  reject: (why: Failure) => void
  asBytes: boolean
}

type Listener = (params: unknown) => void | Promise<void>

export function createSession(transport: Transport): Session {
  const questions = new Map<number, Question>()
  const listeners = new Map<string, Set<Listener>>()
  const closed = Promise.withResolvers<Failure>()
  let lastId = 0
  let ending: Failure | undefined
  let busyListeners = 0

  const end = (why: Failure): void => {
    if (ending !== undefined) return
    ending = why
    for (const { reject } of questions.values()) reject(why)
    questions.clear()
    listeners.clear()
    closed.resolve(why)
  }
  const breakOff = (why: Failure): void => {
    end(why)
    transport.close()
  }

  const ask = async (
    method: string,
    params: object | undefined,
    { timeoutMs = PATIENCE_MS, signal }: CallOptions,
    asBytes: boolean,
  ): Promise<unknown> => {
    if (ending !== undefined) throw ending
    if (signal?.aborted) throw cancelled()
    const id = ++lastId
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    questions.set(id, { method, resolve, reject, asBytes })
    const timer =
      timeoutMs === Infinity
        ? undefined
        : setTimeout(() => reject(noAnswer(transport.name, method, timeoutMs)), timeoutMs)
    const onAbort = () => reject(cancelled())
    signal?.addEventListener('abort', onAbort, { once: true })
    try {
      transport.send(asAscii(JSON.stringify({ id, method, params })))
      return await promise
    } finally {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
      questions.delete(id)
    }
  }

  const deliver = (method: string, params: unknown): void => {
    for (const listener of listeners.get(method) ?? []) {
      try {
        const work = listener(params)
        if (work === undefined) continue
        if (busyListeners++ === 0) transport.pause()
        work
          .catch((error: unknown) => breakOff(notHandled(transport.name, method, error)))
          .finally(() => {
            if (--busyListeners === 0) transport.resume()
          })
      } catch (error) {
        breakOff(notHandled(transport.name, method, error))
      }
    }
  }

  return {
    async call<T>(method: string, params: object, schema: z.ZodType<T>, options: CallOptions = {}) {
      return checked(schema, await ask(method, params, options, false), transport.name, method)
    },
    async send(method, params, options = {}) {
      await ask(method, params, options, false)
    },
    async callForBytes(method, params, options = {}) {
      const answer = await ask(method, params, options, true)
      // `receive` answers these questions with bytes, whatever came.
      return answer as Uint8Array
    },
    on(event, schema, listener) {
      const all = listeners.get(event) ?? new Set()
      listeners.set(event, all)
      const one: Listener = (params) => listener(checked(schema, params, transport.name, event))
      all.add(one)
      return () => all.delete(one)
    },
    closed: closed.promise,
    close() {
      breakOff(new Failure('CONNECTION_LOST', `Pitwall closed the connection to ${transport.name}.`))
    },
    receive(message) {
      if (ending !== undefined) return
      const raw = rawAnswer(message)
      const waiting = raw === undefined ? undefined : questions.get(raw.id)
      // An answer that nobody waits for any more is not worth parsing.
      if (raw !== undefined && waiting === undefined) return
      if (raw !== undefined && waiting?.asBytes) {
        waiting.resolve(raw.result)
        return
      }
      const parsed = messageSchema.safeParse(parseJson(message))
      if (!parsed.success) {
        breakOff(
          new Failure('UNSUPPORTED', `${transport.name} sent what is no message of the DevTools protocol.`),
        )
        return
      }
      const { id, method, params, error, result } = parsed.data
      if (id === undefined) {
        if (method !== undefined) deliver(method, params)
        return
      }
      const question = questions.get(id)
      if (question === undefined) return
      if (error !== undefined) question.reject(refusal(transport.name, question.method, error.message))
      else if (question.asBytes) question.resolve(Buffer.from(JSON.stringify(result ?? {})))
      else question.resolve(result)
    },
    end,
  }
}

/** Node 20 loses a message to a worker, without a word, that has other characters. */
function asAscii(json: string): string {
  return json.replace(/[\u0080-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

const messageSchema = z.object({
  id: z.number().optional(),
  method: z.string().optional(),
  params: z.unknown().optional(),
  error: z.object({ code: z.number(), message: z.string() }).optional(),
  result: z.unknown().optional(),
})

/** Longer than `{"id":<any number>,"result":`. */
const HEAD_BYTES = 48

/** V8 writes the number first and the result last: both can be told without parsing what is between. */
function rawAnswer(message: Buffer): { id: number; result: Buffer } | undefined {
  const head = /^\{"id":(\d{1,15}),"result":/.exec(message.toString('latin1', 0, HEAD_BYTES))
  if (head === null || message.at(-1) !== 0x7d) return undefined
  return { id: Number(head[1]), result: message.subarray(head[0].length, message.length - 1) }
}

function parseJson(message: Buffer): unknown {
  try {
    return JSON.parse(message.toString('utf8'))
  } catch {
    return undefined
  }
}

function checked<T>(schema: z.ZodType<T>, value: unknown, name: string, about: string): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new Failure(
    'UNSUPPORTED',
    `${name} answered ${about} in a form that Pitwall does not know: ${issue?.path.join('.') || 'it'} – ${issue?.message ?? 'not as expected'}.`,
    { hint: 'It may be another version of Node than 18 to 24, or no Node.' },
  )
}

function refusal(name: string, method: string, message: string): Failure {
  return new Failure('SERVER_ERROR', `${name} refused ${method}: ${message.replace(/\.$/, '')}.`, {
    facts: { method },
  })
}

function noAnswer(name: string, method: string, timeoutMs: number): Failure {
  return new Failure('TIMEOUT', `${name} did not answer ${method} within ${timeoutMs / 1_000} s.`, {
    hint: 'It is busy in native code, waits in a blocking call, or was stopped; try again when it answers its own clients.',
    facts: { timeoutMs, method },
  })
}

function notHandled(name: string, event: string, error: unknown): Failure {
  if (error instanceof Failure) return error
  const message = error instanceof Error ? error.message : String(error)
  return new Failure('CONNECTION_LOST', `What ${name} told (${event}) could not be handled: ${message}`, {
    cause: error,
  })
}

function cancelled(): Failure {
  return new Failure('CANCELLED', 'Cancelled.')
}
