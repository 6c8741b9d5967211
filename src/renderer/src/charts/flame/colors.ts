import type { Profile } from '#shared/profile/model.ts'
import type { FrameMatches } from '#shared/profile/search.ts'

/** The bars' colours, each a `--flame-…` variable of palette.css, in the order of their numbers. */
export const flameColors = [
  'scan',
  'index',
  'join',
  'aggregate',
  'sort',
  'parallel',
  'modify',
  'other',
] as const

/** Colours of categories that are not called as their colour. Keyspaces: how much never expires, from cold to warm; types. */
const colorOfCategory: Readonly<Record<string, (typeof flameColors)[number]>> = {
  'all expire': 'join',
  'most expire': 'parallel',
  'about half expire': 'sort',
  'few expire': 'scan',
  'none expire': 'modify',
  string: 'join',
  hash: 'scan',
  list: 'index',
  set: 'aggregate',
  zset: 'parallel',
  stream: 'sort',
  module: 'modify',
  mixed: 'other',
}

/** The number of the colour of frames that a search leaves out. */
export const dimColor = flameColors.length

/** Every colour the chart draws with, as CSS colours ready for a canvas. */
export interface FlameTheme {
  /** By colour number, the dimmed one last. */
  fills: string[]
  text: string
  dimText: string
  background: string
  foreground: string
  muted: string
  accent: string
}

/** What a chart on a page without the variables looks like: the light theme. */
const fallbacks: Readonly<Record<string, string>> = {
  '--flame-scan': '#f0c26a',
  '--flame-index': '#82cdb4',
  '--flame-join': '#8dbde0',
  '--flame-aggregate': '#dfb0cb',
  '--flame-sort': '#e9e08c',
  '--flame-parallel': '#c2e1f5',
  '--flame-modify': '#eaa37a',
  '--flame-other': '#d0d2d6',
  '--flame-dim': '#ededea',
  '--flame-text': '#1a1b1e',
  '--flame-text-dim': '#5a5d64',
  '--surface': '#ffffff',
  '--text': '#1a1b1e',
  '--text-muted': '#54575e',
  '--accent': '#1d5bc4',
}

/** Reads the theme from a computed style's custom properties. */
export function readTheme(property: (name: string) => string): FlameTheme {
  const color = (name: string): string => property(name).trim() || (fallbacks[name] ?? '#808080')
  return {
    fills: [...flameColors.map((kind) => color(`--flame-${kind}`)), color('--flame-dim')],
    text: color('--flame-text'),
    dimText: color('--flame-text-dim'),
    background: color('--surface'),
    foreground: color('--text'),
    muted: color('--text-muted'),
    accent: color('--accent'),
  }
}

/**
 * The colour number of each category: that of its name or that which is its own, otherwise one after
 * the other.
 */
export function colorsOfCategories(categories: readonly string[]): number[] {
  return categories.map((category, i) => {
    const named = flameColors.findIndex((kind) => kind === (colorOfCategory[category] ?? category))
    return named === -1 ? i % flameColors.length : named
  })
}

/** The names of the colours of categories: `--flame-…` without its beginning. For legends. */
export function flameColorNames(categories: readonly string[]): string[] {
  return colorsOfCategories(categories).map((color) => flameColors[color] ?? 'other')
}

/** The colour number of every frame; those that `matches` leaves out are dimmed. */
export function colorsOfFrames(profile: Profile, matches: FrameMatches | null): Uint8Array {
  const { frames } = profile
  const byCategory = colorsOfCategories(profile.categories)
  const colors = new Uint8Array(frames.length)
  for (let frame = 0; frame < frames.length; frame++) {
    const out = matches !== null && matches.matched[frame] !== 1
    colors[frame] = out ? dimColor : (byCategory[frames.category[frame] ?? -1] ?? dimColor - 1)
  }
  return colors
}
