import * as z from 'zod'
import { Failure } from '#shared/failure.ts'
import type { CallOptions, Inspector } from './inspector.ts'

const remoteSchema = z.object({
  type: z.string(),
  subtype: z.string().optional(),
  value: z.unknown().optional(),
  objectId: z.string().optional(),
  description: z.string().optional(),
})
const answerSchema = z.object({
  result: remoteSchema,
  exceptionDetails: z.object({ text: z.string(), exception: remoteSchema.optional() }).optional(),
})
type Answer = z.infer<typeof answerSchema>

/**
 * Runs `(functionSource)(builtin, ...args)` in the thread and answers its JSON value, awaited where it is
 * a promise. A thread that is busy in JavaScript runs it in between, one that is stopped at a
 * breakpoint, too; what it awaits waits for the event loop.
 *
 * @throws Failure SERVER_ERROR with the message of what it threw, and what {@link Inspector.call} throws
 */
export async function evaluateIn<T>(
  inspector: Inspector,
  schema: z.ZodType<T>,
  functionSource: string,
  args: readonly unknown[] = [],
  options: CallOptions = {},
): Promise<T> {
  // `awaitPromise` would wait for the event loop even where there is no promise, and Node 22 then
  // sometimes answers that the promise was collected: promises are awaited by a call of their own.
  const first = await inspector.call(
    'Runtime.evaluate',
    {
      expression: expressionOf(functionSource, args),
      // Gives `require`, where a Node has no `process.getBuiltinModule`.
      includeCommandLineAPI: true,
      silent: true,
    },
    answerSchema,
    options,
  )
  const { objectId, subtype } = refuseException(first).result
  if (objectId === undefined || subtype !== 'promise') return read(schema, first)
  try {
    const settled = await inspector.call(
      'Runtime.awaitPromise',
      { promiseObjectId: objectId, returnByValue: true },
      answerSchema,
      options,
    )
    return read(schema, refuseException(settled))
  } finally {
    // Nobody is left to hear where the connection is gone.
    void inspector.send('Runtime.releaseObject', { objectId }).catch(() => {})
  }
}

/** `JSON.stringify` there, once: objects by value would be cut at a depth and lose what is no JSON. */
function expressionOf(functionSource: string, args: readonly unknown[]): string {
  const given = args.map((arg) => `,${JSON.stringify(arg) ?? 'undefined'}`).join('')
  return `(() => {
  const builtin = process.getBuiltinModule ?? require
  const result = (${functionSource})(builtin${given})
  return result && typeof result.then === 'function'
    ? Promise.resolve(result).then((value) => JSON.stringify(value))
    : JSON.stringify(result)
})()`
}

function refuseException(answer: Answer): Answer {
  const { exceptionDetails } = answer
  if (exceptionDetails === undefined) return answer
  const { exception, text } = exceptionDetails
  const thrown = exception?.description?.split('\n')[0] ?? JSON.stringify(exception?.value) ?? text
  throw new Failure('SERVER_ERROR', `The process threw: ${thrown.replace(/\.$/, '')}.`)
}

function read<T>(schema: z.ZodType<T>, { result }: Answer): T {
  const text = result.value
  const parsed = schema.safeParse(typeof text === 'string' ? JSON.parse(text) : undefined)
  if (parsed.success) return parsed.data
  throw new Failure('UNSUPPORTED', 'The process answered in a form that Pitwall does not know.', {
    hint: 'It may be another version of Node than 18 to 24.',
    cause: parsed.error,
  })
}
