import type { Profile } from '../model.ts'
import { TextWriter } from './text-writer.ts'
import { callFramesOf, childRows, idOf, rootCallFrame, rootId } from './v8-nodes.ts'

/** Says of a profile without samples' times that the last one took none, where equal would mean "as the others". */
export const noTime = 0.0005

/**
 * A CPU profile of V8. Times become samples with the microseconds between them; counts become hits of the
 * nodes, in no order, because samples there always have times.
 */
export function writeCpuProfile(profile: Profile): Uint8Array<ArrayBuffer> {
  const writer = new TextWriter(profile.samples.length * 8 + profile.stacks.length * 120)
  const timed = profile.unit === 'milliseconds'
  const hits = hitsOf(profile, timed)
  writer.text('{"nodes":[')
  writeNodes(writer, profile, hits)
  writer.text('],"startTime":0')
  if (timed) writeSamples(writer, profile)
  else writer.text(',"endTime":').number(hits.reduce((sum, hit) => sum + hit, 0))
  return writer.text('}\n').finish()
}

/** By slot: `(root)` first, then the rows. */
function hitsOf({ stacks, samples }: Profile, timed: boolean): Float64Array {
  const hits = new Float64Array(stacks.length + 1)
  for (let sample = 0; sample < samples.length; sample++) {
    const slot = (samples.stack[sample] ?? -1) + 1
    hits[slot] = (hits[slot] ?? 0) + (timed ? 1 : (samples.weight[sample] ?? 0))
  }
  return hits
}

function writeNodes(writer: TextWriter, { frames, stacks }: Profile, hits: Float64Array): void {
  const callFrames = callFramesOf(frames)
  const children = childRows(stacks)
  for (let slot = 0; slot <= stacks.length; slot++) {
    const callFrame = slot === 0 ? rootCallFrame : callFrames[stacks.frame[slot - 1] ?? 0]
    writer.text(slot === 0 ? '{"id":' : ',{"id":').number(slot === 0 ? rootId : idOf(slot - 1))
    writer.letter(comma).bytes(callFrame ?? rootCallFrame)
    writer.text(',"hitCount":').number(hits[slot] ?? 0)
    const [first = 0, end = 0] = [children.start[slot], children.start[slot + 1]]
    if (end > first) {
      writer.text(',"children":')
      for (let at = first; at < end; at++) {
        writer.letter(at === first ? bracket : comma).number(idOf(children.rows[at] ?? 0))
      }
      writer.text(']')
    }
    writer.letter(brace)
  }
}

function writeSamples(writer: TextWriter, { samples }: Profile): void {
  const { length, stack, weight } = samples
  let end = 0
  for (let sample = 0; sample < length; sample++) end += microseconds(weight[sample] ?? 0)
  const last = microseconds(weight[length - 1] ?? 0)
  writer.text(',"endTime":').number(last === 0 ? end + noTime : end)
  writer.text(',"samples":[')
  for (let sample = 0; sample < length; sample++) {
    if (sample > 0) writer.letter(comma)
    const at = stack[sample] ?? -1
    writer.number(at === -1 ? rootId : idOf(at))
  }
  writer.text('],"timeDeltas":[')
  for (let sample = 0; sample < length; sample++) {
    if (sample > 0) writer.letter(comma)
    writer.number(sample === 0 ? 0 : microseconds(weight[sample - 1] ?? 0))
  }
  writer.text(']')
}

const comma = 0x2c
const bracket = 0x5b
const brace = 0x7d

/** Whole where that means the same number of milliseconds. */
function microseconds(weight: number): number {
  const whole = Math.round(weight * 1000)
  return whole / 1000 === weight ? whole : weight * 1000
}
