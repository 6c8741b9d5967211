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

/** Colours of categories that are not called as their colour. Keyspaces: how much never expires, from cold to warm; types. Profiles: where a function comes from. */
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
  app: 'join',
  node_modules: 'index',
  node: 'sort',
  native: 'aggregate',
  gc: 'modify',
  idle: 'other',
  program: 'other',
  wasm: 'parallel',
  eval: 'scan',
}

/** The number of the colour of frames that a search leaves out. */
export const dimColor = flameColors.length

/** Much less, less, a little less, about the same, and the other way round. */
export const differenceColors = ['less-3', 'less-2', 'less-1', 'same', 'more-1', 'more-2', 'more-3'] as const

/** The number of the first of {@link differenceColors}; the others follow. */
export const firstDifferenceColor = dimColor + 1

/** How many colour numbers there are. */
export const colorCount = firstDifferenceColor + differenceColors.length

/** The names behind `--flame-` of all colours, by their numbers. */
const colorNames: readonly string[] = [...flameColors, 'dim', ...differenceColors]

/** How the bars of a chart are coloured. */
export interface FlameColoring {
  /** Colour numbers, by frame or by row of `layout.paths`. */
  colors: Uint8Array
  by: 'frame' | 'path'
  /** By path: 1 where the bar is hatched, a second cue beside the colour. */
  hatched?: Uint8Array
  /** What stands before a path's name, a second cue too. */
  signOf?: (path: number) => string
  /** The value written on a path's bar; its total without this. */
  figureOf?: (path: number) => string
}

/** Every colour the chart draws with, as CSS colours ready for a canvas. */
export interface FlameTheme {
  /** By colour number. */
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
  '--flame-less-3': '#6bb0e2',
  '--flame-less-2': '#9ac9ec',
  '--flame-less-1': '#c9e1f3',
  '--flame-same': '#dcddda',
  '--flame-more-1': '#f8dcba',
  '--flame-more-2': '#f3ba7d',
  '--flame-more-3': '#ea9a4c',
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
    fills: colorNames.map((name) => color(`--flame-${name}`)),
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
