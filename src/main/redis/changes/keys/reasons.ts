/** Why a key was left as it is. */
export type Reason = keyof typeof reasonTexts

/** In words that stand after a number of keys or beside a single one. */
export const reasonTexts = {
  neverExpires: 'without an expiry',
  expires: 'with an expiry already',
  sooner: 'expiring soon enough already',
  already: 'as wanted already',
  tooLate: 'expiring later than can be written down',
  forbidden: 'not permitted to this user',
  refused: 'refused by the server',
  gone: 'gone when the turn came',
  otherExpiry: 'changed by somebody else at the same time',
  otherValue: 'written by somebody else at the same time',
  /** Undo. */
  timePassed: 'past the former expiry, so gone now as without the change',
  goneSince: 'expired or deleted since',
  otherExpirySince: 'given another expiry or replaced since',
  otherValueSince: 'written since',
  thereAgain: 'there again, made by somebody else',
  notKept: 'not kept, being beyond KEEP',
  cannotTell: 'perhaps another key of the same name by now, whose former time has passed',
  tooLong: 'with a name of more than 1 MB, so passed over',
} as const

/** The order is the number in a journal: only ever append. */
export const reasons: readonly Reason[] = [
  'neverExpires',
  'expires',
  'sooner',
  'already',
  'tooLate',
  'forbidden',
  'refused',
  'gone',
  'otherExpiry',
  'otherValue',
  'timePassed',
  'goneSince',
  'otherExpirySince',
  'otherValueSince',
  'thereAgain',
  'notKept',
  'cannotTell',
  'tooLong',
]
