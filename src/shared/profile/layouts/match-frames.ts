import type { FrameTable, IndexIntoFrameTable, Profile } from '../model.ts'

export interface MatchedFrames {
  /** Those of the second profile, with those that only the first one has behind them. */
  frames: FrameTable
  categories: string[]
  /** By frame of each profile: its row of `frames`. */
  ofBefore: Int32Array
  ofAfter: Int32Array
}

/** The frames of two profiles as one table: what is the same function in both has one row. */
export function matchFrames(before: Profile, after: Profile): MatchedFrames {
  const ofAfter = Int32Array.from({ length: after.frames.length }, (_, frame) => frame)
  const ofBefore = new Int32Array(before.frames.length).fill(-1)
  const taken = new Uint8Array(after.frames.length)
  // A file that has moved with its folder still has its name.
  for (const keyOf of [nameAndFile, nameAndFileName]) {
    const candidates = grouped(after.frames, keyOf, (frame) => taken[frame] === 0)
    const wanted = grouped(before.frames, keyOf, (frame) => ofBefore[frame] === -1)
    for (const [key, ones] of wanted) {
      for (const [one, other] of pairs(before.frames, ones, after.frames, candidates.get(key) ?? [])) {
        ofBefore[one] = other
        taken[other] = 1
      }
    }
  }

  const categories = [...new Set([...after.categories, ...before.categories])]
  const only = [...ofBefore.keys()].filter((frame) => ofBefore[frame] === -1)
  for (const [i, frame] of only.entries()) ofBefore[frame] = after.frames.length + i
  return { frames: joined(after, before, only, categories), categories, ofBefore, ofAfter }
}

type Key = (frames: FrameTable, frame: IndexIntoFrameTable) => string

const nameAndFile: Key = (frames, frame) => `${frames.file[frame] ?? ''}\n${frames.name[frame] ?? ''}`
const nameAndFileName: Key = (frames, frame) =>
  `${(frames.file[frame] ?? '').replace(/^.*[\\/]/, '')}\n${frames.name[frame] ?? ''}`

function grouped(
  frames: FrameTable,
  keyOf: Key,
  counts: (frame: IndexIntoFrameTable) => boolean,
): Map<string, IndexIntoFrameTable[]> {
  const groups = new Map<string, IndexIntoFrameTable[]>()
  for (let frame = 0; frame < frames.length; frame++) {
    if (!counts(frame)) continue
    const key = keyOf(frames, frame)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [frame])
    else group.push(frame)
  }
  return groups
}

/**
 * Which of some functions of one name and file is which of others: by their order where there are as
 * many, as lines move together; otherwise those at the same place first, and the rest by order.
 */
function pairs(
  before: FrameTable,
  ones: readonly IndexIntoFrameTable[],
  after: FrameTable,
  others: readonly IndexIntoFrameTable[],
): [IndexIntoFrameTable, IndexIntoFrameTable][] {
  let left = inOrder(before, ones)
  let right = inOrder(after, others)
  const found: [IndexIntoFrameTable, IndexIntoFrameTable][] = []
  if (left.length !== right.length) {
    const places = new Map(right.map((frame) => [placeOf(after, frame), frame]))
    for (const one of left) {
      const other = places.get(placeOf(before, one))
      if (other === undefined) continue
      found.push([one, other])
      places.delete(placeOf(before, one))
    }
    const doneLeft = new Set(found.map(([one]) => one))
    const doneRight = new Set(found.map(([, other]) => other))
    left = left.filter((frame) => !doneLeft.has(frame))
    right = right.filter((frame) => !doneRight.has(frame))
  }
  for (const [i, one] of left.entries()) {
    const other = right[i]
    if (other !== undefined) found.push([one, other])
  }
  return found
}

function inOrder(frames: FrameTable, list: readonly IndexIntoFrameTable[]): IndexIntoFrameTable[] {
  return list.toSorted(
    (a, b) =>
      (frames.line[a] ?? 0) - (frames.line[b] ?? 0) || (frames.column[a] ?? 0) - (frames.column[b] ?? 0),
  )
}

function placeOf(frames: FrameTable, frame: IndexIntoFrameTable): string {
  return `${frames.line[frame] ?? 0}:${frames.column[frame] ?? 0}`
}

/** All frames of one profile and some of another. */
function joined(
  all: Profile,
  more: Profile,
  some: readonly IndexIntoFrameTable[],
  categories: readonly string[],
): FrameTable {
  const categoryIn = (profile: Profile, frame: IndexIntoFrameTable): number =>
    Math.max(0, categories.indexOf(profile.categories[profile.frames.category[frame] ?? -1] ?? ''))
  const numbers = (column: 'line' | 'column'): Int32Array =>
    Int32Array.from([...all.frames[column], ...some.map((frame) => more.frames[column][frame] ?? 0)])
  const texts = (column: 'name' | 'file'): string[] => [
    ...all.frames[column],
    ...some.map((frame) => more.frames[column][frame] ?? ''),
  ]
  return {
    length: all.frames.length + some.length,
    name: texts('name'),
    file: texts('file'),
    line: numbers('line'),
    column: numbers('column'),
    category: Int32Array.from([
      ...Array.from({ length: all.frames.length }, (_, frame) => categoryIn(all, frame)),
      ...some.map((frame) => categoryIn(more, frame)),
    ]),
  }
}
