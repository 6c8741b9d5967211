import type { FlameLayout } from './layout.ts'
import type { FrameTable } from './model.ts'

/** What a user is looking for. */
export type FrameSearch =
  | { kind: 'none' }
  | { kind: 'search'; test: (text: string) => boolean }
  /** Not a regular expression; one sentence for people. */
  | { kind: 'invalid'; message: string }

/** `/…/` is a regular expression (`/…/i` whatever the case), everything else text, whatever the case. */
export function parseSearch(query: string): FrameSearch {
  const text = query.trim()
  if (text === '') return { kind: 'none' }
  const [, source, flags] = /^\/(.+)\/([imsu]*)$/.exec(text) ?? []
  if (source === undefined) {
    const needle = text.toLowerCase()
    return { kind: 'search', test: (each) => each.toLowerCase().includes(needle) }
  }
  try {
    const expression = new RegExp(source, flags)
    return { kind: 'search', test: (each) => expression.test(each) }
  } catch (error) {
    // "Invalid regular expression: /(/: Unterminated group"
    const said = error instanceof Error ? error.message : String(error)
    const why = said.slice(said.lastIndexOf(': ') + 2)
    return { kind: 'invalid', message: `${text} is not a regular expression: ${why}.` }
  }
}

export interface FrameMatches {
  /** 1 at the frames that match. */
  matched: Uint8Array
  /** How many frames match. */
  count: number
}

/** Frames whose name or file fits a query; an empty or invalid one matches none. */
export function searchFrames(frames: FrameTable, query: string): FrameMatches {
  const search = searchInSteps(frames, query)
  for (;;) {
    const step = search.next()
    if (step.done === true) return step.value
  }
}

/** So many frames are looked at in one step; some tenths of a millisecond. */
const framesPerStep = 1000

/** The same in steps, so that whoever runs them may do something else in between. */
export function* searchInSteps(frames: FrameTable, query: string): Generator<void, FrameMatches> {
  const matched = new Uint8Array(frames.length)
  const search = parseSearch(query)
  let count = 0
  if (search.kind === 'search') {
    // Files repeat from frame to frame.
    let lastFile: string | undefined
    let fileFits = false
    for (let frame = 0; frame < frames.length; frame++) {
      if (frame % framesPerStep === framesPerStep - 1) yield
      const file = frames.file[frame] ?? ''
      if (file !== lastFile) {
        lastFile = file
        fileFits = search.test(file)
      }
      if (!fileFits && !search.test(frames.name[frame] ?? '')) continue
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
  for (let path = 0; path < paths.length; path++) {
    const within = covered[paths.parent[path] ?? -1] === 1
    const match = matches.matched[paths.frame[path] ?? -1] === 1
    if (match) count++
    if (match && !within) weight += paths.total[path] ?? 0
    if (match || within) covered[path] = 1
  }
  return { paths: count, weight, share: layout.total > 0 ? Math.min(1, weight / layout.total) : 0 }
}
