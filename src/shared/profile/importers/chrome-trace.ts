import { Failure } from '../../failure.ts'
import { JsonBytes } from '../../json-bytes/index.ts'
import type { Bytes } from '../../units.ts'
import { Float64Column, Int32Column } from '../column.ts'
import type { ProfileFile } from '../file.ts'
import type { Profile } from '../model.ts'
import type { ReadContext } from '../read/formats.ts'
import type { FileShape } from '../read/shape.ts'
import { CpuNodes } from './cpuprofile-nodes.ts'
import { sampledProfile } from './cpuprofile.ts'

export function isChromeTrace(shape: FileShape): boolean {
  return shape.has('traceEvents') || (shape.has('[].ph') && shape.has('[].ts'))
}

/**
 * The CPU samples of a recording of Chrome's or Node's tracing (Performance panel, `node_trace.*.log`): a
 * profile for each thread that was sampled, whatever else was recorded.
 *
 * Fails with BAD_INPUT that names the byte, node or sample.
 */
export function readChromeTrace(bytes: Uint8Array, { onProgress }: ReadContext): ProfileFile {
  const json = new JsonBytes(bytes, onProgress)
  const { chunks, names, notes } = findChunks(json, openEnd(bytes))
  if (chunks.length === 0) {
    throw new Failure('BAD_INPUT', 'This recording has no CPU samples.', {
      hint: 'Record with the category disabled-by-default-v8.cpu_profiler, as the Performance panel does.',
    })
  }
  const threads = new Map<string, SampledThread>()
  for (const chunk of chunks.toSorted((a, b) => a.time - b.time)) {
    const key = `${chunk.process} ${chunk.id}`
    const thread = threads.get(key) ?? newThread()
    threads.set(key, thread)
    // Chunks are told by the thread that takes the samples, their beginning by the one that is sampled.
    if (chunk.name !== 'ProfileChunk')
      thread.name = names.get(`${chunk.process} ${chunk.thread}`) ?? `thread ${chunk.thread}`
    json.goTo(chunk.args)
    readArguments(json, thread)
  }
  const profiles: Profile[] = []
  for (const thread of threads.values()) {
    if (thread.samples.length === 0) continue
    const read = sampledProfile(thread, thread.name)
    profiles.push(read.profile)
    notes.push(...read.notes.map((note) => `${thread.name}: ${note}`))
  }
  if (profiles.length === 0)
    throw new Failure('BAD_INPUT', 'The CPU profiles of this recording have no samples.')
  const samples = profiles.map((profile) => profile.samples.length)
  return { format: 'chrome-trace', profiles, first: samples.indexOf(Math.max(...samples)), notes }
}

interface Chunk {
  name: string
  process: number
  thread: number
  /** Of the profile, in its process. */
  id: string
  /** Microseconds. */
  time: number
  /** Where its arguments begin. */
  args: Bytes
}

interface SampledThread {
  name: string
  nodes: CpuNodes
  samples: Int32Column
  timeDeltas: Float64Column
  timestamps: undefined
  startTime: number | undefined
  endTime: number | undefined
}

function newThread(): SampledThread {
  return {
    name: 'thread',
    nodes: new CpuNodes(),
    samples: new Int32Column(),
    timeDeltas: new Float64Column(),
    timestamps: undefined,
    startTime: undefined,
    endTime: undefined,
  }
}

/**
 * Where the last event of a list ends that has no bracket behind it: who traces may stop without one (Trace
 * Event Format, JSON Array Format). Infinite for any other file.
 */
function openEnd(bytes: Uint8Array): Bytes {
  let end = bytes.length
  const passSpace = (): void => {
    while (end > 0 && (bytes[end - 1] ?? 0) <= 0x20) end--
  }
  passSpace()
  if (bytes[end - 1] === 0x2c) {
    end--
    passSpace()
  }
  return bytes[end - 1] === 0x7d ? end : Infinity
}

/**
 * Goes through all events. What matters in one is known only when its name was read, often after it. A list
 * without anything around it may end at `openEnd`.
 */
function findChunks(
  json: JsonBytes,
  listEnd: Bytes,
): { chunks: Chunk[]; names: Map<string, string>; notes: string[] } {
  const chunks: Chunk[] = []
  const names = new Map<string, string>()
  const readEvents = (end: Bytes): boolean => {
    json.array()
    while (json.offset >= end || json.next()) {
      if (json.offset >= end) return false
      const event = readEvent(json)
      const after = json.offset
      if (profileEvents.has(event.name)) chunks.push(event)
      else if (event.name === 'thread_name' && event.args > 0) {
        json.goTo(event.args)
        names.set(`${event.process} ${event.thread}`, readName(json))
        json.goTo(after)
      }
    }
    return true
  }
  if (json.peek() === 'array') {
    if (!readEvents(listEnd)) return { chunks, names, notes: [unclosed] }
  } else {
    json.object()
    for (let key = json.key(); key !== null; key = json.key()) {
      if (key === 'traceEvents') readEvents(Infinity)
      else json.skip()
    }
  }
  json.end()
  return { chunks, names, notes: [] }
}

const unclosed = 'The list of events is not closed, as tracing may leave it; it was read to its end.'

/** `CpuProfile` held a whole one until 2016. */
const profileEvents: ReadonlySet<string> = new Set(['Profile', 'ProfileChunk', 'CpuProfile'])

function readEvent(json: JsonBytes): Chunk {
  const event: Chunk = { name: '', process: 0, thread: 0, id: '', time: 0, args: 0 }
  json.object()
  for (let key = json.key(); key !== null; key = json.key()) {
    const kind = json.peek()
    if (key === 'name' && kind === 'string') event.name = json.string()
    else if (key === 'pid' && kind === 'number') event.process = json.number()
    else if (key === 'tid' && kind === 'number') event.thread = json.number()
    else if (key === 'ts' && kind === 'number') event.time = json.number()
    else if (key === 'id' && kind === 'string') event.id = json.string()
    else {
      if (key === 'args') event.args = json.offset
      json.skip()
    }
  }
  return event
}

function readName(json: JsonBytes): string {
  let name = ''
  json.object()
  for (let key = json.key(); key !== null; key = json.key()) {
    if (key === 'name' && json.peek() === 'string') name = json.string()
    else json.skip()
  }
  return name || 'thread'
}

/** `{"data": {"cpuProfile": {"nodes", "samples"}, "timeDeltas", "startTime"}}`, in pieces or at once. */
function readArguments(json: JsonBytes, thread: SampledThread): void {
  json.object()
  let depth = 1
  while (depth > 0) {
    const key = json.key()
    if (key === null) depth--
    else if ((key === 'data' || key === 'cpuProfile') && json.peek() === 'object') {
      json.object()
      depth++
    } else readField(json, key, thread)
  }
}

function readField(json: JsonBytes, key: string, thread: SampledThread): void {
  if (key === 'nodes') thread.nodes.readFlat(json)
  else if (key === 'samples') json.integers(thread.samples)
  else if (key === 'timeDeltas') json.numbers(thread.timeDeltas)
  else if (key === 'startTime' && json.peek() === 'number') thread.startTime = json.number()
  else if (key === 'endTime' && json.peek() === 'number') thread.endTime = json.number()
  else json.skip()
}
