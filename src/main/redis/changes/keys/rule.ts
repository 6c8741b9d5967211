import type { ChangeOfMany, EachAction, RedisChange } from '#shared/redis/change-text.ts'
import type { Bytes } from '#shared/units.ts'
import { bytesOfKeyName } from '#shared/redis/key-name.ts'
import { matcher } from '../../glob.ts'
import type { Reason } from './reasons.ts'

/** An absolute expiry of a key that never expires. */
export const NEVER = -1
/** Of a key that is not there. */
export const GONE = -2

export type ChangeOfKeys = Extract<RedisChange, { kind: 'each' | 'expire' | 'persist' | 'unlink' }>

/** What a change wants of each key; pure, so that a preview counts what applying does. */
export interface Rule {
  action: EachAction
  /** The keys themselves where they are named, else how SCAN finds them. */
  source: { keys: Buffer[] } | { match: string; type: string | undefined }
  /** Of those that SCAN finds: is it meant? */
  takes: (key: Buffer) => boolean
  /**
   * The absolute expiry that the key shall have, {@link NEVER} or {@link GONE}; or why it is left alone.
   *
   * @param expiresAt epoch milliseconds, or {@link NEVER}
   * @param now by the clock of its server
   */
  wanted: (key: Buffer, expiresAt: number, now: number) => number | Reason
  /** The same for the keys that are deleted. */
  keepBytes: Bytes
}

/**
 * @param seed of the jitter: the same key then lives the same share shorter or longer, also when an
 * interrupted change is gone on with
 */
export function ruleOf(change: ChangeOfKeys, seed: number): Rule {
  const { action, source, except } = partsOf(change)
  const excluded = except.map((glob) => matcher(glob))
  return {
    action,
    source,
    takes: (key) => !excluded.some((isExcluded) => isExcluded(key)),
    wanted: (key, expiresAt, now) => wantedBy(action, key, expiresAt, now, seed),
    keepBytes: action.do === 'unlink' ? action.keepBytes : 0,
  }
}

function partsOf(change: ChangeOfKeys): Pick<Rule, 'action' | 'source'> & Pick<ChangeOfMany, 'except'> {
  if (change.kind === 'each') {
    const { match, type, action, except } = change
    return { action, source: { match, type }, except }
  }
  const names = change.kind === 'unlink' ? change.keys : [change.key]
  const source = { keys: names.map((name) => Buffer.from(bytesOfKeyName(name))) }
  switch (change.kind) {
    case 'expire':
      return {
        action: { do: 'expire', seconds: change.seconds, jitterPercent: 0, only: 'all' },
        source,
        except: [],
      }
    case 'persist':
      return { action: { do: 'persist' }, source, except: [] }
    case 'unlink':
      return { action: { do: 'unlink', keepBytes: change.keepBytes }, source, except: [] }
  }
}

function wantedBy(
  action: EachAction,
  key: Buffer,
  expiresAt: number,
  now: number,
  seed: number,
): number | Reason {
  // Numbers beyond would come back as others from the journal.
  if (expiresAt > Number.MAX_SAFE_INTEGER) return 'tooLate'
  const wanted = ((): number | Reason => {
    switch (action.do) {
      case 'expire':
        return (
          keptBy(action, expiresAt, now) ??
          now + around(action.seconds * 1000, action.jitterPercent, key, seed)
        )
      case 'extend':
        return expiresAt === NEVER
          ? 'neverExpires'
          : expiresAt + around(action.seconds * 1000, action.jitterPercent, key, seed)
      case 'jitter':
        return expiresAt === NEVER ? 'neverExpires' : now + around(expiresAt - now, action.percent, key, seed)
      case 'persist':
        return expiresAt === NEVER ? 'neverExpires' : NEVER
      case 'unlink':
        return GONE
    }
  })()
  if (wanted === expiresAt) return 'already'
  return typeof wanted === 'number' && wanted > Number.MAX_SAFE_INTEGER ? 'tooLate' : wanted
}

/** Why EXPIRE … IF leaves a key alone. */
function keptBy(
  { only, seconds, jitterPercent }: Extract<EachAction, { do: 'expire' }>,
  expiresAt: number,
  now: number,
): Reason | undefined {
  if (only === 'all') return undefined
  if (expiresAt === NEVER) return only === 'longer' ? 'neverExpires' : undefined
  if (only === 'none') return 'expires'
  // What the jitter allows is no longer than wanted: the change then finds nothing to do a second time.
  return expiresAt - now > seconds * 1000 * (1 + jitterPercent / 100) ? undefined : 'sooner'
}

function around(ms: number, percent: number, key: Buffer, seed: number): number {
  if (percent === 0) return ms
  return Math.max(1, Math.round(ms * (1 + (percent / 100) * (2 * shareOf(key, seed) - 1))))
}

/** From 0 to 1, evenly over the keys: FNV-1a, then the finalizer of MurmurHash3. */
function shareOf(key: Buffer, seed: number): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0
  for (const byte of key) hash = Math.imul(hash ^ byte, 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 0xffff_ffff
}
