import { useMemo } from 'react'
import { useMatches } from '#renderer/charts/flame/index.ts'
import { useProfiles } from '#renderer/stores/profiles.ts'
import {
  type Answers,
  noAnswers,
  type OpenProfile,
  valueOf,
  type Viewing,
} from '#renderer/stores/profiles/model.ts'
import type { OpenedFile, ProfileFacts } from '#renderer/workers/profile/work.ts'
import type { ProfileHead } from '#shared/contract/profiles.ts'
import type { Profile } from '#shared/profile/model.ts'
import type { FrameMatches } from '#shared/profile/search.ts'

/** An open file and what is shown of it. */
export interface ShownProfile {
  id: string
  name: string
  file: OpenedFile
  facts: ProfileFacts
  viewing: Viewing
  /** What the worker answered. */
  answers: Answers
  /** What charts need of a profile: its frames. The samples stay in the worker. Null until it has come. */
  drawn: Profile | null
  /** What the search finds among its functions; null without one. */
  matches: FrameMatches | null
}

/** Null while the file is not read. */
export function useShownProfile({ id, name, state }: OpenProfile): ShownProfile | null {
  const answers = useProfiles((all) => all.answers[id] ?? noAnswers)
  const file = state.kind === 'ready' ? state.file : undefined
  const viewing = state.kind === 'ready' ? state.viewing : undefined
  const facts = viewing && file?.profiles[viewing.profile]
  const frames = valueOf(answers, 'frames')
  const drawn = useMemo(
    () => (facts === undefined || frames === null ? null : drawnProfile(facts, frames)),
    [facts, frames],
  )
  const matches = useMatches(frames ?? noFrames, viewing?.search ?? '')
  if (file === undefined || viewing === undefined || facts === undefined) return null
  return { id, name, file, facts, viewing, answers, drawn, matches }
}

function drawnProfile({ name, unit, categories }: ProfileFacts, frames: Profile['frames']): Profile {
  const none = new Int32Array(0)
  return {
    name,
    unit,
    categories,
    frames,
    stacks: { length: 0, frame: none, parent: none },
    samples: { length: 0, stack: none, weight: new Float64Array(0) },
  }
}

/** The kept profile that is shown; null for a file that was opened. */
export function useKeptHead({ id }: ShownProfile): ProfileHead | null {
  return useProfiles(({ open }) => {
    const source = open.find((each) => each.id === id)?.source
    return source?.kind === 'kept' ? source.head : null
  })
}

/** Stands for the frames until they have come. */
export const noFrames: Profile['frames'] = {
  length: 0,
  name: [],
  file: [],
  category: new Int32Array(0),
  line: new Int32Array(0),
  column: new Int32Array(0),
}
