import { randomInt } from 'node:crypto'
import { allowChange } from '#main/changes/index.ts'
import type { ApplyInput, Change, ChangeEvent } from '#shared/contract/changes.ts'
import { throwIfCancelled } from '#shared/failure.ts'
import { parseRedisChange, printRedisChange, type RedisChange } from '#shared/redis/change-text.ts'
import { withRedis } from '../connect/index.ts'
import type { RedisTarget } from '../redis-target.ts'
import { isChangeOfKeys, refuseReplica } from './given.ts'
import { createJournal, type Journal } from './journal/index.ts'
import { chooseHand } from './keys/choose-hand.ts'
import { refuseMissingRights } from './keys/rights.ts'
import { type ChangeOfKeys, ruleOf } from './keys/rule.ts'
import { asFailure, record } from './outcome.ts'
import { type Report, withChangeProgress } from './report.ts'
import type { ChangesRoom, Timeouts } from './room.ts'
import { changeKeys } from './run-keys.ts'
import type { SingleKind } from './single/kind.ts'
import { singleKindOf } from './single/kinds.ts'
import { kindName, titleOfKeys, undoOfKeys } from './words.ts'

type Request = Omit<ApplyInput, 'targetId' | 'measure'>
type Last = { type: 'change'; change: Change }

interface Work {
  room: ChangesRoom
  target: RedisTarget
  request: Request
  timeouts: Timeouts
  signal: AbortSignal
  report: Report
}

/**
 * Applies a change, with progress on the way and its entry in the ledger at the end, also when it
 * failed or was stopped half-way. It stands in the ledger before anything of it is sent, and keys also
 * in its journal.
 *
 * Throws a Failure, with nothing in the ledger, for what is refused before: BAD_INPUT for the text,
 * REFUSED by the guard or the server's state, and what connecting throws.
 */
export async function* applyChange(
  room: ChangesRoom,
  target: RedisTarget,
  request: Request,
  timeouts: Timeouts,
  signal: AbortSignal | undefined,
): AsyncGenerator<ChangeEvent> {
  const change = parseRedisChange(request.sql)
  allowChange(target, request.confirmation)
  const kind = singleKindOf(change)
  yield yield* withChangeProgress<Last>(signal, async (report, signal) => {
    const work = { room, target, request, timeouts, signal, report }
    if (isChangeOfKeys(change)) return await applyToKeys(work, change)
    if (!kind) throw new Error(`No kind knows ${change.kind}.`)
    return await applySingle(work, change, kind)
  })
}

async function applyToKeys(work: Work, change: ChangeOfKeys): Promise<Last> {
  const { room, target, request, timeouts, signal, report } = work
  const seed = randomInt(2 ** 31)
  const rule = ruleOf(change, seed)
  await withRedis(target, { timeouts, signal }, async (server) => {
    await refuseReplica(server)
    await chooseHand(server)
    await refuseMissingRights(server, rule)
  })
  throwIfCancelled(signal)
  using claim = room.ledger.begin({
    target,
    environment: target.environment,
    kind: kindName(change),
    title: titleOfKeys(change),
    sql: printRedisChange(change),
    undo: undoOfKeys(rule.action, undefined),
    facts: { given: printRedisChange(change), seed },
  })
  const { id } = claim
  report({ phase: 'connecting', changeId: id })
  const journal = createOrRecord(room, id)
  if (!('has' in journal)) return journal
  using kept = journal
  const { pace = 'gentle' } = request
  try {
    return await changeKeys({ room, id, target, change, seed, journal: kept, pace, timeouts, signal, report })
  } catch (error) {
    const { message, hint } = asFailure(error)
    return record(room.ledger, id, {
      status: 'interrupted',
      message,
      hint: hint ?? 'Look at it again: what was done is in its journal.',
    })
  }
}

/** Without its journal nothing of a change is sent. */
function createOrRecord(room: ChangesRoom, id: string): Journal | Last {
  try {
    return createJournal(room.home, id)
  } catch (error) {
    const { message, hint } = asFailure(error)
    const undo = { sql: null, note: 'No key was changed.' }
    return record(room.ledger, id, { status: 'failed', message, hint, undo })
  }
}

async function applySingle(work: Work, change: RedisChange, kind: SingleKind): Promise<Last> {
  const { room, target, timeouts, signal, report } = work
  const { ledger } = room
  const plan = await withRedis(target, { timeouts, signal }, async (server) => {
    if (change.kind === 'rename') await refuseReplica(server)
    return await kind.plan(server, change, true)
  })
  throwIfCancelled(signal)
  const sql = printRedisChange(change)
  using claim = ledger.begin({
    target,
    environment: target.environment,
    kind: kindName(change),
    title: kind.title(change),
    sql,
    undo: plan.undo,
    facts: { given: sql, before: plan.before },
  })
  const { id } = claim
  report({ phase: 'running', changeId: id })
  const startedAt = performance.now()
  // From here on a cancel is too late: it is one command.
  try {
    await withRedis(target, { timeouts }, async (server) => await kind.send(server, change, plan.before))
  } catch (error) {
    const failure = asFailure(error)
    const isLost = failure.code === 'CONNECTION_LOST' || failure.code === 'TIMEOUT'
    return record(ledger, id, {
      status: isLost ? 'interrupted' : 'failed',
      message: failure.message,
      hint: isLost ? 'Look again when the server is there.' : failure.hint,
      elapsedMs: performance.now() - startedAt,
      ...(isLost ? {} : { undo: { sql: null, note: 'Nothing of it was done.' } }),
    })
  }
  const elapsedMs = performance.now() - startedAt
  try {
    const found = await withRedis(
      target,
      { timeouts },
      async (server) => await kind.look(server, change, plan.before),
    )
    if (found.state === 'nothing') {
      const message = 'It was so already: nothing has changed.'
      return record(ledger, id, { status: 'applied', message, undo: { sql: null, note: message }, elapsedMs })
    }
    return record(ledger, id, { status: 'applied', undo: found.undo, facts: { made: found.made }, elapsedMs })
  } catch (error) {
    return record(ledger, id, {
      status: 'interrupted',
      message: 'The server has done it, and then could not be asked what is needed to undo it.',
      hint: `${asFailure(error).message} Look again when the server is there.`,
      elapsedMs,
    })
  }
}
