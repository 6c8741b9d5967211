import { Failure } from '../../failure.ts'
import type { JsonBytes } from '../../json-bytes/index.ts'
import { type FrameDraft, ProfileBuilder } from '../build.ts'
import { Float64Column, Int32Column } from '../column.ts'
import type { IndexIntoStackTable, Profile } from '../model.ts'
import { originCategories } from '../origin.ts'
import { type Scale, scaled } from './pprof-units.ts'

const units: ReadonlyMap<string, Scale> = new Map<string, Scale>([
  ['none', { unit: 'count', factor: 1 }],
  ['nanoseconds', { unit: 'milliseconds', factor: 1e-6 }],
  ['microseconds', { unit: 'milliseconds', factor: 1e-3 }],
  ['milliseconds', { unit: 'milliseconds', factor: 1 }],
  ['seconds', { unit: 'milliseconds', factor: 1e3 }],
  ['bytes', { unit: 'bytes', factor: 1 }],
])

/** What a profile of the file says, its fields in whatever order. Stacks of samples lie one behind the other. */
interface Draft {
  type: string
  name: string
  unit: string
  startValue: number | undefined
  endValue: number
  /** Frames of all samples, and where those of each end. */
  frames: Int32Column
  ends: Int32Column
  weights: Float64Column
  /** Of each event: the frame, or −1 − frame where it closes; and its time. */
  events: Int32Column
  times: Float64Column
}

/** Reads the profile that `json` stands before. */
export function readSpeedscopeProfile(
  json: JsonBytes,
  frames: readonly FrameDraft[],
  index: number,
  notes: string[],
): Profile {
  const draft = readDraft(json, index)
  const scale = units.get(draft.unit) ?? { unit: 'count', factor: 1 }
  const builder = new ProfileBuilder({ name: draft.name, unit: scale.unit, categories: originCategories })
  const stacks = new Stacks(builder, framesIn(draft, frames, builder))
  if (draft.type === 'sampled') addSamples(draft, stacks, scale)
  else if (draft.type === 'evented') addEvents(draft, stacks, scale, notes)
  else throw broken(`profile ${index} is of type “${draft.type}”, which is neither sampled nor evented`)
  return builder.finish()
}

function readDraft(json: JsonBytes, index: number): Draft {
  const draft: Draft = {
    type: '',
    name: `profile ${index + 1}`,
    unit: 'none',
    startValue: undefined,
    endValue: 0,
    frames: new Int32Column(),
    ends: new Int32Column(),
    weights: new Float64Column(),
    events: new Int32Column(),
    times: new Float64Column(),
  }
  json.object()
  for (let key = json.key(); key !== null; key = json.key()) {
    if (key === 'type') draft.type = json.string()
    else if (key === 'name') draft.name = json.string()
    else if (key === 'unit') draft.unit = json.string()
    else if (key === 'startValue') draft.startValue = json.number()
    else if (key === 'endValue') draft.endValue = json.number()
    else if (key === 'weights') json.numbers(draft.weights)
    else if (key === 'samples') {
      json.array()
      while (json.next()) {
        // Lists of a few numbers: one by one is faster than as a whole.
        json.array()
        while (json.next()) draft.frames.push(frameIn(json.number(), `sample ${draft.ends.length}`))
        draft.ends.push(draft.frames.length)
      }
    } else if (key === 'events') {
      json.array()
      while (json.next()) readEvent(json, draft)
    } else json.skip()
  }
  return draft
}

function readEvent(json: JsonBytes, { events, times }: Draft): void {
  let type = ''
  let frame = -1
  let at = Number.NaN
  json.object()
  for (let key = json.key(); key !== null; key = json.key()) {
    if (key === 'type') type = json.string()
    else if (key === 'frame') frame = json.number()
    else if (key === 'at') at = json.number()
    else json.skip()
  }
  if ((type !== 'O' && type !== 'C') || frame === -1 || Number.isNaN(at)) {
    throw broken(`event ${events.length} has no type O or C, no frame or no time`)
  }
  frameIn(frame, `event ${events.length}`)
  events.push(type === 'O' ? frame : -1 - frame)
  times.push(at)
}

