/** The change of a namespace's keys that a form describes. Pure. */
import {
  DEFAULT_KEEP,
  MOST_JITTER,
  printRedisChange,
  type EachAction,
  type Only,
} from '#shared/redis/change-text.ts'
import { readSeconds } from '../ttl/duration.ts'

export type NamespaceChangeKind = 'expire' | 'extend' | 'jitter'

export interface NamespaceChangeForm {
  kind: NamespaceChangeKind
  /** How long they shall live, or live longer. */
  ttl: string
  jitter: string
  only: Only
}

/** Wherever nothing else is known: enough that not all expire at once. */
export const usualJitter = '10'

/** What is to be done; null while a field cannot be read. */
export function actionOf({ kind, ttl, jitter, only }: NamespaceChangeForm): EachAction | null {
  const seconds = readSeconds(ttl)
  const percent = readPercent(jitter)
  if (percent === null) return null
  switch (kind) {
    case 'expire':
      return seconds === null ? null : { do: 'expire', seconds, jitterPercent: percent, only }
    case 'extend':
      return seconds === null ? null : { do: 'extend', seconds, jitterPercent: percent }
    case 'jitter':
      return percent === 0 ? null : { do: 'jitter', percent }
  }
}

export function readPercent(text: string): number | null {
  const trimmed = text.trim()
  if (trimmed === '') return 0
  const percent = /^\d{1,2}(\.\d+)?$/.test(trimmed) ? Number(trimmed) : Number.NaN
  return percent <= MOST_JITTER ? percent : null
}

/** The text of a change of all keys that match. */
export function changeOfMatch(match: string, action: EachAction): string {
  return printRedisChange({ kind: 'each', match, except: [], action })
}

export const persistAll: EachAction = { do: 'persist' }
export const unlinkAll: EachAction = { do: 'unlink', keepBytes: DEFAULT_KEEP }
