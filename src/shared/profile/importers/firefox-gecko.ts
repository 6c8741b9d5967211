import * as z from 'zod'
import { checked, type FirefoxThread, placeOf, untabled } from './firefox-tables.ts'

/** Rows under a schema that says which place means what. */
const rowTable = z.looseObject({
  schema: z.record(z.string(), z.number().int()),
  data: z.array(z.array(z.unknown())),
})
const threadSchema = z.looseObject({
  name: z.string().default('thread'),
  processName: z.string().optional(),
  tid: z.union([z.string(), z.number()]).optional(),
  samples: rowTable,
  stackTable: rowTable,
  frameTable: rowTable,
  stringTable: z.array(z.string()),
})

/** True for a thread as Firefox records it, before Firefox Profiler turns its rows into columns. */
export function isGecko(thread: unknown): boolean {
  return z.looseObject({ samples: rowTable }).safeParse(thread).success
}

/** A thread of a Gecko profile; a frame is a text such as `work (https://shop/app.js:12:5)`. */
export function geckoThread(json: unknown, index: number, interval: number): FirefoxThread {
  const thread = checked(threadSchema, json, `thread ${index}`)
  const { samples, stackTable, frameTable, stringTable } = thread
  return {
    name: [thread.name, thread.processName, thread.tid].filter((part) => part !== undefined).join(', '),
    interval,
    functions: columnOf(frameTable, 'location').map((location) =>
      functionAt(stringTable[location ?? -1] ?? ''),
    ),
    stackPrefix: columnOf(stackTable, 'prefix'),
    stackFunction: columnOf(stackTable, 'frame').map((frame) => frame ?? -1),
    samples: {
      length: samples.data.length,
      stack: columnOf(samples, 'stack'),
      time: columnOf(samples, 'time').map((time) => time ?? Number.NaN),
      weight: null,
      weightType: 'samples',
    },
  }
}

function columnOf({ schema, data }: z.infer<typeof rowTable>, name: string): (number | null)[] {
  const place = schema[name]
  if (place === undefined) throw untabled(`a table has no column “${name}”`)
  return data.map((row, index) => {
    const value = row[place] ?? null
    // Rows end where nothing else is known.
    if (value === null || typeof value === 'number') return value
    throw untabled(`row ${index} of a table has no number as its “${name}”`)
  })
}

const locationPattern =
  /^(?<name>.*?) ?\((?<file>[^()]+?)(?::(?<line>\d+))?(?::(?<column>\d+))?\)(?:\[.*\])?$/

function functionAt(location: string): FirefoxThread['functions'][number] {
  const parts = locationPattern.exec(location)?.groups
  const file = parts?.['file'] ?? ''
  return {
    name: parts?.['name'] || location || '(anonymous)',
    file,
    line: placeOf(Number(parts?.['line'] ?? 0)),
    column: placeOf(Number(parts?.['column'] ?? 0)),
    isScript: file !== '' && parts?.['line'] !== undefined,
  }
}
