import * as z from 'zod'
import { Failure } from '../../failure.ts'

/** A thread in the words of the columnar profile, whichever way the file wrote it. */
export interface FirefoxThread {
  name: string
  /** Between two samples, in milliseconds. */
  interval: number
  functions: { name: string; file: string; line: number; column: number; isScript: boolean }[]
  /** By stack: the one it is called from, and its function. */
  stackPrefix: readonly (number | null)[]
  stackFunction: readonly number[]
  samples: {
    length: number
    stack: readonly (number | null)[]
    time: readonly number[]
    weight: number[] | null
    weightType: string
  }
}

const nullable = z.number().int().nullable()
const column = z.array(nullable)
const tables = z.looseObject({
  stackTable: z.looseObject({ frame: z.array(z.number().int()), prefix: column }),
  frameTable: z.looseObject({ func: z.array(z.number().int()) }),
  funcTable: z.looseObject({
    name: z.array(z.number().int()),
    isJS: z.array(z.boolean()).optional(),
    fileName: column.optional(),
    source: column.optional(),
    lineNumber: column.optional(),
    columnNumber: column.optional(),
  }),
})
const samplesSchema = z.looseObject({
  stack: column,
  time: z.array(z.number()).optional(),
  timeDeltas: z.array(z.number()).optional(),
  weight: z.array(z.number().min(0)).nullable().optional(),
  weightType: z.string().optional(),
})
const threadSchema = z.looseObject({
  name: z.string().default('thread'),
  processName: z.string().optional(),
  tid: z.union([z.string(), z.number()]).optional(),
  samples: samplesSchema,
  stringArray: z.array(z.string()).optional(),
  stringTable: z.array(z.string()).optional(),
})
const sharedSchema = z.looseObject({
  stringArray: z.array(z.string()).optional(),
  sources: z.looseObject({ filename: z.array(z.number().int()) }).optional(),
})

/**
 * A thread of a processed profile. Its tables lie in the thread or, in newer versions, in what the
 * threads share; strings are shared since version 56, file names lie in a table of sources since 58.
 */
export function threadOf(json: unknown, shared: object, index: number, interval: number): FirefoxThread {
  const thread = checked(threadSchema, json, `thread ${index}`)
  const common = checked(sharedSchema, shared, 'what its threads share')
  const { stackTable, frameTable, funcTable } = checked(tables, { ...shared, ...thread }, `thread ${index}`)
  const strings = thread.stringArray ?? thread.stringTable ?? common.stringArray ?? []
  const text = (at: number | null | undefined): string =>
    at === null || at === undefined ? '' : (strings[at] ?? '')
  const { samples } = thread
  return {
    name: [thread.name, thread.processName, thread.tid].filter((part) => part !== undefined).join(', '),
    interval,
    functions: funcTable.name.map((name, row) => {
      const source = funcTable.source?.[row] ?? -1
      return {
        name: text(name) || '(anonymous)',
        file: text(funcTable.fileName?.[row] ?? common.sources?.filename[source]),
        line: placeOf(funcTable.lineNumber?.[row]),
        column: placeOf(funcTable.columnNumber?.[row]),
        isScript: funcTable.isJS?.[row] ?? false,
      }
    }),
    stackPrefix: stackTable.prefix,
    stackFunction: stackTable.frame.map((frame) => frameTable.func[frame] ?? -1),
    samples: {
      length: samples.stack.length,
      stack: samples.stack,
      time: samples.time ?? summedUp(samples.timeDeltas ?? []),
      weight: samples.weight ?? null,
      weightType: samples.weightType ?? 'samples',
    },
  }
}

/** 1-based; 0 for what is unknown or no place in a file. */
export function placeOf(value: number | null | undefined): number {
  return value !== null && value !== undefined && value > 0 && value < 0x7fff_ffff ? value : 0
}

function summedUp(deltas: readonly number[]): number[] {
  let at = 0
  return deltas.map((delta) => (at += delta))
}

export function checked<T>(schema: z.ZodType<T>, json: unknown, where: string): T {
  const result = schema.safeParse(json)
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw untabled(`${where}, ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'is not what it should be'}`)
}

export function untabled(what: string): Failure {
  return new Failure('BAD_INPUT', `This Firefox profile is broken: ${what}.`)
}
