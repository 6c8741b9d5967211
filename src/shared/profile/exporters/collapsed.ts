import { frameOfText, frameText } from '../importers/collapsed/frame-text.ts'
import type { FrameTable, Profile } from '../model.ts'
import type { Bytes } from '../../units.ts'
import { TextWriter } from './text-writer.ts'

const encoder = new TextEncoder()

/**
 * A line for each stack with its own weight summed up, `main;work (a.js:3:1) 12`. A stack whose frames are
 * in no other is written with 0 even where it has no weight, so that no frame is lost. Times are
 * microseconds.
 */
export function writeCollapsed(profile: Profile): Uint8Array<ArrayBuffer> {
  const words = wordsOf(profile.frames).map((word) => encoder.encode(word))
  const own = ownWeights(profile)
  const writer = new TextWriter(Math.min(lengthOf(profile, words, own), 1 << 30))
  const { frame, parent } = profile.stacks
  const path: number[] = []
  for (const slot of writtenSlots(profile, own)) {
    for (let row = slot - 1; row >= 0; row = parent[row] ?? -1) path.push(row)
    for (let row = path.pop(); row !== undefined; row = path.pop()) {
      writer.bytes(words[frame[row] ?? 0] ?? new Uint8Array())
      if (path.length > 0) writer.letter(semicolon)
    }
    writer.text(` ${own[slot] ?? 0}\n`)
  }
  return writer.finish()
}

const semicolon = 0x3b
/** Longer texts are opened by nothing. */
const longest: Bytes = 2 * 1024 ** 3

/** True, or why it would be of no use: each line repeats its path, which is much for many deep stacks. */
export function canCollapse(profile: Profile): true | string {
  const length = lengthOf(
    profile,
    wordsOf(profile.frames).map((word) => encoder.encode(word)),
    ownWeights(profile),
  )
  if (length <= longest) return true
  return `Collapsed stacks repeat the whole path in each line: this profile would take ${(length / 1024 ** 3).toFixed(1)} GiB.`
}

/** What {@link writeCollapsed} loses of a profile, one sentence each. */
export function collapsedLosses(profile: Profile): string[] {
  const { frames, stacks, samples, unit } = profile
  const lost: string[] = []
  if (unit === 'milliseconds') lost.push('The unit: times are written as counts of microseconds.')
  else if (unit !== 'count') lost.push(`The unit: ${unit} are written as counts.`)
  const seen = new Uint8Array(stacks.length + 1)
  for (let sample = 0; sample < samples.length; sample++) {
    const slot = (samples.stack[sample] ?? -1) + 1
    if (seen[slot] === 1) {
      lost.push('The order of the samples: each stack is written once, with its sum.')
      break
    }
    seen[slot] = 1
  }
  let changed = 0
  const words = wordsOf(frames)
  for (const [row, word] of words.entries()) {
    const again = frameOfText(word)
    const same =
      again.name === frames.name[row] &&
      (again.file ?? '') === frames.file[row] &&
      (again.line ?? 0) === frames.line[row] &&
      (again.column ?? 0) === frames.column[row]
    if (!same) changed++
  }
  if (changed > 0)
    lost.push(
      `How ${changed} ${changed === 1 ? 'frame is' : 'frames are'} written exactly: semicolons and line ends have a meaning there.`,
    )
  return lost
}

function wordsOf({ length, name, file, line, column }: FrameTable): string[] {
  return Array.from({ length }, (_, frame) => {
    const text = frameText(name[frame] ?? '', file[frame] ?? '', line[frame] ?? 0, column[frame] ?? 0)
    const word = text
      .replaceAll(';', ':')
      .replace(/[\r\n]+/g, ' ')
      .trim()
    // A line that begins so is a comment.
    return word.replace(/^#(?=[\s!]|$)/, '_#') || '(anonymous)'
  })
}

/** By slot: gaps first, then the rows. In microseconds where it is time, a nanosecond exactly. */
function ownWeights({ stacks, samples, unit }: Profile): Float64Array {
  const own = new Float64Array(stacks.length + 1)
  for (let sample = 0; sample < samples.length; sample++) {
    const slot = (samples.stack[sample] ?? -1) + 1
    own[slot] = (own[slot] ?? 0) + (samples.weight[sample] ?? 0)
  }
  if (unit === 'milliseconds')
    for (const [slot, weight] of own.entries()) own[slot] = Math.round(weight * 1e6) / 1e3
  return own
}

/** Slots that get a line: those with weight, and rows that are nobody's parent. */
function writtenSlots({ stacks, samples }: Profile, own: Float64Array): number[] {
  const inner = new Uint8Array(stacks.length + 1)
  for (let row = 0; row < stacks.length; row++) inner[(stacks.parent[row] ?? -1) + 1] = 1
  const order: number[] = []
  const listed = new Uint8Array(stacks.length + 1)
  const list = (slot: number): void => {
    if (listed[slot] === 1 || (own[slot] === 0 && inner[slot] === 1)) return
    listed[slot] = 1
    order.push(slot)
  }
  // As they were seen first, so that a file that is read and written again keeps its order.
  for (let sample = 0; sample < samples.length; sample++) list((samples.stack[sample] ?? -1) + 1)
  for (let slot = 1; slot <= stacks.length; slot++) list(slot)
  return order
}

function lengthOf(profile: Profile, words: readonly Uint8Array[], own: Float64Array): Bytes {
  const { frame, parent, length } = profile.stacks
  const path = new Float64Array(length)
  let sum = 0
  for (let row = 0; row < length; row++) {
    path[row] = (words[frame[row] ?? 0]?.length ?? 0) + 1 + (path[parent[row] ?? -1] ?? 0)
  }
  for (const slot of writtenSlots(profile, own)) sum += (path[slot - 1] ?? 0) + 20
  return sum
}
