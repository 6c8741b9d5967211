import * as z from 'zod'
import { Failure } from '../../failure.ts'
import { type FrameDraft, ProfileBuilder } from '../build.ts'
import type { ProfileFile } from '../file.ts'
import type { IndexIntoFrameTable, IndexIntoStackTable, Profile, WeightUnit } from '../model.ts'
import { originCategories, originOf } from '../origin.ts'
import type { FileShape } from '../read/shape.ts'
import { geckoThread, isGecko } from './firefox-gecko.ts'
import { checked, type FirefoxThread, threadOf, untabled } from './firefox-tables.ts'

const fileSchema = z.looseObject({
  meta: z.looseObject({ interval: z.number().positive().optional(), product: z.string().optional() }),
  shared: z.looseObject({}).optional(),
  threads: z.array(z.unknown()),
})
/** Firefox's own recordings hold the other processes inside. */
const nestedSchema = z.looseObject({
  processes: z
    .array(z.unknown())
    .nullish()
    .transform((list) => list ?? []),
})

/**
 * A profile of Firefox Profiler: as it saves and exchanges them (processed), or as Firefox records them
 * (Gecko). Each thread with samples becomes a profile. A frame is a function. A sample lasts until the
 * next one; one without a stack is a gap. Samples that carry weights of their own weigh those.
 *
 * Throws BAD_INPUT that names what is wrong.
 */
export function readFirefox(bytes: Uint8Array): ProfileFile {
  const threads = threadsOf(parsed(bytes))
  const sampled = threads.filter((thread) => thread.samples.length > 0)
  if (sampled.length === 0) {
    throw new Failure('BAD_INPUT', 'This Firefox profile has no samples.', {
      hint: 'Markers alone make no flame chart; record with the feature "Native Stacks" or "JavaScript" on.',
    })
  }
  const profiles = sampled.map(profileOf)
  const samples = profiles.map((profile) => profile.samples.length)
  return {
    format: 'firefox',
    profiles,
    first: samples.indexOf(Math.max(...samples)),
    notes:
      threads.length > sampled.length
        ? [`${threads.length - sampled.length} threads without samples are left out.`]
        : [],
  }
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: false }).decode(bytes))
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw new Failure('BAD_INPUT', `This Firefox profile is broken: ${error.message}.`, { cause: error })
    }
    throw new Failure(
      'BAD_INPUT',
      'This Firefox profile is too large to be read: it is longer than 512 MB.',
      {
        hint: 'Save a part of it: select a range in Firefox Profiler before saving.',
        cause: error,
      },
    )
  }
}

const deepest = 20

function threadsOf(json: unknown, depth = 0): FirefoxThread[] {
  const file = fileSchema.safeParse(json)
  if (!file.success) throw untabled('it has no meta or threads')
  const { meta, shared, threads } = file.data
  const interval = meta.interval ?? 1
  const own = threads.map((thread, index) =>
    isGecko(thread) ? geckoThread(thread, index, interval) : threadOf(thread, shared ?? {}, index, interval),
  )
  const { processes } = checked(nestedSchema, json, 'the file')
  if (processes.length === 0) return own
  // Firefox nests them once.
  if (depth === deepest) throw untabled(`its processes are nested more than ${deepest} deep`)
  return [...own, ...processes.flatMap((process) => threadsOf(process, depth + 1))]
}

const units: ReadonlyMap<string, WeightUnit> = new Map<string, WeightUnit>([
  ['tracing-ms', 'milliseconds'],
  ['samples', 'milliseconds'],
  ['bytes', 'bytes'],
])

function profileOf(thread: FirefoxThread): Profile {
  const { samples } = thread
  const unit = units.get(samples.weightType) ?? 'count'
  const builder = new ProfileBuilder({ name: thread.name, unit, categories: originCategories })
  const frames = new Map<string, IndexIntoFrameTable>()
  const frameOf = (frame: FrameDraft): IndexIntoFrameTable => {
    const key = [frame.name, frame.file, frame.line, frame.column].join('\0')
    const known = frames.get(key)
    if (known !== undefined) return known
    const made = builder.addFrame(frame)
    frames.set(key, made)
    return made
  }
  // Threads may share their tables: only what this one's samples reach is its own.
  const reached = reachedStacks(thread)
  const called = new Uint8Array(thread.functions.length)
  for (const [row, at] of thread.stackFunction.entries()) if (reached[row] === 1) called[at] = 1
  const functionFrames = thread.functions.map((each, index) =>
    called[index] === 1
      ? frameOf({ ...each, category: each.isScript ? originOf(each.name, each.file) : native })
      : -1,
  )
  const stacks = stacksOf(thread, reached, { frames: functionFrames, builder })
  const weights = weightsOf(thread)
  for (let row = 0; row < samples.length; row++) {
    const stack = samples.stack[row] ?? null
    const own = stack === null ? -1 : stacks[stack]
    if (own === undefined)
      throw untabled(`sample ${row} of “${thread.name}” names stack ${stack}, which is not there`)
    builder.addSample(own, weights[row] ?? 0)
  }
  return builder.finish()
}