/** The frame's number; fails where no list of frames has it. */
function frameIn(frame: number, where: string): number {
  if (Number.isInteger(frame) && frame >= 0 && frame < 0x7fff_ffff) return frame
  throw broken(`${where} names frame ${frame}, which is not there`)
}

function addSamples({ frames, ends, weights }: Draft, stacks: Stacks, scale: Scale): void {
  // Weights are optional: a sample then counts once.
  if (weights.length !== 0 && weights.length !== ends.length) {
    throw broken(`it has ${ends.length} samples and ${weights.length} weights`)
  }
  let from = 0
  for (let sample = 0; sample < ends.length; sample++) {
    let stack: IndexIntoStackTable = -1
    const to = ends.at(sample)
    for (; from < to; from++) stack = stacks.push(frames.at(from), stack, `sample ${sample}`)
    const weight = weights.length === 0 ? 1 : (weights.view()[sample] ?? 0)
    if (!(weight >= 0)) throw broken(`sample ${sample} weighs ${weight}`)
    stacks.builder.addSample(stack, finite(scaled(weight, scale), `sample ${sample} weighs ${weight}`))
  }
}

function addEvents(draft: Draft, stacks: Stacks, scale: Scale, notes: string[]): void {
  const { events, times, endValue, name } = draft
  const open: { frame: number; stack: IndexIntoStackTable }[] = []
  const top = (): IndexIntoStackTable => open.at(-1)?.stack ?? -1
  // Files without a start begin with their first event.
  const firstTime = times.view()[0] ?? draft.endValue
  let at = Math.min(draft.startValue ?? firstTime, firstTime)
  const goTo = (time: number, event: number): void => {
    if (time < at) throw broken(`the time of “${name}” runs backwards at event ${event}`)
    if (time > at) {
      const weight = finite(scaled(time - at, scale), `event ${event} of “${name}” is at ${time}`)
      stacks.builder.addSample(top(), weight)
    }
    at = time
  }
  for (let event = 0; event < events.length; event++) {
    goTo(times.view()[event] ?? 0, event)
    const value = events.at(event)
    if (value >= 0) {
      open.push({ frame: value, stack: stacks.push(value, top(), `event ${event}`) })
      continue
    }
    const closed = open.pop()
    if (closed?.frame !== -1 - value) {
      throw broken(
        `event ${event} of “${name}” closes frame ${-1 - value} where ${closed === undefined ? 'none' : `frame ${closed.frame}`} is open`,
      )
    }
  }
  if (endValue > at) goTo(endValue, events.length)
  if (open.length > 0)
    notes.push(`${open.length} frames of “${name}” were never closed; they last to its end.`)
}

function finite(weight: number, what: string): number {
  if (weight < Infinity) return weight
  throw broken(`${what}, which is more than can be counted`)
}

/**
 * The profile's frame for each of the file's, which its profiles share: −1 for those that are only in others.
 * Equal ones are one.
 */
function framesIn(
  { frames, events }: Draft,
  shared: readonly FrameDraft[],
  builder: ProfileBuilder,
): Int32Array {
  const used = new Uint8Array(shared.length)
  for (const frame of frames.view()) used[frame] = 1
  for (const event of events.view()) if (event >= 0) used[event] = 1
  const known = new Map<string, number>()
  return Int32Array.from(shared, (frame, index) => {
    if (used[index] !== 1) return -1
    const key = [frame.name, frame.file, frame.line, frame.column].join('\0')
    const found = known.get(key) ?? builder.addFrame(frame)
    known.set(key, found)
    return found
  })
}

/** The builder's stacks of the file's frames. */
class Stacks {
  readonly builder: ProfileBuilder
  readonly #frames: Int32Array

  constructor(builder: ProfileBuilder, frames: Int32Array) {
    this.builder = builder
    this.#frames = frames
  }

  push(frame: number, parent: IndexIntoStackTable, where: string): IndexIntoStackTable {
    const known = this.#frames[frame]
    if (known === undefined) throw broken(`${where} names frame ${frame}, which is not there`)
    return this.builder.stack(known, parent)
  }
}

export function broken(what: string): Failure {
  return new Failure('BAD_INPUT', `This speedscope file is broken: ${what}.`)
}
