import { useEffect, useMemo, useState } from 'react'
import type { FrameTable } from '#shared/profile/model.ts'
import { type FrameMatches, parseSearch, searchFrames } from '#shared/profile/search.ts'
import { searchFramesInSlices } from './slices.ts'

/** Up to here a search takes less than a frame. */
const fewFrames = 5000

/**
 * What a query finds among frames; null while it is empty or not valid. Of many frames, what was found for
 * the beginning of the query or a longer one stays until the answer is there.
 */
export function useMatches(frames: FrameTable, query: string): FrameMatches | null {
  const searches = parseSearch(query).kind === 'search'
  const few = frames.length <= fewFrames
  const atOnce = useMemo(
    () => (searches && few ? searchFrames(frames, query) : null),
    [searches, few, frames, query],
  )
  const [found, setFound] = useState<{ frames: FrameTable; query: string; matches: FrameMatches } | null>(
    null,
  )
  useEffect(() => {
    if (!searches || few) return undefined
    const ended = new AbortController()
    searchFramesInSlices(frames, query, ended.signal).then(
      (matches) => {
        if (!ended.signal.aborted) setFound({ frames, query, matches })
      },
      (error: unknown) => {
        if (!ended.signal.aborted) throw error
      },
    )
    return () => ended.abort()
  }, [searches, few, frames, query])
  if (!searches) return null
  if (few) return atOnce
  const nearly = found !== null && (query.startsWith(found.query) || found.query.startsWith(query))
  return nearly && found.frames === frames ? found.matches : null
}
