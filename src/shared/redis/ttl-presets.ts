/** How long the keys of a kind of thing usually may live, as a beginning; all of it can be edited. */
export interface TtlPreset {
  /** What is kept, for people: `user profile`. */
  resource: string
  /** Words in the name of a namespace that tell it, in small letters and the singular. */
  words: readonly string[]
  ttlSeconds: number
  reason: string
}

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/**
 * Where the words of several are in one name the earlier counts: `user:session` holds sessions and
 * `cache:config` configuration, so what tells least (`user`, `cache`) stands last.
 */
export const ttlPresets: readonly TtlPreset[] = [
  {
    resource: 'sessions',
    words: ['session', 'sess', 'sid', 'login', 'oauth', 'token', 'jwt', 'csrf', 'otp'],
    ttlSeconds: 30 * MINUTE,
    reason: 'Ends with the user; set it to how long the application lets a session be idle.',
  },
  {
    resource: 'analytics, aggregates',
    words: [
      'analytic',
      'aggregate',
      'agg',
      'stat',
      'statistic',
      'metric',
      'report',
      'dashboard',
      'summary',
      'total',
      'trend',
    ],
    ttlSeconds: HOUR,
    reason: 'Aggregated; an hour old is good enough.',
  },
  {
    resource: 'classification, static results',
    words: [
      'classification',
      'classifier',
      'category',
      'taxonomy',
      'static',
      'embedding',
      'translation',
      'geo',
      'geocode',
      'country',
      'i18n',
      'thumbnail',
    ],
    ttlSeconds: DAY,
    reason: 'Static; the same input gives the same result.',
  },
  {
    resource: 'configuration',
    words: [
      'config',
      'configuration',
      'conf',
      'setting',
      'feature',
      'flag',
      'permission',
      'role',
      'preference',
    ],
    ttlSeconds: 30 * MINUTE,
    reason: 'Changes rarely.',
  },
  {
    resource: 'keywords, lists',
    words: [
      'keyword',
      'list',
      'search',
      'suggest',
      'suggestion',
      'autocomplete',
      'tag',
      'menu',
      'catalog',
      'catalogue',
      'feed',
    ],
    ttlSeconds: 10 * MINUTE,
    reason: 'Changes now and then.',
  },
  {
    resource: 'user profile',
    words: ['user', 'profile', 'account', 'member', 'customer', 'avatar'],
    ttlSeconds: 5 * MINUTE,
    reason: 'Changes seldom, and is looked up often.',
  },
  {
    resource: 'cached answers',
    words: [
      'cache',
      'cached',
      'page',
      'response',
      'query',
      'fragment',
      'html',
      'api',
      'http',
      'view',
      'price',
      'product',
    ],
    ttlSeconds: HOUR,
    reason: 'Between the memory of a process (minutes) and a CDN (a day).',
  },
]

/** The preset that the words of a prefix or a pattern tell, such as `session:*`; undefined where none does. */
export function presetFor(namespaceText: string): TtlPreset | undefined {
  const words = new Set(wordsOf(namespaceText))
  return ttlPresets.find((preset) => preset.words.some((word) => words.has(word)))
}

function wordsOf(text: string): string[] {
  return text
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '')
    .flatMap((word) => [word, singularOf(word)])
}

function singularOf(word: string): string {
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`
  return word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word
}
