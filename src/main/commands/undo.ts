import type { DatabaseSync } from 'node:sqlite'
import type { ChangeEvent } from '#shared/contract/changes.ts'
import type { Entry } from '../changes/index.ts'
import { reachOfKind } from '../postgres/changes/index.ts'
import { undoChange } from '../postgres/index.ts'
import { type ChangesRoom, undoChange as undoRedisChange } from '../redis/changes/index.ts'
import { changeAsJson, changeAsText } from './change-as-text.ts'
import { redisTargetOfEntry, targetOfEntry, underGuardsOfRedis, underItsGuard } from './change-target.ts'
import type { AddCommand, Terminal } from './command.ts'
import { paceOf } from './pace-option.ts'
import { defaultTimeouts, type PgOptions, targetOfPgOption } from './pg-target.ts'
import { redisOption, type RedisOptions, targetOfRedisOption } from './redis-target.ts'
import { lastChange, withLedger } from './with-ledger.ts'

interface UndoOptions extends PgOptions, RedisOptions {
  confirm?: string
  pace?: string
  json?: boolean
}

/** `pitwall undo`: takes a change back. */
export const addUndo: AddCommand = (program, terminal) => {
  const command = program
    .command('undo')
    .description('take a change back, while what it made is still as it left it')
    .argument('<id>', 'of the change, as `pitwall changes` lists it')
    .option('--pg <url>', 'the server, where its recorded address or its password is not enough')
  redisOption(command)
    .option('--confirm <name>', "the environment's name, where its guard asks for it")
    .option('--pace <pace>', 'for keys of a Redis: gentle, full, or at most so many keys a second')
    .option('--json', 'one JSON document')
    .action(async (id: string, options: UndoOptions) => {
      await withLedger(terminal, async (room, database) => {
        const isRedis = room.ledger.entry(id).target.address.kind === 'redis'
        const events = isRedis
          ? undoRedisChange(room, againOf(id, options, database, terminal), defaultTimeouts, terminal.signal)
          : undoPostgres(room, id, options, database, terminal)
        const change = await lastChange(events, terminal)
        terminal.print(
          options.json === true ? JSON.stringify(changeAsJson(change), null, 2) : changeAsText(change),
        )
        if (change.status !== 'undone') terminal.setExitStatus(1)
      })
    })
}

function undoPostgres(
  { ledger }: ChangesRoom,
  id: string,
  options: UndoOptions,
  database: DatabaseSync,
  { signal }: Terminal,
): AsyncIterable<ChangeEvent> {
  const resolve = async (entry: Entry): Promise<ReturnType<typeof targetOfPgOption>> =>
    options.pg === undefined
      ? await targetOfEntry(entry, database)
      : underItsGuard(targetOfPgOption(options), database, reachOfKind(entry.kind))
  return undoChange(ledger, id, resolve, options.confirm, defaultTimeouts, signal)
}

/** How a change of a Redis is found again, for undoing it and for going on with it. */
export function againOf(
  id: string,
  options: RedisOptions & { confirm?: string; pace?: string },
  database: DatabaseSync,
  { signal }: Terminal,
): Parameters<typeof undoRedisChange>[1] {
  return {
    id,
    confirmation: options.confirm,
    pace: paceOf(options.pace),
    resolveTarget: async (entry) =>
      options.redis === undefined
        ? await redisTargetOfEntry(entry, database, signal)
        : await underGuardsOfRedis(targetOfRedisOption(options), database, entry.kind, signal),
  }
}
