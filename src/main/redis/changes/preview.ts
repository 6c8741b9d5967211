import { allowChange } from '#main/changes/index.ts'
import { tellProgress } from '#main/progress.ts'
import type { ChangePreview, KeysPreview, PreviewEvent } from '#shared/contract/changes.ts'
import { Failure } from '#shared/failure.ts'
import { parseRedisChange, printRedisChange, type RedisChange } from '#shared/redis/change-text.ts'
import { type RedisServer, withRedis } from '../connect/index.ts'
import type { RedisTarget } from '../redis-target.ts'
import { isChangeOfKeys, refuseReplica } from './given.ts'
import { chooseHand } from './keys/choose-hand.ts'
import { previewKeys } from './keys/preview-keys.ts'
import { refuseMissingRights } from './keys/rights.ts'
import { type ChangeOfKeys, ruleOf } from './keys/rule.ts'
import type { Timeouts } from './room.ts'
import type { SingleKind } from './single/kind.ts'
import { singleKindOf } from './single/kinds.ts'
import { kindName, keysWord, titleOfKeys, undoOfKeys } from './words.ts'

/**
 * What a change would do on the target, with progress, as every key is looked at; changes and touches
 * nothing. What the server or the guard would refuse is the preview's `refusal`. Throws a Failure:
 * BAD_INPUT for a text that is no change, CANCELLED, and what connecting throws.
 */
export async function* previewChange(
  target: RedisTarget,
  text: string,
  timeouts: Timeouts,
  signal: AbortSignal | undefined,
): AsyncGenerator<PreviewEvent> {
  const change = parseRedisChange(text)
  const kind = singleKindOf(change)
  const isReadOnly = target.environment.guard === 'read-only'
  let seen: { done?: number; total?: number } = {}
  const onProgress = (done: number, total: number): void => {
    seen = { done, total }
  }
  const preview = yield* tellProgress<PreviewEvent, ChangePreview>(
    signal,
    (elapsedMs) => ({ type: 'progress', elapsedMs, ...seen }),
    async (signal) =>
      await withRedis(target, { timeouts, signal }, async (server) => {
        const found = isChangeOfKeys(change)
          ? await ofKeys(server, change, isReadOnly, signal, onProgress)
          : await ofSingle(server, change, kind, isReadOnly)
        const refusal = guardRefusal(target) ?? found.refusal
        return {
          statements: [printRedisChange(change)],
          kind: kindName(change),
          locks: [],
          blockers: [],
          diskBytes: null,
          needsConfirmation: target.environment.guard === 'confirm',
          ...found,
          ...(refusal ? { refusal } : {}),
        }
      }),
  )
  yield { type: 'preview', preview }
}

type Found = Pick<ChangePreview, 'title' | 'undoSql' | 'undoNote' | 'warnings' | 'refusal' | 'keys'>

async function ofSingle(
  server: RedisServer,
  change: RedisChange,
  kind: SingleKind | undefined,
  isReadOnly: boolean,
): Promise<Found> {
  if (!kind) throw new Error(`No kind knows ${change.kind}.`)
  const title = kind.title(change)
  try {
    if (change.kind === 'rename') await refuseReplica(server)
    // In a read-only environment nothing is tried, even where nothing would come of it.
    const { undo, warnings } = await kind.plan(server, change, !isReadOnly)
    return { title, warnings, ...undoWords(undo) }
  } catch (error) {
    return { title, warnings: [], undoSql: null, refusal: refusalOf(error) }
  }
}

async function ofKeys(
  server: RedisServer,
  change: ChangeOfKeys,
  isReadOnly: boolean,
  signal: AbortSignal,
  onProgress: (done: number, total: number) => void,
): Promise<Found> {
  const rule = ruleOf(change, 0)
  const title = titleOfKeys(change)
  let refusal: ChangePreview['refusal']
  try {
    await refuseReplica(server)
    await chooseHand(server)
    if (!isReadOnly) await refuseMissingRights(server, rule)
  } catch (error) {
    refusal = refusalOf(error)
  }
  const { keys, warnings } = await previewKeys({ server, rule, signal, onProgress })
  return {
    title,
    keys,
    warnings: [...warnings, ...warningsOf(server, change, { deletes: rule.action.do === 'unlink', keys })],
    ...undoWords(
      undoOfKeys(rule.action, { keys: keys.wouldChange, kept: keys.kept?.keys ?? keys.wouldChange }),
    ),
    ...(refusal ? { refusal } : {}),
  }
}

function warningsOf(
  server: RedisServer,
  change: ChangeOfKeys,
  { deletes, keys }: { deletes: boolean; keys: KeysPreview },
): string[] {
  const warnings: string[] = []
  if (keys.kept && keys.kept.lost > 0) {
    warnings.push(
      `${keysWord(keys.kept.lost)} would be deleted for good: ${keys.kept.lost === 1 ? 'it does' : 'they do'} not fit into what is kept for undo. KEEP with more bytes keeps more.`,
    )
  }
  if (
    change.kind === 'each' &&
    change.action.do === 'expire' &&
    change.action.jitterPercent === 0 &&
    keys.wouldChange > MANY_AT_ONCE
  ) {
    warnings.push(
      `${keysWord(keys.wouldChange)} would expire within about the time that changing them takes: JITTER 10 spreads them.`,
    )
  }
  if (change.kind === 'each' && change.match === '*' && change.except.length === 0) {
    warnings.push('The pattern takes every key of the database.')
  }
  if (!deletes && !server.facts.noTouch && keys.wouldChange > 0) {
    warnings.push("Changing a key's expiry counts as use of it on this server: its idle time begins anew.")
  }
  if (server.facts.topology === 'cluster') {
    warnings.push(`It is done on all ${server.masters.length} masters of the cluster.`)
  }
  return warnings
}

/** Fewer that expire together are not felt. */
const MANY_AT_ONCE = 10_000

function undoWords({
  sql,
  note,
}: {
  sql: string[] | null
  note?: string | undefined
}): Pick<Found, 'undoSql' | 'undoNote'> {
  return { undoSql: sql === null ? null : sql.join(';\n'), ...(note === undefined ? {} : { undoNote: note }) }
}

/** What is foreseen is told in the preview; what keeps from looking at all is thrown. */
function refusalOf(error: unknown): { message: string; hint?: string } {
  const foreseen = ['REFUSED', 'BAD_INPUT', 'NOT_FOUND', 'PERMISSION', 'SERVER_ERROR', 'UNSUPPORTED']
  if (!(error instanceof Failure) || !foreseen.includes(error.code)) throw error
  return { message: error.message, ...(error.hint === undefined ? {} : { hint: error.hint }) }
}

function guardRefusal(target: RedisTarget): ChangePreview['refusal'] {
  try {
    // A confirmation can still be given: only a read-only environment refuses for good.
    allowChange(target, target.environment.name)
    return undefined
  } catch (error) {
    return refusalOf(error)
  }
}
