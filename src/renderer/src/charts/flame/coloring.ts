/** What decides the colour of each bar. */
import type { FlamePaths } from '#shared/profile/layout.ts'
import type { Profile } from '#shared/profile/model.ts'
import { moduleOf } from '#shared/profile/modules.ts'
import { colorsOfCategories, type FlameColoring, flameColors } from './colors.ts'

export type FlameColorBy = 'category' | 'module' | 'name'

/** A colour and what it stands for. */
export interface FlameLegendEntry {
  name: string
  /** The end of a `--flame-…` variable. */
  color: string
}

export interface FlameColors {
  coloring: FlameColoring
  /** Empty where colours only tell neighbours apart. */
  legend: FlameLegendEntry[]
}

/** What is read of a profile: colours do not look at samples. */
export type ColoredProfile = Pick<Profile, 'frames' | 'categories'>

/** The colours of a profile's frames, the same for the same profile. */
export function colorsBy(by: FlameColorBy, profile: ColoredProfile, paths: FlamePaths): FlameColors {
  switch (by) {
    case 'category':
      return byCategory(profile)
    case 'module':
      return byModule(profile, paths)
    case 'name':
      return byName(profile)
  }
}

/** The colour of what is not among the others. */
const otherColor = flameColors.indexOf('other')

function byCategory({ frames, categories }: ColoredProfile): FlameColors {
  const numbers = colorsOfCategories(categories)
  const colors = new Uint8Array(frames.length)
  const used = new Set<number>()
  for (let frame = 0; frame < frames.length; frame++) {
    const category = frames.category[frame] ?? -1
    used.add(category)
    colors[frame] = numbers[category] ?? otherColor
  }
  const legend = categories.flatMap((name, category) =>
    used.has(category) ? [{ name, color: colorName(numbers[category] ?? otherColor) }] : [],
  )
  return { coloring: { colors, by: 'frame' }, legend }
}

/** The modules that took most themselves have a colour each; there are not more to tell apart. */
function byModule({ frames }: ColoredProfile, paths: FlamePaths): FlameColors {
  const modules = new Map<string, number>()
  const moduleOfFrame = new Int32Array(frames.length)
  const ofFile = new Map<string, number>()
  for (let frame = 0; frame < frames.length; frame++) {
    const file = frames.file[frame] ?? ''
    let module = ofFile.get(file)
    if (module === undefined) {
      const name = moduleOf(file)
      module = modules.get(name) ?? modules.size
      modules.set(name, module)
      ofFile.set(file, module)
    }
    moduleOfFrame[frame] = module
  }
  const weights = new Float64Array(modules.size)
  for (let path = 0; path < paths.length; path++) {
    const module = moduleOfFrame[paths.frame[path] ?? -1] ?? -1
    if (module >= 0) weights[module] = (weights[module] ?? 0) + (paths.self[path] ?? 0)
  }
  const heaviest = [...modules]
    .filter(([name]) => name !== '')
    .sort(([, a], [, b]) => (weights[b] ?? 0) - (weights[a] ?? 0) || a - b)
    .slice(0, otherColor)
  const colorOf = new Uint8Array(modules.size).fill(otherColor)
  for (const [color, [, module]] of heaviest.entries()) colorOf[module] = color
  return {
    coloring: {
      colors: Uint8Array.from(moduleOfFrame, (module) => colorOf[module] ?? otherColor),
      by: 'frame',
    },
    legend: [
      ...heaviest.map(([name], color) => ({ name, color: colorName(color) })),
      ...(modules.size > heaviest.length ? [{ name: 'others', color: colorName(otherColor) }] : []),
    ],
  }
}

function byName({ frames }: ColoredProfile): FlameColors {
  const colors = new Uint8Array(frames.length)
  for (let frame = 0; frame < frames.length; frame++)
    colors[frame] = hashOf(frames.name[frame] ?? '') % otherColor
  return { coloring: { colors, by: 'frame' }, legend: [] }
}

/** FNV-1a over code units. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

function colorName(color: number): string {
  return flameColors[color] ?? 'other'
}
