/** Which keys are listed. Pure. */

export interface KeyFilter {
  /** As typed: a glob, or a part of a name. */
  pattern: string
  /** As TYPE says it; empty for all. */
  type: string
  /** Only keys that never expire. */
  withoutTtl: boolean
}

export const everyKey: KeyFilter = { pattern: '', type: '', withoutTtl: false }

/** The types that every server has; those of modules can be typed nowhere else. */
export const keyTypes = ['string', 'hash', 'list', 'set', 'zset', 'stream'] as const

/** What SCAN MATCH is given: a text without signs of a glob is looked for anywhere in the name. */
export function globOf(pattern: string): string {
  const text = pattern.trim()
  if (text === '') return '*'
  return /[*?[\\]/.test(text) ? text : `*${text}*`
}