const native = originCategories.indexOf('native')

/** 1 for each stack that a sample is at or comes from. */
function reachedStacks({ stackPrefix, samples }: FirefoxThread): Uint8Array {
  const reached = new Uint8Array(stackPrefix.length)
  for (const stack of samples.stack) {
    let at: number | null = stack
    while (at !== null && reached[at] === 0) {
      reached[at] = 1
      at = stackPrefix[at] ?? null
    }
  }
  return reached
}

/** Rows of the builder's stack table for rows of the file's, whatever order they stand in. */
function stacksOf(
  { name, stackPrefix, stackFunction }: FirefoxThread,
  reached: Uint8Array,
  { frames, builder }: { frames: readonly IndexIntoFrameTable[]; builder: ProfileBuilder },
): IndexIntoStackTable[] {
  const rows: (IndexIntoStackTable | undefined)[] = Array.from({ length: stackPrefix.length })
  const open: number[] = []
  for (let start = 0; start < stackPrefix.length; start++) {
    if (reached[start] !== 1) continue
    // Climb to the first row that is known, then come back down.
    let at: number | null = start
    while (at !== null && rows[at] === undefined) {
      open.push(at)
      if (open.length > stackPrefix.length) throw untabled(`the stacks of “${name}” go in a circle`)
      const above: number | null | undefined = stackPrefix[at]
      if (above !== null && (above === undefined || !(above in stackPrefix))) {
        throw untabled(`stack ${at} of “${name}” is called from ${above}, which is not there`)
      }
      at = above
    }
    let parent: IndexIntoStackTable = at === null ? -1 : (rows[at] ?? -1)
    while (open.length > 0) {
      const row = open.pop() ?? 0
      const frame = frames[stackFunction[row] ?? -1]
      if (frame === undefined) throw untabled(`stack ${row} of “${name}” has a function that is not there`)
      parent = builder.stack(frame, parent)
      rows[row] = parent
    }
  }
  return rows.map((row) => row ?? -1)
}

/** How long each sample lasts, or what it weighs; the last one lasts as long as they do on average. */
function weightsOf({ name, samples, interval }: FirefoxThread): number[] {
  const { weight, time, length, weightType } = samples
  if (weight !== null && weight.length !== length) {
    throw untabled(`“${name}” has ${length} samples, but ${weight.length} weights`)
  }
  if (weight !== null && weightType !== 'samples') return weight
  if (weight !== null) return weight.map((count) => count * interval)
  if (length > 1 && time.length !== length) {
    throw untabled(`“${name}” has ${length} samples, but ${time.length} times`)
  }
  const durations: number[] = []
  for (let row = 0; row + 1 < length; row++) {
    const duration = (time[row + 1] ?? Number.NaN) - (time[row] ?? Number.NaN)
    if (!(duration >= 0)) throw untabled(`the time of “${name}” runs backwards at sample ${row + 1}`)
    // Times are nanoseconds at best; beyond is what subtracting left.
    durations.push(Math.round(duration * 1e6) / 1e6)
  }
  const sum = durations.reduce((total, duration) => total + duration, 0)
  return [...durations, durations.length === 0 ? interval : sum / durations.length]
}

/** Also a processed profile whose threads come first. */
export function isFirefox(shape: FileShape): boolean {
  if (tellingPaths.some((path) => shape.has(path))) return true
  return shape.has('threads') && metaPaths.some((path) => shape.has(path))
}

const tellingPaths = ['threads[].stackTable', 'threads[].frameTable', 'shared.stringArray']
const metaPaths = ['meta.preprocessedProfileVersion', 'meta.processType', 'meta.interval']
