import { Failure } from '../../failure.ts'
import { MessageReader } from '../../protobuf/index.ts'
import { ProfileBuilder } from '../build.ts'
import type { ProfileFile } from '../file.ts'
import type { IndexIntoFrameTable, IndexIntoStackTable } from '../model.ts'
import { originCategories } from '../origin.ts'
import type { FileShape } from '../read/shape.ts'
import { pprofFrames, type PprofFrames } from './pprof-frames.ts'
import { readTables, type PprofTables } from './pprof-tables.ts'
import { scaled, scaleOf, type Scale } from './pprof-units.ts'

/**
 * A profile of pprof (github.com/google/pprof, proto/profile.proto), unpacked: Go, and whatever else
 * writes it. Each type of its samples becomes a profile over the same stacks. A frame is a function,
 * not a line of one; inlined functions are frames of their own.
 *
 * Throws BAD_INPUT that says what is broken.
 */
export function readPprof(bytes: Uint8Array): ProfileFile {
  const tables = readTables(bytes)
  const { sampleTypes, samples, text } = tables
  if (sampleTypes.length === 0) throw broken('it names no type of sample')
  if (samples.length === 0)
    throw new Failure('BAD_INPUT', 'This pprof profile has no samples.', { hint: emptyHint })
  const frames = pprofFrames(tables)
  const types = sampleTypes.map(({ type, unit }) => ({
    name: text(type),
    scale: scaleOf(text(type), text(unit)),
  }))
  const builders = types.map(
    ({ name, scale }) => new ProfileBuilder({ name, unit: scale.unit, categories: originCategories }),
  )
  const below = new Negatives(types.length)
  const stacks = new Stacks(frames, builders)
  for (const sample of samples) addSample(sample, { tables, types, stacks, builders, below })

  const profiles = builders.map((builder) => builder.finish())
  if (profiles.every((profile) => profile.samples.length === 0)) {
    throw new Failure(
      'BAD_INPUT',
      'All samples of this pprof profile are below zero: it says what became less.',
      {
        hint: 'Compare the two profiles themselves, or take their difference the other way round.',
      },
    )
  }
  const preferred = types.findIndex(({ name }) => name === text(tables.defaultSampleType))
  return {
    format: 'pprof',
    profiles,
    // As the pprof tool does: the one the file names, else the last.
    first: preferred === -1 ? types.length - 1 : preferred,
    notes: [...below.notes(types.map(({ name }) => name)), ...labelNotes(tables)],
  }
}

/** Fields of a pprof file by their numbers: 2 for those with a length, 0 for numbers. A list of numbers can be both. */
const wireTypes: readonly (readonly number[])[] = [
  [],
  [2],
  [2],
  [2],
  [2],
  [2],
  [2],
  [0],
  [0],
  [0],
  [0],
  [2],
  [0],
  [0, 2],
  [0],
  [0],
]

/** True where the bytes begin as a pprof file does: with fields of its numbers and types, whichever come first. */
export function isPprof({ kind, head }: FileShape): boolean {
  if (kind !== 'binary') return false
  const file = new MessageReader(head)
  let lists = 0
  try {
    while (lists < fieldsLookedAt && file.next()) {
      if (wireTypes[file.field]?.includes(file.wireType) !== true) return false
      if (file.wireType === 2) lists++
      file.skip()
    }
  } catch {
    // Only the beginning of the file is here: it may end in the middle of a field.
  }
  return lists > 0
}

const fieldsLookedAt = 20

const emptyHint = 'A profile of the CPU is empty when nothing ran; send load while it is taken.'

function addSample(
  sample: MessageReader,
  to: {
    tables: PprofTables
    types: readonly { scale: Scale }[]
    stacks: Stacks
    builders: readonly ProfileBuilder[]
    below: Negatives
  },
): void {
  const locations: number[] = []
  const values: number[] = []
  while (sample.next()) {
    if (sample.field === 1) sample.numbers(false, (id) => locations.push(id))
    else if (sample.field === 2) sample.numbers(true, (value) => values.push(value))
    else if (sample.field === 3) to.tables.addLabel(sample.message())
    else sample.skip()
  }
  if (values.length !== to.types.length) {
    throw broken(`a sample has ${values.length} values where the file names ${to.types.length}`)
  }
  const stack = to.stacks.of(locations)
  for (const [index, value] of values.entries()) {
    const type = to.types[index]
    if (value < 0) to.below.add(index)
    else if (type !== undefined) to.builders[index]?.addSample(stack, scaled(value, type.scale))
  }
}

/** The stack of a list of locations, the same in all builders, which get the same rows in the same order. */
class Stacks {
  readonly #frames: PprofFrames
  readonly #builders: readonly ProfileBuilder[]

  constructor(frames: PprofFrames, builders: readonly ProfileBuilder[]) {
    this.#frames = frames
    this.#builders = builders
    for (const builder of builders) for (const frame of frames.frames) builder.addFrame(frame)
  }

  /** Locations come with the leaf first, and so do the inlined functions of one. */
  of(locations: readonly number[]): IndexIntoStackTable {
    let stack: IndexIntoStackTable = -1
    for (let i = locations.length - 1; i >= 0; i--) {
      const calls = this.#frames.ofLocation.get(locations[i] ?? 0)
      if (calls === undefined) throw broken(`a sample names location ${locations[i]}, which is not there`)
      for (let call = calls.length - 1; call >= 0; call--) stack = this.#push(calls[call] ?? 0, stack)
    }
    return stack
  }

  #push(frame: IndexIntoFrameTable, parent: IndexIntoStackTable): IndexIntoStackTable {
    let row = -1
    for (const builder of this.#builders) row = builder.stack(frame, parent)
    return row
  }
}

/** What a difference of two profiles counts below zero: it has no width in a chart. */
class Negatives {
  readonly #counts: number[]

  constructor(types: number) {
    this.#counts = Array.from({ length: types }, () => 0)
  }

  add(type: number): void {
    this.#counts[type] = (this.#counts[type] ?? 0) + 1
  }

  notes(names: readonly string[]): string[] {
    return this.#counts.flatMap((count, type) =>
      count === 0
        ? []
        : [
            count === 1
              ? `1 sample of ${names[type]} is below zero (what became less) and is left out.`
              : `${count} samples of ${names[type]} are below zero (what became less) and are left out.`,
          ],
    )
  }
}

function labelNotes({ labels, text }: PprofTables): string[] {
  if (labels.size === 0) return []
  return [`Labels of samples are not shown: ${[...labels].map((label) => text(label)).join(', ')}.`]
}

export function broken(what: string): Failure {
  return new Failure('BAD_INPUT', `This pprof profile is broken: ${what}.`)
}
