import type { FlameLayout } from './layout.ts'
import type { FrameTable } from './model.ts'

export interface FrameMatches {
  /** 1 at the frames that match. */
  matched: Uint8Array
  /** How many frames match. */
  count: number
}

/** Frames whose name or file holds `query`, whatever the case; an empty query matches none. */
export function searchFrames(frames: FrameTable, query: string): FrameMatches {
  const matched = new Uint8Array(frames.length)
  const needle = query.trim().toLowerCase()
  let count = 0
  if (needle !== '') {
    for (let frame = 0; frame < frames.length; frame++) {
      const name = frames.name[frame] ?? ''
      const file = frames.file[frame] ?? ''
      if (!name.toLowerCase().includes(needle) && !file.toLowerCase().includes(needle)) continue
      matched[frame] = 1
      count++
    }
  }
  return { matched, count }
}

export interface MatchedShare {
  /** Paths of the layout that match, those without width included. */
  paths: number
  /** Weight of the matching nodes with all below them; a match inside another counts once. */
  weight: number
  /** The same as a part of the whole, 0 to 1. */
  share: number
}

export function matchedShare(layout: FlameLayout, matches: FrameMatches): MatchedShare {
  const { paths } = layout
  const covered = new Uint8Array(paths.length)
  let count = 0
  let weight = 0
  for (let node = 0; node < paths.length; node++) {
    const within = covered[paths.parent[node] ?? -1] === 1
    const match = matches.matched[paths.frame[node] ?? -1] === 1
    if (match) count++
    if (match && !within) weight += paths.total[node] ?? 0
    if (match || within) covered[node] = 1
  }
  return { paths: count, weight, share: layout.total > 0 ? Math.min(1, weight / layout.total) : 0 }
}
