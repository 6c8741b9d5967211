import { MessageWriter } from '../../protobuf/index.ts'
import type { FrameTable, Profile, WeightUnit } from '../model.ts'

/** How weights are written: whole numbers, so time as nanoseconds. */
const valueTypes: Readonly<Record<WeightUnit, { unit: string; factor: number }>> = {
  milliseconds: { unit: 'nanoseconds', factor: 1e6 },
  bytes: { unit: 'bytes', factor: 1 },
  count: { unit: 'count', factor: 1 },
  blocks: { unit: 'count', factor: 1 },
  rows: { unit: 'count', factor: 1 },
  cost: { unit: 'count', factor: 1 },
}

/**
 * A profile of pprof (github.com/google/pprof, proto/profile.proto), not packed. A frame is a function
 * with one location. Values are whole numbers there: finer fractions are rounded.
 */
export function writePprof(profile: Profile): Uint8Array<ArrayBuffer> {
  const texts = new Texts()
  const { unit, factor } = valueTypes[profile.unit]
  const file = new MessageWriter()
  file.message(1, new MessageWriter().number(1, texts.of(profile.name)).number(2, texts.of(unit)))
  addSamples(file, profile, factor)
  addFrames(file, profile.frames, texts)
  texts.write(file)
  return file.finish()
}

/** True where {@link writePprof} keeps every weight. */
export function pprofHolds({ unit, samples }: Profile): boolean {
  const { factor } = valueTypes[unit]
  return samples.weight.every((weight) => Math.round(weight * factor) / factor === weight)
}

function addSamples(file: MessageWriter, { stacks, samples }: Profile, factor: number): void {
  // Locations of each stack, leaf first, made once for samples in a row.
  let stack = -2
  let locations: number[] = []
  for (let row = 0; row < samples.length; row++) {
    const own = samples.stack[row] ?? -1
    if (own !== stack) {
      stack = own
      locations = []
      for (let at = own; at >= 0; at = stacks.parent[at] ?? -1) locations.push((stacks.frame[at] ?? 0) + 1)
    }
    const value = Math.round((samples.weight[row] ?? 0) * factor)
    file.message(2, new MessageWriter().numbers(1, locations).numbers(2, [value]))
  }
}

function addFrames(file: MessageWriter, frames: FrameTable, texts: Texts): void {
  for (let frame = 0; frame < frames.length; frame++) {
    const id = frame + 1
    const startLine = frames.line[frame] ?? 0
    const line = new MessageWriter()
      .number(1, id)
      .number(2, startLine)
      .number(3, frames.column[frame] ?? 0)
    file.message(4, new MessageWriter().number(1, id).message(4, line))
    file.message(
      5,
      new MessageWriter()
        .number(1, id)
        .number(2, texts.of(frames.name[frame] ?? ''))
        .number(4, texts.of(frames.file[frame] ?? ''))
        .number(5, startLine),
    )
  }
}

/** The table of texts; the first is the empty one, as the format wants. */
class Texts {
  readonly #index = new Map<string, number>([['', 0]])

  of(text: string): number {
    const known = this.#index.get(text)
    if (known !== undefined) return known
    this.#index.set(text, this.#index.size)
    return this.#index.size - 1
  }

  write(file: MessageWriter): void {
    const encoder = new TextEncoder()
    for (const text of this.#index.keys()) file.bytes(6, encoder.encode(text))
  }
}
