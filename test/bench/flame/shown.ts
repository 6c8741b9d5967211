/** What the page shows, by its address. */
import type { FlameColorBy } from '#renderer/charts/flame/index.ts'
import type { FlameLayout } from '#shared/profile/layout.ts'
import { type Difference, layoutDifference } from '#shared/profile/layouts/difference.ts'
import { layoutLeftHeavy } from '#shared/profile/layouts/left-heavy.ts'
import { layoutSandwich } from '#shared/profile/layouts/sandwich.ts'
import { layoutTimeOrder } from '#shared/profile/layouts/time-order.ts'
import type { Profile } from '#shared/profile/model.ts'
import { pathsOf } from '#shared/profile/paths.ts'
import { buildTimeline, timelineLayout } from '#shared/profile/timeline/index.ts'
import { selectRange } from '#shared/profile/transforms/index.ts'
import { treeLayout } from '#shared/profile/tree-layout.ts'
import { deepWalk, generatedProfile, walkedProfile } from './generated.ts'
import { realPlan } from './real-plan.ts'

export interface Shown {
  profile: Profile
  layout: FlameLayout
  difference?: Difference
  colorBy: FlameColorBy
}

/** See page.tsx for what the parameters may be. */
export function shownBy(parameters: URLSearchParams): Shown {
  const profile = profileOf(parameters)
  const colors = parameters.get('colors')
  const colorBy = colors === 'module' || colors === 'name' ? colors : 'category'
  const wanted = parameters.get('layout')
  if (wanted === 'difference') {
    const { before, after } = halvesOf(profile)
    const difference = layoutDifference(before, after, { scale: 'share', width: 'both' })
    const { frames, categories } = difference
    const layout = treeLayout(difference.columns)
    return { profile: { ...profile, frames, categories }, layout, difference, colorBy }
  }
  return { profile, layout: layoutOf(profile, wanted), colorBy }
}

function layoutOf(profile: Profile, wanted: string | null): FlameLayout {
  switch (wanted ?? '') {
    case 'timeline':
      return timelineLayout(buildTimeline(profile))
    case 'heavy':
      return layoutLeftHeavy(profile)
    case 'callers':
    case 'callees':
      return treeLayout(
        layoutSandwich(profile.unit, pathsOf(profile).paths, 7)[wanted === 'callers' ? 'callers' : 'callees'],
      )
    default:
      return layoutTimeOrder(profile)
  }
}

function profileOf(parameters: URLSearchParams): Profile {
  const calls = Number(parameters.get('calls') ?? 100_000)
  const samples = Number(parameters.get('samples') ?? 200_000)
  switch (parameters.get('data') ?? '') {
    case 'plan':
      return realPlan().profile
    case 'walk':
      return walkedProfile({ calls, samples, distinct: parameters.has('distinct') })
    case 'deep':
      return deepWalk({ depth: 50_000, samples })
    default:
      return generatedProfile(10_000)
  }
}

/** The first and the second half of a profile's time, to be compared. */
function halvesOf(profile: Profile): { before: Profile; after: Profile } {
  const whole = profile.samples.weight.reduce((sum, weight) => sum + weight, 0)
  return {
    before: selectRange(profile, 0, whole / 2),
    after: selectRange(profile, whole / 2, whole),
  }
}
