import type { KeysPreview } from '#shared/contract/changes.ts'
import type { EachAction } from '#shared/redis/change-text.ts'
import { keyNameOf } from '#shared/redis/key-name.ts'
import type { RedisServer } from '../../connect/index.ts'
import { ReplyError } from '../../resp/index.ts'
import { chooseHand } from './choose-hand.ts'
import { type Hand, isSameExpiry, type Seen } from './hand.ts'
import { Keeper, memoryOf } from './kept-values.ts'
import type { Reason } from './reasons.ts'
import { isForbidden } from './rights.ts'
import { GONE, NEVER, type Rule } from './rule.ts'
import { sendKeyed } from './send.ts'
import { createTransactionHand } from './transaction-hand.ts'
import { reasonsOf } from './summary.ts'
import { walk } from './walk.ts'

export interface PreviewRun {
  server: RedisServer
  rule: Rule
  signal: AbortSignal
  onProgress: (done: number, total: number) => void
}

/** As many as are shown. */
const SAMPLES = 20
/** DUMP of one key of this size keeps the server busy for some tens of milliseconds. */
const HUGE = 16 * 1024 ** 2

type Sample = KeysPreview['samples'][number]

/** Looks at every key as the change would, by the same rule, and changes and touches none. */
export async function previewKeys({
  server,
  rule,
  signal,
  onProgress,
}: PreviewRun): Promise<{ keys: KeysPreview; warnings: string[] }> {
  const startedAt = performance.now()
  const look = await lookerOf(server)
  const deletes = rule.action.do === 'unlink'
  const keeper = new Keeper(rule.keepBytes)
  const left = new Map<Reason, number>()
  const reservoir = new Reservoir<{ key: Buffer; seen: Seen }>(SAMPLES)
  let [matched, wouldChange, bytes, keptKeys, largest] = [0, 0, 0, 0, 0]
  const leave = (reason: Reason): void => void left.set(reason, (left.get(reason) ?? 0) + 1)

  const { looked: scanned, tooLong } = await walk(
    server,
    { rule, pace: 'gentle', signal, onProgress },
    async (keys) => {
      const seen = await look.look(keys, false)
      const memory = deletes ? await memoryOf(server, keys) : []
      for (const [at, key] of keys.entries()) {
        const one = seen[at]
        matched += 1
        if (!one || one instanceof ReplyError) {
          leave(one instanceof ReplyError && isForbidden(one) ? 'forbidden' : 'refused')
          continue
        }
        if (one.expiresAt === GONE) {
          leave('gone')
          continue
        }
        const wanted = rule.wanted(key, one.expiresAt, one.now)
        if (typeof wanted === 'string') leave(wanted)
        else if (isSameExpiry(wanted, one.expiresAt, look.tolerance)) leave('already')
        else {
          wouldChange += 1
          reservoir.offer({ key, seen: one })
          const size = memory[at]
          bytes += size ?? 0
          largest = Math.max(largest, size ?? 0)
          if (deletes && keeper.takes(size)) keptKeys += 1
        }
      }
    },
  )
  if (tooLong > 0) left.set('tooLong', tooLong)
  const tookMs = performance.now() - startedAt
  return {
    keys: {
      scanned,
      matched,
      wouldChange,
      wouldSkip: reasonsOf(left),
      samples: await samplesOf(server, rule.action, reservoir.taken),
      bytes: deletes ? bytes : null,
      ...(deletes ? { kept: { keys: keptKeys, lost: wouldChange - keptKeys } } : {}),
      // The change looks as this did, and then writes and sends each key once more.
      estimatedMs: Math.round(tookMs + wouldChange * (deletes ? DELETING_MS : CHANGING_MS)),
    },
    warnings:
      largest > HUGE && keptKeys > 0
        ? [
            `The largest of the keys takes ${Math.round(largest / 1024 ** 2)} MB: the server is busy with it alone while it is kept for undo. KEEP 0 keeps none.`,
          ]
        : [],
  }
}

/** Writing, sending and resting for one key at the gentle pace, as measured on a local server. */
const CHANGING_MS = 0.05
const DELETING_MS = 0.08

/** Where neither scripts nor transactions are allowed it can still be looked. */
async function lookerOf(server: RedisServer): Promise<Hand> {
  try {
    return await chooseHand(server)
  } catch {
    return createTransactionHand(server)
  }
}

async function samplesOf(
  server: RedisServer,
  action: EachAction,
  chosen: readonly { key: Buffer; seen: Seen }[],
): Promise<Sample[]> {
  const types = await sendKeyed(
    server,
    chosen.map(({ key }) => ({ key, command: ['TYPE', key] })),
  )
  return chosen.map(({ key, seen }, at) => {
    const type = types[at]
    const ttlMs = seen.expiresAt === NEVER ? null : Math.max(0, seen.expiresAt - seen.now)
    return {
      key: keyNameOf(key),
      type: typeof type === 'string' ? type : '',
      ttlMs,
      ...afterOf(action, ttlMs ?? 0),
    }
  })
}

function afterOf(action: EachAction, ttlMs: number): Pick<Sample, 'after'> {
  switch (action.do) {
    case 'expire':
      return between(action.seconds * 1000, action.jitterPercent)
    case 'extend':
      return between(action.seconds * 1000, action.jitterPercent, ttlMs)
    case 'jitter':
      return between(ttlMs, action.percent)
    case 'persist':
      return { after: null }
    case 'unlink':
      return {}
  }
}

/** With jitter up to so many percent of it less or more; beyond what it lives anyway. */
function between(ms: number, percent: number, from = 0): Pick<Sample, 'after'> {
  return {
    after: {
      lowMs: Math.round(from + ms * (1 - percent / 100)),
      highMs: Math.round(from + ms * (1 + percent / 100)),
    },
  }
}

/** Some of many, each as likely as any other (Vitter's algorithm R). */
class Reservoir<T> {
  readonly taken: T[] = []
  readonly #size: number
  #offered = 0

  constructor(size: number) {
    this.#size = size
  }

  offer(item: T): void {
    this.#offered += 1
    if (this.taken.length < this.#size) {
      this.taken.push(item)
      return
    }
    const place = Math.floor(Math.random() * this.#offered)
    if (place < this.#size) this.taken[place] = item
  }
}
